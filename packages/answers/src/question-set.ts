import type { z } from 'zod';
import { core, questions } from './answers-schema.js';
import { deriveQuestion } from './derive-questions.js';
import { type AnswerProblem, problem } from './problem.js';
import type { Question } from './question.js';

/** The questions of a run: ours and those of its plugins. Everything that takes a `set` works on ours alone without it. */
export interface QuestionSet {
  readonly questions: readonly Question[];
}

/** Our own questions. */
export const coreQuestions: QuestionSet = Object.freeze({ questions });

/**
 * What a plugin adds: fields made with `defineQuestion`. A field `path` of namespace `audit` becomes the answer
 * `auditPath` and the flag `--audit-path`.
 */
export interface AnswerFragment<Shape extends z.core.$ZodShape = z.core.$ZodShape> {
  /** The plugin's package name, for messages. */
  readonly plugin: string;
  /** Prefix of its keys: camelCase, by custom the plugin's name. */
  readonly namespace: string;
  readonly fields: Shape;
}

/** The key under which a fragment's field is answered. */
export function fragmentKey(namespace: string, field: string): string {
  return `${namespace}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

/** Flags of the command line itself. */
const reserved: readonly string[] = ['help', 'version', 'h', 'v'];

/** All spellings that a question answers to. */
function spellings({ flag, aliases = [] }: Question): readonly string[] {
  return [flag, ...aliases];
}

/** Who already answers to one of the question's names, or null. */
function ownerOfClash(question: Question, earlier: readonly Question[]): string | null {
  if (spellings(question).some((name) => reserved.includes(name) || name.startsWith('no-'))) return core;
  const clash = earlier.find((other) => spellings(other).some((name) => spellings(question).includes(name)));
  return clash?.owner ?? null;
}

function addField(fragment: AnswerFragment, name: string, earlier: readonly Question[]): Question | AnswerProblem {
  const { plugin, namespace } = fragment;
  const key = fragmentKey(namespace, name);
  const option = `${key} of ${plugin}`;
  const field = fragment.fields[name];
  if (!/^[a-z][a-zA-Z0-9]*$/.test(namespace) || !/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    return problem(option, key, { what: 'is not a camelCase name', fix: 'rename it to letters and digits' });
  }
  const question = field === undefined ? null : deriveQuestion(key, field, plugin);
  if (question === null) {
    return problem(option, key, {
      what: 'carries no question',
      fix: 'make it with defineQuestion: a boolean, enum, string or list',
    });
  }
  if (question.group !== 'project') {
    return problem(option, key, {
      what: 'is an option of one run',
      fix: "make its group 'project': plugins add answers",
    });
  }
  const owner = ownerOfClash(question, earlier);
  if (owner === null) return question;
  return problem(option, key, {
    what: `is asked by ${owner} already`,
    fix: `${plugin} needs another namespace or name`,
  });
}

/**
 * Our questions and those of plugins, in the order given.
 *
 * @returns problems, each naming both sides, when two of them claim the same key or flag
 */
export function extendAnswers(
  fragments: readonly AnswerFragment[],
  base: QuestionSet = coreQuestions,
):
  | { readonly ok: true; readonly set: QuestionSet }
  | { readonly ok: false; readonly problems: readonly AnswerProblem[] } {
  const all = [...base.questions];
  const problems: AnswerProblem[] = [];
  for (const fragment of fragments) {
    for (const name of Object.keys(fragment.fields)) {
      const added = addField(fragment, name, all);
      if ('key' in added) all.push(added);
      else problems.push(added);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, set: Object.freeze({ questions: all }) };
}
