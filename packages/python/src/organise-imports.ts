import { ruffWorkspace } from './format.js';
import { type ImportedName, type SplitModule, splitModule } from './import-block.js';
import { nameUses } from './name-uses.js';
import { renderImports } from './sort-imports.js';

export interface OrganiseImportsOptions {
  /** Top-level names of the project's own modules: `src`, or `main`, `client`, … when they lie flat. */
  readonly firstParty: readonly string[];
}

/**
 * Merges, prunes and sorts the leading imports of a module that we rendered, so that templates may list every import they
 * might need. Imports in functions and under `if TYPE_CHECKING:` stay as they are.
 *
 * Kept whatever the body says: `from __future__`, stars, re-exports (`x as x`) and lines with a `noqa`.
 *
 * @returns the module; it satisfies ruff's `I` and `F401` once formatted
 */
export function organiseImports(source: string, { firstParty }: OrganiseImportsOptions): string {
  const split = splitModule(source);
  if (split.imports.length === 0) return source;
  return joinModule(split, renderImports(usedImports(split, firstParty), firstParty));
}

/** Puts a module together again, with the blank lines that ruff wants around its imports. */
export function joinModule({ header, body }: Pick<SplitModule, 'header' | 'body'>, imports: string): string {
  const gap = imports !== '' && /^(?:class|def|async|@)/.test(body) ? '\n\n\n' : '\n\n';
  const top = [header, imports].filter((part) => part !== '').join('\n\n');
  return `${[top, body].filter((part) => part !== '').join(gap)}\n`;
}

function usedImports(split: SplitModule, firstParty: readonly string[]): ImportedName[] {
  const { loads, binds } = nameUses(split.body);
  const kept = split.imports.filter((imported) => isPinned(imported) || loads.has(boundName(imported)));
  const counts = new Map<string, number>();
  for (const name of new Set(kept.map(statementKey))) {
    const bound = name.slice(name.lastIndexOf(' ') + 1);
    counts.set(bound, (counts.get(bound) ?? 0) + 1);
  }
  const doubtful = kept.some(
    (imported) => binds.has(boundName(imported)) || (counts.get(boundName(imported)) ?? 0) > 1,
  );
  return doubtful ? withoutReported(split, kept, firstParty) : kept;
}

/** Two identical imports are one, as are `import a` and `import a.b`; two different ones of a name are a case for ruff. */
function statementKey(imported: ImportedName): string {
  if (imported.name === null && imported.alias === null) return ` ${boundName(imported)}`;
  return `${imported.module} ${imported.name ?? ''} ${boundName(imported)}`;
}

/** The name that the module gets: `import a.b` binds `a`. */
function boundName({ name, module, alias }: ImportedName): string {
  return alias ?? name ?? module.split('.', 1)[0] ?? module;
}

function isPinned({ name, module, alias, comments }: ImportedName): boolean {
  return (
    module === '__future__' ||
    name === '*' ||
    (alias !== null && alias === (name ?? module)) ||
    /noqa/.test(comments.trailing ?? '')
  );
}

interface RuffFinding {
  readonly message: string;
  readonly start_location: { readonly row: number; readonly column: number };
  readonly end_location: { readonly row: number; readonly column: number };
}

// The linter costs another 250 ms to warm up: only asked when a name is both imported and bound again.
let linter: { check(source: string): readonly RuffFinding[] } | undefined;

/** Scopes decide whether a name that is also bound elsewhere is read: that is ruff's to say. */
function withoutReported(
  split: SplitModule,
  imports: readonly ImportedName[],
  firstParty: readonly string[],
): ImportedName[] {
  linter ??= ruffWorkspace({ lint: { select: ['F401'] } });
  const source = joinModule(split, renderImports(imports, firstParty));
  const lines = source.split('\n');
  const unused = new Set(linter.check(source).map((finding) => reportedImport(finding, lines)));
  const used = imports.filter((imported) => !unused.has(importKey(imported)));
  // One that is gone may bring to light another of the same name.
  return used.length === imports.length ? used : withoutReported(split, used, firstParty);
}

/** The message has the full path without the alias; the range covers the alias, or the path where there is none. */
function reportedImport(
  { message, start_location: from, end_location: to }: RuffFinding,
  lines: readonly string[],
): string {
  const path = /^`([^`]+)`/.exec(message)?.[1] ?? '';
  return `${path} ${(lines[from.row - 1] ?? '').slice(from.column - 1, to.column - 1)}`;
}

function importKey({ name, module, alias }: ImportedName): string {
  const path = name === null ? module : `${module}${module.endsWith('.') ? '' : '.'}${name}`;
  return `${path} ${alias ?? name ?? module}`;
}
