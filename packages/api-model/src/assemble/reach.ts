import { isKeyword, snakeCase } from '@fastapi-mcp/python';
import type { Schema } from '../schema.js';
import { referredKeys } from './children.js';
import type { Settled } from './settle-references.js';

/** Who uses a schema. */
export interface Use {
  home: string;
  input: boolean;
  output: boolean;
}

/** A place from which schemas are used: an operation's argument, its success. */
export interface Root {
  readonly tag: string;
  readonly direction: 'input' | 'output';
  readonly schema: Schema;
}

const COMMON = 'common';
/** Modules beside the models that are not models. */
const NOT_A_HOME = new Set(['base', 'errors', 'init', '']);

/**
 * Which schemas are used, from where, by draft key. A schema that one tag uses lives with it, else in `common`; so a tag's
 * module imports `common` only, and `common` nothing: no import cycles. Each schema changes at most four times: linear.
 */
export function findUses(roots: readonly Root[], settle: (key: string) => Settled | null): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  const keysOf = new Map<string, readonly string[]>();
  const pending: (readonly [string, Use])[] = [];
  for (const { tag, direction, schema } of roots) {
    const use: Use = { home: homeOf(tag), input: direction === 'input', output: direction === 'output' };
    for (const key of referredKeys(schema)) pending.push([key, use]);
  }
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [key, use] = next;
    const draft = settle(key)?.draft;
    if (!draft) continue;
    const merged = join(uses.get(draft.key), use);
    if (merged === null) continue;
    uses.set(draft.key, merged);
    const inner = keysOf.get(draft.key) ?? [...new Set(referredKeys(draft.schema))];
    keysOf.set(draft.key, inner);
    for (const other of inner) pending.push([other, merged]);
  }
  return uses;
}

/** Both uses in one, or null when that is what is known already. */
function join(known: Use | undefined, use: Use): Use | null {
  if (!known) return { ...use };
  const home = known.home === use.home ? known.home : COMMON;
  const input = known.input || use.input;
  const output = known.output || use.output;
  return home === known.home && input === known.input && output === known.output ? null : { home, input, output };
}

function homeOf(tag: string): string {
  const name = snakeCase(tag).slice(0, 40).replace(/_$/, '');
  const module = /^\d/.test(name) ? `tag_${name}` : name;
  return NOT_A_HOME.has(module) || isKeyword(module) ? `${module === '' ? 'tag' : module}_models` : module;
}
