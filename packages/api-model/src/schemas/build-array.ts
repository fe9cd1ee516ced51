import type { Schema, SchemaMeta } from '../schema.js';
import { count } from './build-scalar.js';
import type { Flat } from './flat.js';
import { bareMeta } from './meta.js';
import { type Reading, type Scope, within } from './reading.js';
import { statedOfArray } from './stated.js';
import { unionOf } from './union-of.js';

/** A list, or a tuple when places have types of their own. */
export function buildArray(reading: Reading, flat: Flat, scope: Scope, meta: SchemaMeta): Schema {
  const itemScope = within(scope, 'Item');
  const items: Schema =
    flat.items.length > 0
      ? reading.read(flat.items, itemScope)
      : { ...bareMeta(flat.pointer), nullable: true, kind: 'any' };
  if (flat.prefix.length > 0) {
    // Array.from: merged prefixes can leave holes.
    const places = Array.from(flat.prefix, (parts, index) =>
      reading.read(parts ?? [], within(scope, `Item${index + 1}`)),
    );
    const least = count(flat.scalars, 'minItems') ?? 0;
    const most = count(flat.scalars, 'maxItems');
    const ends = flat.noItems || (most !== null && most <= places.length);
    if (ends && least >= places.length) return { ...meta, kind: 'tuple', items: places, rest: null };
    if (!ends) return { ...meta, kind: 'tuple', items: places, rest: items, ...statedOfArray(flat) };
    // The last places may be left out, which no tuple says.
    const any = unionOf(places, 'anyOf', bareMeta(flat.pointer));
    const maxItems = Math.min(places.length, most ?? places.length);
    return {
      ...meta,
      kind: 'array',
      items: any,
      minItems: least || null,
      maxItems,
      uniqueItems: false,
      ...statedOfArray(flat),
    };
  }
  return {
    ...meta,
    kind: 'array',
    items,
    minItems: count(flat.scalars, 'minItems'),
    maxItems: flat.noItems ? 0 : count(flat.scalars, 'maxItems'),
    uniqueItems: flat.scalars.get('uniqueItems') === true,
    ...statedOfArray(flat),
  };
}
