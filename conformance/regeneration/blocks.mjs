/**
 * A file in the pieces that a person thinks in: the functions and classes of a module, the sections of a page, the tables
 * of a settings file. By name; what is between them (imports, a title) is no piece.
 */
import { formatPythonIn, normalisePython } from '../../packages/python/dist/index.js';

/** Narrower than anybody's: parentheses that ruff adds for a short line, and then keeps, are then in all texts. */
const NARROW = { 'line-length': 60, format: { 'quote-style': 'single' } };

function common(path, text) {
  if (!path.endsWith('.py')) return text;
  const steps = [normalisePython, (source, name) => formatPythonIn(NARROW, source, name), normalisePython];
  return steps.reduce((source, step) => {
    const done = step(source, path);
    return done.ok ? done.value : source;
  }, text);
}

const STARTS = {
  py: { top: /^(?=[^\s#)\]}"'])/, name: /^(?:async )?(?:def|class) (\w+)/, joins: /^@/ },
  md: { top: /^#{1,6} /, name: /^#{1,6} (.*)$/ },
  toml: { top: /^\[/, name: /^\[+([^\]]+)/ },
};

/** @returns {Map<string, string>} text by name */
export function blocksOf(path, text) {
  const starts = STARTS[path.split('.').at(-1)];
  if (!starts) return new Map([['', text]]);
  const blocks = new Map();
  let name = null;
  let pending = [];
  for (const line of text.split('\n')) {
    if (starts.top.test(line)) {
      const found = starts.name.exec(line);
      // A decorator belongs to what follows.
      name = found?.[1] ?? null;
      if (name === null) pending = starts.joins?.test(line) ? [...pending, line] : [];
      else blocks.set(name, `${blocks.get(name) ?? ''}${pending.join('\n')}\n`);
      if (name !== null) pending = [];
    }
    if (name !== null && line.trim() !== '') blocks.set(name, `${blocks.get(name)}${line.trim()}\n`);
  }
  return blocks;
}

/** Names of the pieces in which two texts differ, formatting aside. */
export function changedBlocks(path, before, after) {
  const [old, now] = [blocksOf(path, common(path, before)), blocksOf(path, common(path, after))];
  return new Set([...old.keys(), ...now.keys()].filter((name) => old.get(name) !== now.get(name)));
}
