import type { AnswerFragment } from '@fastapi-mcp/answers';
import type { GeneratorDefinition } from '../define-generator.js';
import type { Preset } from '../define-preset.js';

/** Everything that a plugin brings. A project that uses it runs all its generators with `app`. */
export interface PluginDefinition {
  /** The package's name: `generator-fastapi-mcp-acme`. */
  readonly name: string;
  /** Lower comes first, 50 when absent; equal ones by name. Of middleware, the first is outermost. */
  readonly order?: number;
  /** Generators that are new, each with files, contributions, or both. */
  readonly generators?: readonly GeneratorDefinition[];
  /** Generators that stand for one of the same name: `{ docs: acmeDocs }`. */
  readonly replaces?: Readonly<Record<string, GeneratorDefinition>>;
  /** Presets that are chosen with `--preset NAME`. */
  readonly presets?: readonly (Preset & { readonly name: string })[];
  /** Questions of its own; `fragmentAnswers` reads their answers. */
  readonly answers?: AnswerFragment;
  /** A folder of templates, each in the place of the built-in one of its name: `new URL('./overrides/', import.meta.url)`. */
  readonly templates?: URL;
}

/**
 * Checks and freezes a plugin: the default export of its package.
 *
 * @example
 * export default definePlugin({ name: 'generator-fastapi-mcp-acme', generators: [auditGenerator] });
 */
export function definePlugin(plugin: PluginDefinition): PluginDefinition {
  const stamped = (definition: GeneratorDefinition): GeneratorDefinition =>
    Object.freeze({ ...definition, plugin: plugin.name });
  const { generators = [], replaces = {} } = plugin;
  return Object.freeze({
    ...plugin,
    generators: generators.map(stamped),
    // Not stamped: what stands for one of ours shares files with ours (structure A), as that one did.
    replaces: Object.fromEntries(Object.entries(replaces).map(([name, one]) => [name, { ...one, name }])),
  });
}
