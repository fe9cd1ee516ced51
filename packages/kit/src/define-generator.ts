import type { Answers } from '@fastapi-mcp/answers';
import type { ApiModel } from '@fastapi-mcp/api-model';
import type { Plan } from './plan.js';
import type { Contributed, Contributions } from './plugin/contributions.js';
import type { OwnTemplates } from './render/template-overrides.js';

/** What `files()` may look at: plain readonly data, the same for every generator of a run. */
export interface Context {
  readonly answers: Answers;
  readonly api: ApiModel;
  readonly plan: Plan;
  /** The contract as it is pinned in the output (`openapi.json`): the document's own text, re-indented. */
  readonly contract: string;
  /** The project's own templates, by file name; each stands for the built-in one of that name. */
  readonly templates?: OwnTemplates;
  /** The contract with the user's overlays applied, as the tools are made from it; null without overlays. */
  readonly overlaid: string | null;
  /** What the project's generators add to each other's files; absent: nothing. */
  readonly contributed?: Contributed;
}

/**
 * How a file meets what is already there: `generated` is merged three ways with the user's edits; `once` is written
 * only when absent (`.env`, a file the user owns from the first day) and never stored; `replaced` is a machine's file
 * (`openapi.json`), written over.
 */
export type Ownership = 'generated' | 'once' | 'replaced';

/** A file to be, relative to the output folder. */
export interface EmittedFile {
  /** With forward slashes, no `..`, not absolute, nothing under `.git/` or `.fastapi-mcp/`. */
  readonly path: string;
  readonly content: string;
  /** Octal permission bits for a new file; 0o644 when absent. `.env` is 0o600. */
  readonly mode?: number;
  /** `generated` when absent. */
  readonly ownership?: Ownership;
  /** Python modules of one path are merged; imports are organised and the text formatted when a run's files are put together. */
  readonly kind?: 'python';
  /** Among modules that share a path: lower comes first, 50 when absent, equal ones stay in listed order. */
  readonly order?: number;
  /** The template's file name, for messages. */
  readonly template?: string;
  /** Other generators whose contributions are in it: `ownersOf(contributed.settings)`. */
  readonly alsoBy?: readonly string[];
}

/** A generator: data plus pure functions. The same value runs under Yeoman, under our own bin, and in a unit test. */
export interface GeneratorDefinition {
  /** `client`; `yo fastapi-mcp:client`. */
  readonly name: string;
  /** One line, for `--help`. */
  readonly description: string;
  /** Generators whose files these files import; composed first when their files are not in the project yet. */
  readonly needs?: readonly string[];
  /** The answers it reads: keys of the shared schema. Alone in an empty folder, only these are asked. */
  readonly answers: readonly (keyof Answers)[];
  /** Pure: the same context gives the same files, whatever else is composed. */
  readonly files: (context: Context) => readonly EmittedFile[];
  /** Pure: what it adds to files that others emit, for as long as it is in the project. */
  readonly contributes?: (context: Context) => Contributions;
  /** The plugin that brings it; `definePlugin` says so. */
  readonly plugin?: string;
}

/**
 * Checks and freezes a generator's definition.
 *
 * @throws InternalError never; a definition is checked by its type.
 * @example
 * export const clientGenerator = defineGenerator({ name: 'client', description: '…', answers: ['pattern'], files: (context) => [python({ to: … })] });
 */
export function defineGenerator(definition: GeneratorDefinition): GeneratorDefinition {
  return Object.freeze({ ...definition });
}
