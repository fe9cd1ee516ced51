import { arrayAt, isArray, isObject, type JsonObject, own, stringAt } from '../json.js';
import type { JsonValue } from '../schema.js';
import { isConstraint, requiredNames } from './annotations.js';
import type { Flat } from './flat.js';
import type { Leaf } from './leaves.js';
import { namedPartsAt, type Part, partAt, partsAt } from './part.js';

const IGNORED = ['if', 'contains', 'dependentRequired', 'dependentSchemas', 'dependencies', 'unevaluatedItems'];
const HIGHEST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const LOWEST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const FIRST = ['format', 'pattern', 'multipleOf', 'contentMediaType', 'contentEncoding'];

/** Adds one schema object's constraints to those known: `allOf`, keyword by keyword. */
export function mergeLeaf(flat: Flat, leaf: Leaf): void {
  const { node, pointer } = leaf;
  mergeTypes(flat, node);
  mergeValues(flat, node);
  mergeScalars(flat, node);
  mergeObject(flat, node, pointer);
  mergeArray(flat, node, pointer);
  mergeChoices(flat, leaf);
  for (const keyword of IGNORED) if (Object.hasOwn(node, keyword)) flat.ignored.add(keyword);
}

function mergeTypes(flat: Flat, node: JsonObject): void {
  const stated = own(node, 'type');
  const types =
    typeof stated === 'string' ? [stated] : isArray(stated) ? stated.filter((type) => typeof type === 'string') : [];
  if (types.length === 0) return;
  if (own(node, 'nullable') === true && !types.includes('null')) types.push('null');
  const widened = types.includes('number') && !types.includes('integer') ? [...types, 'integer'] : types;
  if (flat.types === null) flat.types = types;
  else {
    const known =
      flat.types.includes('number') && !flat.types.includes('integer') ? [...flat.types, 'integer'] : flat.types;
    const both = known.filter((type) => widened.includes(type));
    flat.contradictory ||= both.length === 0;
    if (both.length > 0) flat.types = both.includes('number') ? both.filter((type) => type !== 'integer') : both;
  }
}

function mergeValues(flat: Flat, node: JsonObject): void {
  const constant = own(node, 'const');
  const values = constant === undefined ? arrayAt(node, 'enum') : [constant];
  if (isArray(own(node, 'enum')) && values.length === 0) flat.ignored.add('enum');
  if (values.length > 0) restrictTo(flat, values);
}

/** Of two lists that share nothing the later one counts: in a chain of `allOf` that is the child's. */
function restrictTo(flat: Flat, values: readonly JsonValue[]): void {
  const wanted = new Set(values.map((value) => JSON.stringify(value)));
  const both = flat.values?.filter((value) => wanted.has(JSON.stringify(value))) ?? values;
  flat.contradictory ||= both.length === 0;
  flat.values = both.length > 0 ? both : values;
}

function mergeScalars(flat: Flat, node: JsonObject): void {
  for (const keyword of FIRST) {
    const value = own(node, keyword);
    if (value !== undefined && !flat.scalars.has(keyword)) flat.scalars.set(keyword, value);
  }
  for (const keyword of HIGHEST) mergeLimit(flat, keyword, own(node, keyword), Math.max);
  for (const keyword of LOWEST) mergeLimit(flat, keyword, own(node, keyword), Math.min);
  if (own(node, 'uniqueItems') === true) flat.scalars.set('uniqueItems', true);
}

function mergeLimit(
  flat: Flat,
  keyword: string,
  value: JsonValue | undefined,
  tighter: (a: number, b: number) => number,
): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) return;
  const known = flat.scalars.get(keyword);
  flat.scalars.set(keyword, typeof known === 'number' ? tighter(known, value) : value);
}

function mergeObject(flat: Flat, node: JsonObject, pointer: string): void {
  for (const [name, part] of namedPartsAt(node, pointer, 'properties')) {
    const known = flat.properties.get(name);
    if (known) known.push(part);
    else flat.properties.set(name, [part]);
  }
  for (const name of requiredNames(node)) flat.required.add(name);
  mergeNot(flat, node);
  for (const [pattern, part] of namedPartsAt(node, pointer, 'patternProperties')) {
    flat.patternProperties.push(part);
    flat.keyPatterns.push(pattern);
  }
  const propertyNames = partAt(node, pointer, 'propertyNames');
  if (propertyNames) flat.propertyNames.push(propertyNames);
  const additional = partAt(node, pointer, 'additionalProperties') ?? partAt(node, pointer, 'unevaluatedProperties');
  flat.closed ||= additional?.node === false;
  flat.open ||= additional?.node === true;
  if (additional && isObject(additional.node)) flat.additional.push(additional);
}

/** Of all that `not` can say, only "without this property" and "not both" have a place in the model. */
function mergeNot(flat: Flat, node: JsonObject): void {
  const not = own(node, 'not');
  if (not === undefined) return;
  const names = isObject(not) && Object.keys(not).join() === 'required' ? requiredNames(not) : [];
  const [name] = names;
  if (name !== undefined && names.length === 1) flat.absent.add(name);
  else if (names.length > 1) flat.notTogether.push(names);
  else flat.ignored.add('not');
}

function mergeArray(flat: Flat, node: JsonObject, pointer: string): void {
  const contains = partAt(node, pointer, 'contains');
  if (contains) flat.contains.push(contains);
  const items = partAt(node, pointer, 'items');
  if (items?.node === false) flat.noItems = true;
  else if (items) flat.items.push(items);
  for (const [index, part] of partsAt(node, pointer, 'prefixItems').entries()) {
    const place = flat.prefix[index];
    if (place) place.push(part);
    else flat.prefix[index] = [part];
  }
}

function mergeChoices(flat: Flat, { node, pointer, chosen }: Leaf): void {
  const discriminator = own(node, 'discriminator');
  for (const mode of ['oneOf', 'anyOf'] as const) {
    const variants = partsAt(node, pointer, mode);
    const values = listedValues(flat, variants);
    if (values.length > 0) restrictTo(flat, values);
    else if (variants.length > 0 && !chosen)
      flat.choices.push({ mode, variants, discriminator: isObject(discriminator) ? discriminator : null, pointer });
  }
}

/** A choice between constants is an enum: `oneOf: [{const: 1, title: 'Open'}, {const: 2}]`. None when any variant says more. */
function listedValues(flat: Flat, variants: readonly Part[]): readonly JsonValue[] {
  const values: JsonValue[] = [];
  for (const { node } of variants) {
    const keywords = isObject(node) ? Object.keys(node).filter(isConstraint) : [];
    const value = isObject(node) ? (own(node, 'type') === 'null' ? null : own(node, 'const')) : undefined;
    if (!isObject(node) || value === undefined || keywords.some((keyword) => keyword !== 'const' && keyword !== 'type'))
      return [];
    values.push(value);
    const title = stringAt(node, 'title');
    if (title !== null) flat.valueNames.set(JSON.stringify(value), title);
  }
  return values;
}
