import type { ApiModel, Schema } from '@fastapi-mcp/kit';

type Schemas = ApiModel['schemas'];
type Of<K extends Schema['kind']> = Extract<Schema, { kind: K }>;

/** Two sides of a comparison, each with the named schemas that its references mean. */
export interface Comparison {
  readonly before: Schemas;
  readonly after: Schemas;
}

/**
 * Does the new schema refuse a value that the old one took? Answers in a few words why, or null.
 *
 * It looks at what callers can run into (types, lost values, tighter limits, new required fields); a change that it
 * cannot judge, such as a rewritten pattern, counts as narrower: a false alarm costs a look, a missed one an outage.
 */
export function narrowerBecause(before: Schema, after: Schema, sides: Comparison): string | null {
  return compare(before, after, { ...sides, path: '', seen: new Set() });
}

interface Walk extends Comparison {
  /** Where in the value: `.items[].name`. */
  readonly path: string;
  /** Pairs of references already under comparison: schemas may be recursive. */
  readonly seen: ReadonlySet<string>;
}

function compare(before: Schema, after: Schema, walk: Walk): string | null {
  if (before.nullable && !after.nullable && after.kind !== 'any' && after.kind !== 'null')
    return at(walk, 'null is no longer accepted');
  if (before.kind === 'ref' || after.kind === 'ref') return compareReferences(before, after, walk);
  if (after.kind === 'any') return null;
  if (before.kind === 'any') return at(walk, `anything was accepted, now only ${after.kind}`);
  if (before.kind === 'integer' && after.kind === 'number') return tighterNumber(before, after, walk);
  if (after.kind === 'union') return compareWithUnion(before, after, walk);
  if (before.kind === 'union') return at(walk, 'several types were accepted, now one');
  if (before.kind === 'string' && after.kind === 'enum') return at(walk, 'any text was accepted, now only some values');
  if (before.kind === 'enum' && after.kind !== 'enum')
    return before.values.every((value) => typeof value === jsType(after))
      ? null
      : at(walk, `the type is ${after.kind} now`);
  if (before.kind !== after.kind) return at(walk, `the type was ${before.kind} and is ${after.kind} now`);
  return compareSameKind(before, after, walk);
}

function jsType({ kind }: Schema): string {
  return kind === 'integer' ? 'number' : kind;
}

function compareSameKind(before: Schema, after: Schema, walk: Walk): string | null {
  if (before.kind === 'enum' && after.kind === 'enum') return lostValues(before, after, walk);
  if (before.kind === 'integer' && after.kind === 'integer') return tighterNumber(before, after, walk);
  if (before.kind === 'number' && after.kind === 'number') return tighterNumber(before, after, walk);
  if (before.kind === 'string' && after.kind === 'string') return tighterString(before, after, walk);
  if (before.kind === 'array' && after.kind === 'array') return tighterArray(before, after, walk);
  if (before.kind === 'object' && after.kind === 'object') return tighterObject(before, after, walk);
  return JSON.stringify(before) === JSON.stringify(after) || before.kind !== 'tuple'
    ? null
    : at(walk, 'the tuple has changed');
}

function compareReferences(before: Schema, after: Schema, walk: Walk): string | null {
  const key = `${before.kind === 'ref' ? before.name : before.pointer}>${after.kind === 'ref' ? after.name : after.pointer}`;
  if (walk.seen.has(key)) return null;
  const target = (schema: Schema, schemas: Schemas): Schema | undefined =>
    schema.kind === 'ref' ? schemas[schema.name]?.schema : schema;
  const [old, now] = [target(before, walk.before), target(after, walk.after)];
  if (!old || !now) return at(walk, 'the schema it refers to is gone');
  return compare(old, now, { ...walk, seen: new Set([...walk.seen, key]) });
}

/** Every variant of the old must find a new one that takes it. */
function compareWithUnion(before: Schema, after: Of<'union'>, walk: Walk): string | null {
  const variants = before.kind === 'union' ? before.variants : [before];
  const fits = (variant: Schema): boolean =>
    after.variants.some((candidate) => compare(variant, candidate, walk) === null);
  return variants.every(fits) ? null : at(walk, 'one of the accepted types is gone');
}

function lostValues(before: Of<'enum'>, after: Of<'enum'>, walk: Walk): string | null {
  const known = new Set(after.values.map((value) => JSON.stringify(value)));
  const lost = before.values.map((value) => JSON.stringify(value)).filter((value) => !known.has(value));
  return lost.length === 0 ? null : at(walk, `${lost.join(', ')} no longer accepted`);
}

function tighterNumber(
  before: Of<'integer'> | Of<'number'>,
  after: Of<'integer'> | Of<'number'>,
  walk: Walk,
): string | null {
  if (tighterLimit(lowest(before), lowest(after))) return at(walk, 'the minimum is higher');
  if (tighterLimit(highest(before), highest(after))) return at(walk, 'the maximum is lower');
  return after.multipleOf !== null && after.multipleOf !== before.multipleOf
    ? at(walk, `must be a multiple of ${after.multipleOf}`)
    : null;
}

/** How far from the middle a value may be, on one side; an exclusive limit is tighter than an inclusive one. */
interface Limit {
  readonly value: number;
  readonly exclusive: boolean;
}

function lowest({ minimum, exclusiveMinimum }: Of<'integer'> | Of<'number'>): Limit {
  return innermost(minimum ?? Number.NEGATIVE_INFINITY, exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
}

/** With the sign turned, so that more is tighter on both sides. */
function highest({ maximum, exclusiveMaximum }: Of<'integer'> | Of<'number'>): Limit {
  return innermost(-(maximum ?? Number.POSITIVE_INFINITY), -(exclusiveMaximum ?? Number.POSITIVE_INFINITY));
}

function innermost(inclusive: number, exclusive: number): Limit {
  return exclusive >= inclusive && Number.isFinite(exclusive)
    ? { value: exclusive, exclusive: true }
    : { value: inclusive, exclusive: false };
}

function tighterLimit(before: Limit, after: Limit): boolean {
  return after.value > before.value || (after.value === before.value && after.exclusive && !before.exclusive);
}

function negated(value: number | null): number | null {
  return value === null ? null : -value;
}

function raised(before: number | null, after: number | null): boolean {
  return after !== null && (before === null || after > before);
}

function tighterString(before: Of<'string'>, after: Of<'string'>, walk: Walk): string | null {
  if (raised(before.minLength, after.minLength) && (after.minLength ?? 0) > 0)
    return at(walk, 'the text must be longer');
  if (raised(negated(before.maxLength), negated(after.maxLength))) return at(walk, 'the text must be shorter');
  if (after.pattern !== null && after.pattern !== before.pattern) return at(walk, 'the pattern has changed');
  return after.format !== null && after.format !== before.format ? at(walk, `the format is ${after.format} now`) : null;
}

function tighterArray(before: Of<'array'>, after: Of<'array'>, walk: Walk): string | null {
  if (raised(before.minItems, after.minItems) && (after.minItems ?? 0) > 0) return at(walk, 'more items are needed');
  if (raised(negated(before.maxItems), negated(after.maxItems))) return at(walk, 'fewer items are accepted');
  if (after.uniqueItems && !before.uniqueItems) return at(walk, 'items must be unique now');
  return compare(before.items, after.items, { ...walk, path: `${walk.path}[]` });
}

function tighterObject(before: Of<'object'>, after: Of<'object'>, walk: Walk): string | null {
  const old = new Map(before.properties.map((property) => [property.wireName, property]));
  for (const { wireName, required, schema } of after.properties) {
    const known = old.get(wireName);
    if (required && !known?.required) return at(walk, `the field ${wireName} is required now`);
    const reason = known ? compare(known.schema, schema, { ...walk, path: `${walk.path}.${wireName}` }) : null;
    if (reason !== null) return reason;
  }
  if (after.additional !== false) return null;
  const gone = before.properties.find(
    ({ wireName }) => !after.properties.some((property) => property.wireName === wireName),
  );
  if (gone) return at(walk, `the field ${gone.wireName} is gone`);
  return before.additional === false ? null : at(walk, 'unknown fields are refused now');
}

function at({ path }: Walk, reason: string): string {
  return path === '' ? reason : `${path.replace(/^\./, '')}: ${reason}`;
}
