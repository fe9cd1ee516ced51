import { LINE_LENGTH } from './format.js';
import type { ImportedName } from './import-block.js';
import { STANDARD_LIBRARY } from './word-lists.js';

/** One import statement, with the names that share it. */
interface Statement {
  readonly module: string;
  /** Sorted; null for `import module`. */
  readonly names: readonly string[] | null;
  readonly alias: string | null;
  readonly above: readonly string[];
  readonly trailing: string | null;
}

const SECTIONS = ['future', 'standard', 'third', 'first', 'local'] as const;
type Section = (typeof SECTIONS)[number];

/**
 * Import statements merged and sorted as ruff's `I` rules want them with their default settings (the isort settings of
 * ruff's reference, "lint.isort"): sections, `import x` before `from x`, constants before classes before the rest.
 *
 * @param firstParty - top-level names of our own modules
 */
export function renderImports(imports: readonly ImportedName[], firstParty: readonly string[]): string {
  const own = new Set(firstParty);
  const statements = merge(imports);
  return SECTIONS.map((section) => statements.filter((statement) => sectionOf(statement.module, own) === section))
    .filter((group) => group.length > 0)
    .map((group) => group.sort(compareStatements).map(renderStatement).join('\n'))
    .join('\n\n');
}

/** Plain names of one module share a statement; an alias, a star or a comment stands alone (`combine-as-imports` is off). */
function merge(imports: readonly ImportedName[]): Statement[] {
  const merged = new Map<string, Statement>();
  for (const { name, module, alias, comments } of imports) {
    const shared = name !== null && name !== '*' && alias === null;
    const key = JSON.stringify([module, shared ? 'names' : name, alias]);
    const other = merged.get(key);
    const names = name === null ? null : [...new Set([...(other?.names ?? []), name])].sort(compareMembers);
    const above = [...new Set([...(other?.above ?? []), ...comments.above])];
    const trailing = [...new Set([other?.trailing, comments.trailing].filter((text) => text != null))].join('  ');
    merged.set(key, { module, names, alias, above, trailing: trailing === '' ? null : trailing });
  }
  return [...merged.values()];
}

function sectionOf(module: string, own: ReadonlySet<string>): Section {
  if (module.startsWith('.')) return 'local';
  const top = module.split('.', 1)[0] ?? module;
  if (top === '__future__') return 'future';
  if (own.has(top)) return 'first';
  return STANDARD_LIBRARY.has(top) ? 'standard' : 'third';
}

function compareStatements(a: Statement, b: Statement): number {
  return (
    Number(a.names !== null) - Number(b.names !== null) ||
    depth(b.module) - depth(a.module) ||
    naturally(a.module.toLowerCase(), b.module.toLowerCase()) ||
    naturally(a.module, b.module) ||
    compareFirst(a, b) ||
    naturally(a.alias ?? '', b.alias ?? '')
  );
}

/** Leading dots: the furthest package first. */
function depth(module: string): number {
  return /^\.*/.exec(module)?.[0].length ?? 0;
}

function compareFirst(a: Statement, b: Statement): number {
  return compareMembers(a.names?.[0] ?? '', b.names?.[0] ?? '');
}

function compareMembers(a: string, b: string): number {
  return (
    Number(a !== '*') - Number(b !== '*') ||
    memberType(a) - memberType(b) ||
    naturally(a.toLowerCase(), b.toLowerCase()) ||
    naturally(a, b)
  );
}

/** `order-by-type`: CONSTANT, Class, variable. */
function memberType(name: string): number {
  if (name.length > 1 && /\p{Lu}/u.test(name) && !/\p{Ll}/u.test(name)) return 0;
  return /^\p{Lu}/u.test(name) ? 1 : 2;
}

/** Runs of digits compare as numbers: `a2` before `a10`. */
function naturally(a: string, b: string): number {
  const left = a.match(/\d+|\D/g) ?? [];
  const right = b.match(/\d+|\D/g) ?? [];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [x, y] = [left[index] ?? '', right[index] ?? ''];
    if (x === y) continue;
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    const order = numeric ? Number(x) - Number(y) : x < y ? -1 : 1;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function renderStatement({ module, names, alias, above, trailing }: Statement): string {
  const suffix = (alias === null ? '' : ` as ${alias}`) + (trailing === null ? '' : `  ${trailing}`);
  const comments = above.map((text) => `${text}\n`).join('');
  if (names === null) return `${comments}import ${module}${suffix}`;
  const oneLine = `from ${module} import ${names.join(', ')}${suffix}`;
  if (oneLine.length <= LINE_LENGTH || names.length === 0 || alias !== null || trailing !== null || names[0] === '*') {
    return comments + oneLine;
  }
  return `${comments}from ${module} import (\n${names.map((name) => `    ${name},\n`).join('')})`;
}
