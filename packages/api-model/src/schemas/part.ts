import { child, isObject, type JsonObject } from '../json.js';
import type { JsonValue } from '../schema.js';

/** One schema object of the document that a value has to satisfy, perhaps together with others. */
export interface Part {
  readonly node: JsonValue;
  readonly pointer: string;
  /** Its `oneOf`/`anyOf` are left aside: a variant has been chosen and stands beside it. */
  readonly chosen?: true;
}

/** Whether a value travels to the backend or from it: `readOnly` and `writeOnly` matter in one of the two only. */
export type Direction = 'input' | 'output';

/** The part under a key of another. */
export function partAt(node: JsonObject, pointer: string, key: string): Part | null {
  const value = Object.hasOwn(node, key) ? node[key] : undefined;
  return value === undefined ? null : { node: value, pointer: child(pointer, key) };
}

/** The parts listed under a key (`allOf`, `oneOf`, `prefixItems`); what is no schema is left to the reader to report. */
export function partsAt(node: JsonObject, pointer: string, key: string): readonly Part[] {
  const value = Object.hasOwn(node, key) ? node[key] : undefined;
  return Array.isArray(value)
    ? value.map((item: JsonValue, index) => ({ node: item, pointer: child(pointer, key, index) }))
    : [];
}

/** The parts in a map (`properties`), with their keys. */
export function namedPartsAt(node: JsonObject, pointer: string, key: string): readonly (readonly [string, Part])[] {
  const value = Object.hasOwn(node, key) ? node[key] : undefined;
  if (!isObject(value)) return [];
  const base = child(pointer, key);
  return Object.entries(value).map(([name, item]) => [name, { node: item, pointer: child(base, name) }] as const);
}
