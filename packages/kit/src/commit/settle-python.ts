/** One place that both sides changed. */
export interface Conflict {
  readonly base: readonly string[];
  readonly yours: readonly string[];
  readonly generated: readonly string[];
}

/**
 * Settles what only looks like a conflict in Python: both sides changed the same block of imports, both put new
 * definitions into the same gap, or one put something beside what the other took out. Anything else, and anything in doubt, stays one.
 *
 * @returns the lines to stand there; null: it is for a person to say.
 */
export function settlePython(conflict: Conflict): readonly string[] | null {
  return settleImports(conflict) ?? settleAdditions(conflict) ?? settleBeside(conflict);
}

/** Imports are a set: what either side added comes, what either side removed goes. */
function settleImports({ base, yours, generated }: Conflict): readonly string[] | null {
  const [old, mine, theirs] = [importsIn(base), importsIn(yours), importsIn(generated)];
  if (!old || !mine || !theirs || mine.size + theirs.size === 0) return null;
  if (contradict(old, mine, theirs)) return null;
  const all = [...new Set([...mine, ...theirs])];
  const kept = all.filter((name) => (mine.has(name) && theirs.has(name)) || !old.has(name));
  return asStatements(kept.sort(byModule));
}

/** `module name` for each; null when there is anything else, a blank line between sections included. */
function importsIn(lines: readonly string[]): ReadonlySet<string> | null {
  const text = lines.join('\n').trim();
  if (text === '') return new Set();
  const statements = text
    .replaceAll(/\(\s*([^()#]*?),?\s*\)/g, (_, names: string) => names.replaceAll(/\s+/g, ' '))
    .split('\n');
  const found = statements.map((line) => {
    const from = /^from (\S+) import ([\w, ]+)$/.exec(line);
    if (from) return (from[2] ?? '').split(',').map((name) => `${from[1]} ${name.trim()}`);
    return /^import \S+( as \w+)?$/.test(line) ? [` ${line}`] : null;
  });
  return found.every((names) => names !== null) ? new Set(found.flat()) : null;
}

/**
 * One side took a name from elsewhere, the other changed that import too or needs it no more (a tool that the user moved
 * is gone from the API): both cannot be had.
 */
function contradict(old: ReadonlySet<string>, mine: ReadonlySet<string>, theirs: ReadonlySet<string>): boolean {
  const [known, yours, generated] = [sourcesOf(old), sourcesOf(mine), sourcesOf(theirs)];
  return [...known].some(([name, from]) => {
    const [a, b] = [yours.get(name), generated.get(name)];
    return a !== from && b !== from && a !== b;
  });
}

/** Where each name comes from. */
function sourcesOf(names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const entries = [...names].map((entry) => [entry.slice(entry.indexOf(' ') + 1), entry] as const);
  return new Map(entries);
}

/** As isort orders them: plain imports first, then by module. */
function byModule(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function asStatements(names: readonly string[]): readonly string[] {
  const modules = new Map<string, string[]>();
  for (const entry of names) {
    const cut = entry.indexOf(' ');
    const module = entry.slice(0, cut);
    modules.set(module, [...(modules.get(module) ?? []), entry.slice(cut + 1)]);
  }
  return [...modules].flatMap(([module, imported]) =>
    module === '' ? imported : [`from ${module} import ${imported.join(', ')}`],
  );
}

const DEFINITION = /^(?:async +)?(?:def|class) +(\w+)|^(\w+)(?:: [^=]+)? = /;
const OPENING = /^(?:(?:async +)?def |class |@|#|\w+(?:: [^=]+)? = )/;

/** Both sides put whole statements where nothing was: the generator's come first, then the user's. */
function settleAdditions({ base, yours, generated }: Conflict): readonly string[] | null {
  if (base.some((line) => line.trim() !== '')) return null;
  const [mine, theirs] = [trimmed(yours), trimmed(generated)];
  if (!isWhole(mine) || !isWhole(theirs)) return null;
  const taken = new Set(namesIn(theirs));
  if (namesIn(mine).some((name) => taken.has(name))) return null;
  const before = yours.slice(
    0,
    yours.findIndex((line) => line.trim() !== ''),
  );
  const after = yours.slice(before.length + mine.length);
  return [...before, ...theirs, '', '', ...mine, ...after];
}

/**
 * The user put something right before or after statements that are generated no more: those go, it stays. What stood
 * before may end a class above; what stood after must be whole, or it would become part of what is above it now.
 */
function settleBeside({ base, yours, generated }: Conflict): readonly string[] | null {
  if (!isWhole(trimmed(base)) || generated.some((line) => line.trim() !== '')) return null;
  const at = yours.findIndex((_, index) => base.every((line, offset) => yours[index + offset] === line));
  if (at === -1) return null;
  const [above, below] = [yours.slice(0, at), yours.slice(at + base.length)];
  const after = trimmed(below);
  // A decorator or a comment is about what went.
  if (/^[@#]/.test(trimmed(above).at(-1) ?? '') || (after.length > 0 && !isWhole(after))) return null;
  return [...above, ...generated, ...below];
}

/** Statements of the top level from beginning to end: no part of one, and no decorator of what follows. */
function isWhole(lines: readonly string[]): boolean {
  const [first = '', last = ''] = [lines[0], lines.findLast((line) => /^\S/.test(line))];
  return OPENING.test(first) && !last.startsWith('@') && lines.every((line) => /^(?:\s|[@#\w)\]}]|$)/.test(line));
}

function namesIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const found = DEFINITION.exec(line);
    return found ? [found[1] ?? found[2] ?? ''] : [];
  });
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
