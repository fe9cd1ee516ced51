import { isObject, own } from '../json.js';
import { fieldNames } from '../names/field-names.js';
import type { Property, Schema, SchemaMeta } from '../schema.js';
import { count } from './build-scalar.js';
import type { Flat } from './flat.js';
import { flatten } from './flatten.js';
import { hoist } from './hoist.js';
import { bareMeta } from './meta.js';
import type { Part } from './part.js';
import { isPattern } from './portable-pattern.js';
import { type Reading, type Scope, within } from './reading.js';

/** More keys than this stay a map. */
const MOST_KEYS = 64;

/** An object: a map when it has no fields, else a model of its own. */
export function buildObject(reading: Reading, stated: Flat, scope: Scope, meta: SchemaMeta): Schema {
  const flat = withListedKeys(reading, stated);
  const names = presentNames(reading, flat, scope);
  if (names.length === 0) return objectOf(reading, flat, scope, { ...meta }, []);
  if (scope.inline) return objectOf(reading, flat, scope, meta, names);
  const { description, pointer } = meta;
  const own = { ...bareMeta(pointer), description };
  return hoist(reading, flat, scope, { meta, build: () => objectOf(reading, flat, scope, own, names) });
}

/** A map whose keys are an enum, as Pydantic writes `dict[Color, int]`, is an object of these fields, none of them required. */
function withListedKeys(reading: Reading, flat: Flat): Flat {
  if (flat.propertyNames.length === 0) return flat;
  const keys = flat.properties.size > 0 ? null : flatten(reading, flat.propertyNames).values;
  const names = keys?.filter((key) => typeof key === 'string') ?? [];
  if (names.length === 0 || names.length > MOST_KEYS) {
    flat.ignored.add('propertyNames');
    return flat;
  }
  const value = flat.additional.length > 0 ? flat.additional : [{ node: true, pointer: flat.pointer }];
  return { ...flat, properties: new Map(names.map((name) => [name, value])), additional: [], closed: true };
}

function objectOf(reading: Reading, flat: Flat, scope: Scope, meta: SchemaMeta, names: readonly string[]): Schema {
  const fields = fieldNames(names);
  const properties = names.map((wireName, index): Property => {
    const schema = reading.read(
      flat.properties.get(wireName) ?? [{ node: {}, pointer: flat.pointer }],
      within(scope, wireName),
    );
    return {
      field: fields[index] ?? wireName,
      wireName,
      required: flat.required.has(wireName) && !isDirected(flat, wireName, 'readOnly'),
      schema,
    };
  });
  const minProperties = count(flat.scalars, 'minProperties');
  const maxProperties = count(flat.scalars, 'maxProperties');
  return {
    ...meta,
    kind: 'object',
    properties,
    additional: additional(reading, flat, scope),
    ...keyPattern(flat),
    ...(minProperties === null ? {} : { minProperties }),
    ...(maxProperties === null ? {} : { maxProperties }),
  };
}

/** Properties that travel in this direction, in document order. */
function presentNames(reading: Reading, flat: Flat, scope: Scope): readonly string[] {
  const undeclared = flat.closed ? [] : [...flat.required].filter((name) => !flat.properties.has(name));
  return [...flat.properties.keys(), ...undeclared].filter((name) => {
    if (flat.absent.has(name) || isNever(flat, name) || isHidden(flat, name, scope)) return false;
    if (name.isWellFormed()) return true;
    reading.report.add({
      code: 'unsendable-name',
      severity: 'warning',
      at: flat.pointer,
      message: 'a property whose name is no valid text is left out',
      hint: 'Rename it: half of a surrogate pair cannot be sent as UTF-8.',
    });
    return false;
  });
}

/** `properties: {name: false}`: no value will do. */
function isNever(flat: Flat, name: string): boolean {
  return flat.properties.get(name)?.some(({ node }) => node === false) === true;
}

/**
 * Read-only properties SHOULD NOT be sent, write-only ones are not answered (OpenAPI 3.0 §4.7.24.2). Where parts disagree (a
 * base says read-only, its child gives the value to send), it is sent. Inside a body, a read-only property that is required
 * stays, to be left out or given: it is how many documents write the `id` of something that is referred to.
 */
function isHidden(flat: Flat, name: string, { direction, body }: Scope): boolean {
  const isMarked = isDirected(flat, name, direction === 'input' ? 'readOnly' : 'writeOnly');
  return isMarked && (direction === 'output' || body === true || !flat.required.has(name));
}

function isDirected(flat: Flat, name: string, mark: 'readOnly' | 'writeOnly'): boolean {
  const parts = flat.properties.get(name) ?? [];
  return parts.length > 0 && parts.every(({ node }) => isObject(node) && own(node, mark) === true);
}

/** All keys of a closed map match its one pattern. */
function keyPattern({ properties, keyPatterns, closed }: Flat): { readonly keyPattern?: string } {
  const [pattern] = keyPatterns;
  const isAll = closed && properties.size === 0 && keyPatterns.length === 1;
  return isAll && pattern !== undefined && isPattern(pattern) ? { keyPattern: pattern } : {};
}

function additional(reading: Reading, flat: Flat, scope: Scope): Schema | boolean | null {
  const value = within(scope, 'Value');
  const parts: readonly Part[] = flat.additional.filter(({ node }) => isObject(node) && Object.keys(node).length > 0);
  if (flat.patternProperties.length === 1 && parts.length === 0 && !flat.open)
    return reading.read(flat.patternProperties, value);
  if (flat.patternProperties.length > 0) return true;
  if (parts.length > 0 && !flat.closed) {
    const schema = reading.read(parts, value);
    return schema.kind === 'any' ? true : schema;
  }
  if (flat.closed) return false;
  return flat.open || flat.additional.length > 0 ? true : null;
}
