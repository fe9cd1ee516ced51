import { arrayAt, isArray, isObject, type JsonObject, own } from '../json.js';
import type { JsonValue } from '../schema.js';
import type { Annotations } from './annotations.js';
import type { Leaf } from './leaves.js';
import { namedPartsAt, type Part, partAt, partsAt } from './part.js';

/** One `oneOf` or `anyOf`, not yet read. */
export interface Choice {
  readonly mode: 'oneOf' | 'anyOf';
  readonly variants: readonly Part[];
  readonly discriminator: JsonObject | null;
  readonly pointer: string;
}

/** All constraints on one value, merged into a single set of keywords: what `allOf` means. */
export interface Flat {
  readonly annotations: Annotations;
  readonly pointer: string;
  /** The places merged here, which together are its identity. */
  readonly sources: readonly Part[];
  /** JSON type names, or null when none are stated. */
  types: readonly string[] | null;
  contradictory: boolean;
  /** `enum` and `const`. */
  values: readonly JsonValue[] | null;
  /** Scalar keywords: `format`, `maxLength`, `minimum`… */
  readonly scalars: Map<string, JsonValue>;
  readonly properties: Map<string, Part[]>;
  readonly required: Set<string>;
  /** `not: {required: [name]}`: must not be there. */
  readonly absent: Set<string>;
  readonly patternProperties: Part[];
  readonly additional: Part[];
  /** `additionalProperties: false`. */
  closed: boolean;
  /** `additionalProperties: true`, said and not only meant. */
  open: boolean;
  readonly items: Part[];
  noItems: boolean;
  readonly prefix: Part[][];
  readonly choices: Choice[];
  /** Everything that was opened to get here: `sources`, and what references led to. */
  readonly merged: Set<string>;
  /** Keywords that were read and have no place in the model. */
  readonly ignored: Set<string>;
}

const IGNORED = [
  'if',
  'contains',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'propertyNames',
  'unevaluatedItems',
];
const HIGHEST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const LOWEST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const FIRST = ['format', 'pattern', 'multipleOf', 'contentMediaType', 'contentEncoding'];

export function emptyFlat(annotations: Annotations, sources: readonly Part[]): Flat {
  return {
    annotations,
    pointer: sources[0]?.pointer ?? '#',
    sources,
    types: null,
    contradictory: false,
    values: null,
    scalars: new Map(),
    properties: new Map(),
    required: new Set(),
    absent: new Set(),
    patternProperties: [],
    additional: [],
    closed: false,
    open: false,
    items: [],
    noItems: false,
    prefix: [],
    choices: [],
    merged: new Set(),
    ignored: new Set(),
  };
}

/** Adds one schema object's constraints. */
export function mergeLeaf(flat: Flat, { node, pointer, chosen }: Leaf): void {
  mergeTypes(flat, node);
  mergeValues(flat, node);
  mergeScalars(flat, node);
  mergeObject(flat, node, pointer);
  mergeArray(flat, node, pointer);
  if (!chosen) mergeChoices(flat, node, pointer);
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
  if (values.length === 0) return;
  if (flat.values === null) flat.values = values;
  else {
    const wanted = new Set(values.map((value) => JSON.stringify(value)));
    const both = flat.values.filter((value) => wanted.has(JSON.stringify(value)));
    flat.contradictory ||= both.length === 0;
    if (both.length > 0) flat.values = both;
  }
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
  for (const name of arrayAt(node, 'required')) if (typeof name === 'string') flat.required.add(name);
  mergeNot(flat, node);
  for (const [, part] of namedPartsAt(node, pointer, 'patternProperties')) flat.patternProperties.push(part);
  const additional = partAt(node, pointer, 'additionalProperties') ?? partAt(node, pointer, 'unevaluatedProperties');
  flat.closed ||= additional?.node === false;
  flat.open ||= additional?.node === true;
  if (additional && isObject(additional.node)) flat.additional.push(additional);
}

/** Of all that `not` can say, only "without this property" has a place in the model. */
function mergeNot(flat: Flat, node: JsonObject): void {
  const not = own(node, 'not');
  if (not === undefined) return;
  const names = isObject(not) && Object.keys(not).join() === 'required' ? arrayAt(not, 'required') : [];
  const [name] = names;
  if (names.length === 1 && typeof name === 'string') flat.absent.add(name);
  else flat.ignored.add('not');
}

function mergeArray(flat: Flat, node: JsonObject, pointer: string): void {
  const items = partAt(node, pointer, 'items');
  if (items?.node === false) flat.noItems = true;
  else if (items) flat.items.push(items);
  for (const [index, part] of partsAt(node, pointer, 'prefixItems').entries()) {
    const place = flat.prefix[index];
    if (place) place.push(part);
    else flat.prefix[index] = [part];
  }
}

function mergeChoices(flat: Flat, node: JsonObject, pointer: string): void {
  const discriminator = own(node, 'discriminator');
  for (const mode of ['oneOf', 'anyOf'] as const) {
    const variants = partsAt(node, pointer, mode);
    if (variants.length > 0)
      flat.choices.push({ mode, variants, discriminator: isObject(discriminator) ? discriminator : null, pointer });
  }
}
