import { arrayAt, isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import { isConstraint, requiredNames } from './annotations.js';
import { refOf } from './leaves.js';
import type { Part } from './part.js';
import { type Scope, within } from './reading.js';

/** A choice of one, and null perhaps, is no choice: what is inside keeps the outer name, and stays in place if that did. */
export function variantScope(scope: Scope, name: string | null | undefined): Scope {
  return typeof name === 'string' ? within(scope, name) : { ...scope, depth: scope.depth + 1 };
}

/**
 * What to call variants, as words behind the name of their union; null for the only one that needs no word. By title, by the
 * one value of a field (`type: completed`), by what only they require, by what they extend; else by number.
 */
export function variantNames(variants: readonly (Part | undefined)[]): readonly (string | null)[] {
  if (variants.filter((part) => part && !isNull(part)).length === 1) return variants.map(() => null);
  const inline = variants.map((part) => (part && needsName(part) ? part.node : null)).filter(isObject);
  const words = inline.map(
    (node) =>
      (stringAt(node, 'title') ?? '').slice(0, 30) || singleValue(node) || requiredBy(node, inline) || extended(node),
  );
  return variants.map((part, index) => {
    const word = words[inline.findIndex((node) => Object.is(node, part?.node))];
    if (word !== undefined && inline.length === 1) return '';
    return word !== undefined && isTelling(word, words) ? word : `Option${index + 1}`;
  });
}

function isTelling(word: string, words: readonly string[]): boolean {
  return /[A-Za-z]/.test(word) && words.filter((other) => other.toLowerCase() === word.toLowerCase()).length === 1;
}

function isNull({ node }: Part): boolean {
  return isObject(node) && own(node, 'type') === 'null';
}

/** Whether a variant may become an object without a name of its own. */
function needsName({ node, pointer }: Part): boolean {
  if (!isObject(node) || refOf(node, pointer) !== null) return false;
  return (
    Object.keys(node).some(isConstraint) &&
    ['object', undefined].includes(typeof own(node, 'type') === 'string' ? String(own(node, 'type')) : undefined)
  );
}

function singleValue(node: JsonObject): string {
  const values = Object.values(objectAt(node, 'properties')).flatMap((property) => {
    if (!isObject(property)) return [];
    const constant = own(property, 'const');
    const listed = own(property, 'enum');
    const value = Array.isArray(listed) && listed.length === 1 ? listed[0] : constant;
    return typeof value === 'string' ? [value] : [];
  });
  return values[0]?.slice(0, 30) ?? '';
}

function requiredBy(node: JsonObject, others: readonly JsonObject[]): string {
  const elsewhere = new Set(others.filter((other) => other !== node).flatMap(requiredNames));
  return requiredNames(node)
    .filter((name) => !elsewhere.has(name))
    .slice(0, 2)
    .join(' ')
    .slice(0, 40);
}

/** `allOf: [{$ref: '#/components/schemas/Cat'}, …]` is some kind of cat. */
function extended(node: JsonObject): string {
  const refs = arrayAt(node, 'allOf').flatMap((part) => (isObject(part) ? [stringAt(part, '$ref')] : []));
  return (
    refs
      .find((ref) => ref !== null)
      ?.split('/')
      .at(-1) ?? ''
  );
}
