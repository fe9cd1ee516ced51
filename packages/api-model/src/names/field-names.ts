import { isIdentifier, isKeyword, safeName, snakeCase, visible } from '@fastapi-mcp/python';
import { RESERVED_FIELDS } from './reserved.js';
import { uniqueNames } from './unique-names.js';

/**
 * Python fields for wire names, in the same order: kept where Python and Pydantic allow it, each unique.
 *
 * @example fieldNames(['title', 'from', 'include[]', '_id', 'Owner']) // ['title', 'from_', 'include', 'id', 'owner']
 */
export function fieldNames(wireNames: readonly string[]): readonly string[] {
  const names = uniqueNames(RESERVED_FIELDS);
  // First those that stay as they are, so that `id` keeps its name when `_id` stands before it.
  const kept = wireNames.map((name) => (isKeepable(name) && names.isFree(name) ? names.take(name) : null));
  return wireNames.map((name, index) => kept[index] ?? names.take(...candidates(name)));
}

/** Capitals first would look like, and could be, the name of a class. */
function isKeepable(name: string): boolean {
  return isIdentifier(name) && /^\p{Ll}|^\p{Lo}/u.test(name) && name.length <= 64 && !visible(name).changed;
}

function candidates(wireName: string): readonly [string, string] {
  const name = safeName(snakeCase(spellOut(wireName)).slice(0, 64).replace(/_$/, ''), 'field');
  return [name, isKeyword(name) || RESERVED_FIELDS.has(name) ? `${name}_` : name];
}

/** Comparison marks in names (`DateCreated<`) carry meaning; brackets only part words. */
export function spellOut(wireName: string): string {
  return wireName
    .replaceAll('<=', '_lte')
    .replaceAll('>=', '_gte')
    .replaceAll('<', '_lt')
    .replaceAll('>', '_gt')
    .replaceAll('+', '_plus_')
    .replace(/^-/, 'minus_')
    .replaceAll('!', '_not');
}
