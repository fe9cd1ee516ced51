import { isArray, type JsonObject, own } from '../json.js';
import type { JsonValue } from '../schema.js';

/**
 * One schema object of OpenAPI 3.0 in the words of 3.1 (JSON Schema 2020-12); its own keywords only, not its children's.
 * Whichever version the document claims: tools mix them. `nullable` stays, since it may stand beside anything.
 */
export function normaliseSchema(node: JsonObject): JsonObject {
  if (!needsWork(node)) return node;
  const { example, ...rest } = node;
  const plain: Record<string, JsonValue> = { ...rest };
  if (example !== undefined && plain.examples === undefined) plain.examples = [example];
  exclusive(plain, 'exclusiveMinimum', 'minimum');
  exclusive(plain, 'exclusiveMaximum', 'maximum');
  if (isArray(plain.items)) {
    // Draft 4 to 2019-09 wrote tuples so.
    plain.prefixItems = plain.items;
    delete plain.items;
    if (plain.additionalItems !== undefined) plain.items = plain.additionalItems;
  }
  return plain;
}

function needsWork(node: JsonObject): boolean {
  return (
    Object.hasOwn(node, 'example') ||
    typeof own(node, 'exclusiveMinimum') === 'boolean' ||
    typeof own(node, 'exclusiveMaximum') === 'boolean' ||
    isArray(own(node, 'items'))
  );
}

/** 3.0 said `minimum: 0, exclusiveMinimum: true`; 3.1 says `exclusiveMinimum: 0`. */
function exclusive(
  node: Record<string, JsonValue>,
  flag: 'exclusiveMinimum' | 'exclusiveMaximum',
  limit: 'minimum' | 'maximum',
): void {
  if (typeof node[flag] !== 'boolean') return;
  const value = node[limit];
  const isExclusive = node[flag];
  delete node[flag];
  if (!isExclusive || typeof value !== 'number') return;
  node[flag] = value;
  delete node[limit];
}
