import { z } from 'zod';
import { checkedString, defineQuestion, type QuestionMeta } from '../question.js';
import { refuseText } from '../refuse-text.js';
import { refuseOrigin } from '../refuse-url.js';

const common = { group: 'run', section: 'This run', message: '', stored: false } as const;

function flag(meta: Pick<QuestionMeta, 'help' | 'aliases'>) {
  return defineQuestion(z.boolean(), { ...common, ...meta, default: false });
}

/** Options of one run: never asked, never stored. */
export const run = {
  answers: defineQuestion(checkedString(refuseText).nullable(), {
    ...common,
    help: 'read answers from a JSON file; flags win over it',
    placeholder: 'FILE',
    default: null,
  }),
  yes: flag({ help: 'ask nothing, take the defaults', aliases: ['y'] }),
  dryRun: flag({ help: 'print the changes, write nothing', aliases: ['n'] }),
  force: flag({
    help: 'write conflicts between markers, also without a terminal; patch a backend with changes',
    aliases: ['f'],
  }),
  skipInstall: flag({ help: 'do not run uv afterwards' }),
  json: flag({ help: 'print a machine-readable result' }),
  strict: flag({ help: 'fail when an operation had to be left out' }),
  dump: defineQuestion(z.enum(['model', 'plan', 'files']).nullable(), {
    ...common,
    help: 'print one stage as JSON and write nothing',
    default: null,
    explanations: {
      model: 'the API as it was understood',
      plan: 'every name and place',
      files: 'what would be written',
    },
  }),
  allowRef: defineQuestion(z.array(checkedString(refuseOrigin)), {
    ...common,
    help: 'where references out of the document may lead: an origin, or file: for its folder; repeatable',
    placeholder: 'ORIGIN',
    default: [],
  }),
  plugin: defineQuestion(z.array(checkedString(refuseText)), {
    ...common,
    help: 'use this plugin from now on: its name, or a folder with ./ in front; repeatable',
    placeholder: 'NAME|DIR',
    default: [],
  }),
  removePlugin: defineQuestion(z.array(checkedString(refuseText)), {
    ...common,
    help: 'take this plugin and what it brought out of the project; repeatable',
    placeholder: 'NAME',
    default: [],
  }),
  trustPlugins: flag({ help: 'run the code of plugins that the project itself brings' }),
  trustTemplates: flag({ help: 'run the templates that the project itself brings, until one of them changes' }),
  preset: defineQuestion(checkedString(refuseText).nullable(), {
    ...common,
    help: "a plugin's preset: its generators and answers; flags win over it",
    placeholder: 'NAME',
    default: null,
  }),
  python: defineQuestion(checkedString(refuseText).nullable(), {
    ...common,
    help: "the interpreter for --app; default: the backend's own environment",
    placeholder: 'FILE',
    default: null,
    path: true,
  }),
};
