import { fileURLToPath } from 'node:url';
import { type AnswerFragment, coreQuestions, extendAnswers, type QuestionSet } from '@fastapi-mcp/answers';
import type { GeneratorDefinition } from '../define-generator.js';
import type { Preset } from '../define-preset.js';
import { UserError } from '../errors.js';
import { type OwnTemplates, templatesIn } from '../render/template-overrides.js';
import { OWN_PLUGIN } from './collect-contributions.js';
import type { PluginDefinition } from './define-plugin.js';

const DEFAULT_ORDER = 50;

/**
 * What a run has at hand: the umbrella's generators and presets, and those of the plugins of the project.
 *
 * @internal
 */
export interface Toolbox {
  /** In the order in which they contribute: ours, then plugins by their `order` and name. */
  readonly registry: ReadonlyMap<string, GeneratorDefinition>;
  /** By name: `1` to `4`, and those of plugins. */
  readonly presets: ReadonlyMap<string, Preset>;
  readonly questions: QuestionSet;
  /** Plugins' templates that stand for built-in ones: file name → file, as a URL. */
  readonly templates: OwnTemplates;
  /** In their order. */
  readonly plugins: readonly PluginDefinition[];
}

/**
 * What the umbrella brings by itself.
 *
 * @internal
 */
export type OwnTools = Pick<Toolbox, 'registry' | 'presets'>;

/**
 * The umbrella's generators and presets with those of plugins.
 *
 * @throws UserError when two claim the same generator, preset, question or template; it names both.
 *
 * @internal
 */
export function combinePlugins(own: OwnTools, plugins: readonly PluginDefinition[]): Toolbox {
  const sorted = [...plugins].sort(
    (a, b) => (a.order ?? DEFAULT_ORDER) - (b.order ?? DEFAULT_ORDER) || (a.name < b.name ? -1 : 1),
  );
  return {
    registry: combineGenerators(own.registry, sorted),
    presets: combinePresets(own.presets, sorted),
    templates: combineTemplates(sorted),
    questions: combineQuestions(sorted.flatMap(({ answers }) => (answers ? [answers] : []))),
    plugins: sorted,
  };
}

function combineGenerators(own: OwnTools['registry'], plugins: readonly PluginDefinition[]): Toolbox['registry'] {
  const registry = new Map(own);
  const owner = new Map<string, string>([...own.keys()].map((name) => [name, OWN_PLUGIN]));
  const replacedBy = new Map<string, string>();
  for (const { name: plugin, generators = [], replaces = {} } of plugins) {
    for (const [name, definition] of Object.entries(replaces)) {
      if (!own.has(name)) throw new UserError(`${plugin} replaces the generator ${name}, which is none of ours`, ASK);
      refuseTwice(replacedBy, name, plugin, `replace the generator ${name}`);
      registry.set(name, definition);
    }
    for (const definition of generators) {
      refuseTwice(owner, definition.name, plugin, `bring a generator ${definition.name}`);
      registry.set(definition.name, definition);
    }
  }
  return registry;
}

function combinePresets(own: OwnTools['presets'], plugins: readonly PluginDefinition[]): Toolbox['presets'] {
  const presets = new Map(own);
  const owner = new Map<string, string>([...own.keys()].map((name) => [name, OWN_PLUGIN]));
  for (const { name: plugin, presets: added = [] } of plugins) {
    for (const preset of added) {
      refuseTwice(owner, preset.name, plugin, `bring a preset ${preset.name}`);
      presets.set(preset.name, preset);
    }
  }
  return presets;
}

function combineTemplates(plugins: readonly PluginDefinition[]): OwnTemplates {
  const owner = new Map<string, string>();
  const entries = plugins.flatMap(({ name: plugin, templates }) =>
    templates === undefined
      ? []
      : Object.entries(templatesIn(fileURLToPath(templates))).map(([name, file]) => {
          refuseTwice(owner, name, plugin, `replace the template ${name}`);
          return [name, file] as const;
        }),
  );
  return Object.fromEntries(entries);
}

function combineQuestions(fragments: readonly AnswerFragment[]): QuestionSet {
  if (fragments.length === 0) return coreQuestions;
  const extended = extendAnswers(fragments);
  if (extended.ok) return extended.set;
  throw new UserError(extended.problems.map(({ message }) => message).join('\n'), ASK);
}

const ASK = 'use one of the two, or ask the author of the plugin for another name';

/** Notes who claims a name, and throws when somebody else has it. */
function refuseTwice(claims: Map<string, string>, name: string, plugin: string, what: string): void {
  const other = claims.get(name);
  if (other !== undefined) throw new UserError(`${other} and ${plugin} both ${what}`, ASK);
  claims.set(name, plugin);
}
