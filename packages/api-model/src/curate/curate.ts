import type { ApiModel, NamedSchema, Operation } from '../api-model.js';
import { referredKeys } from '../assemble/children.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Result } from '../result.js';
import { globToTest } from './glob.js';

/** Which operations become tools. Without any of these, all do. */
export interface Curation {
  /** Operations of these tags, whatever their case. */
  readonly includeTags?: readonly string[];
  /** Globs over the tool's name (`list_*`), the path (`/tasks/**`), or both method and path (`GET /tasks/*`). */
  readonly include?: readonly string[];
  /** Globs like `include`; these win. */
  readonly exclude?: readonly string[];
}

/**
 * The model with fewer operations, and only the schemas that these reach. A tag or a glob includes on its own; an exclusion
 * removes again. Names and homes stay as they were, so that curating differently changes no other file.
 *
 * @returns the smaller model, with a warning for each pattern that matched nothing; an error when nothing is left.
 */
export function curate(model: ApiModel, { includeTags = [], include = [], exclude = [] }: Curation): Result<ApiModel> {
  const tags = includeTags.map((tag) => ({
    text: `tag ${tag}`,
    matches: (operation: Operation) => operation.tags.some((own) => own.toLowerCase() === tag.toLowerCase()),
  }));
  const wanted = [...tags, ...include.map(globRule)];
  const unwanted = exclude.map(globRule);
  const operations = model.operations.filter(
    (operation) =>
      (wanted.length === 0 || wanted.some(({ matches }) => matches(operation))) &&
      !unwanted.some(({ matches }) => matches(operation)),
  );
  const unused = [...wanted, ...unwanted]
    .filter(({ matches }) => !model.operations.some(matches))
    .map(({ text }) => warning(text));
  if (operations.length > 0)
    return {
      ok: true,
      value: { ...model, operations, schemas: reachable(operations, model.schemas) },
      diagnostics: unused,
    };
  const nothing: Diagnostic = {
    code: 'nothing-selected',
    severity: 'error',
    at: '#/paths',
    message: 'the selection leaves no operation',
    hint: 'Loosen --include-tag and --include, or drop an --exclude.',
  };
  return { ok: false, diagnostics: [...unused, nothing] };
}

interface Rule {
  readonly text: string;
  readonly matches: (operation: Operation) => boolean;
}

function globRule(glob: string): Rule {
  const test = globToTest(glob.trim());
  return { text: glob, matches: ({ name, path, method }) => test(name) || test(path) || test(`${method} ${path}`) };
}

function warning(text: string): Diagnostic {
  return {
    code: 'pattern-matches-nothing',
    severity: 'warning',
    at: text,
    message: `${JSON.stringify(text)} matches no operation`,
    hint: 'Patterns are compared with the tool\'s name, its path, and "METHOD /path", each as a whole.',
  };
}

function reachable(operations: readonly Operation[], schemas: ApiModel['schemas']): ApiModel['schemas'] {
  const kept = new Map<string, NamedSchema>();
  const pending = operations.flatMap(({ arguments: args, success }) =>
    [...args.map(({ schema }) => schema), ...(success.schema ? [success.schema] : [])].flatMap(referredKeys),
  );
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const named = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!named || kept.has(name)) continue;
    kept.set(name, named);
    pending.push(...referredKeys(named.schema));
  }
  return Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}
