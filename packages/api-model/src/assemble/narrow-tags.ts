import { fieldNames } from '../names/field-names.js';
import type { Discriminator, Property, Schema } from '../schema.js';
import type { Draft } from '../schemas/drafts.js';
import { bareMeta } from '../schemas/meta.js';
import { childSchemas } from './children.js';
import type { Use } from './reach.js';
import { tagValues } from './settle-discriminator.js';
import type { Settled } from './settle-references.js';

type Settle = (key: string) => Settled | null;
type Union = Extract<Schema, { kind: 'union' }>;

/**
 * Writes into the variants of a discriminated union which values mean them, where the document says it in the mapping only:
 * `Cat.kind: string` becomes `kind: "cat"`. Without that no reader can tell by the field. Without a mapping the value is the
 * component's name (OpenAPI 3.1 §4.8.25); since many backends answer something else, only what is never answered is held to it.
 * What is sent has to say it: Pydantic's own documents give the field a default, and its unions refuse to go without.
 *
 * @returns the drafts, with those that changed.
 */
export function narrowTags(
  drafts: readonly Draft[],
  roots: readonly Schema[],
  { settle, uses }: { readonly settle: Settle; readonly uses: ReadonlyMap<string, Use> },
): readonly Draft[] {
  const tags = new Map<string, Map<string, readonly string[] | null>>();
  for (const schema of [...drafts.map((draft) => draft.schema), ...roots]) {
    for (const union of unionsIn(schema)) collect(tags, union, settle, uses);
  }
  return drafts.map((draft) => narrowed(draft, tags.get(draft.key), uses.get(draft.key)?.input === true));
}

function unionsIn(schema: Schema): readonly Union[] {
  const inner = childSchemas(schema).flatMap(unionsIn);
  return schema.kind === 'union' && schema.discriminator !== null ? [schema, ...inner] : inner;
}

/** All variants or none: a union with one variant that cannot be told is not discriminated. */
function collect(
  tags: Map<string, Map<string, readonly string[] | null>>,
  { variants, discriminator }: Union,
  settle: Settle,
  uses: ReadonlyMap<string, Use>,
): void {
  if (!discriminator) return;
  const found = variants.map((variant) => {
    const draft = variant.kind === 'ref' ? settle(variant.name)?.draft : undefined;
    const values = draft ? statedTags(draft, discriminator, settle, uses.get(draft.key)) : [];
    return draft && values.length > 0 ? ([draft.key, values] as const) : null;
  });
  const all = found.flatMap((entry) => entry?.[1] ?? []);
  if (found.includes(null) || new Set(all).size < all.length) return;
  for (const entry of found) {
    if (!entry) continue;
    const [key, values] = entry;
    const known = tags.get(key) ?? new Map<string, readonly string[] | null>();
    const before = known.get(discriminator.wireName);
    // Two unions that disagree about a shared variant both stay as the document has them.
    known.set(discriminator.wireName, before === undefined || before?.join() === values.join() ? values : null);
    tags.set(key, known);
  }
}

function statedTags(
  draft: Draft,
  { wireName, mapping }: Discriminator,
  settle: Settle,
  use: Use | undefined,
): readonly string[] {
  const property =
    draft.schema.kind === 'object'
      ? draft.schema.properties.find((candidate) => candidate.wireName === wireName)
      : undefined;
  const mapped = Object.entries(mapping).flatMap(([value, key]) =>
    settle(key)?.draft.key === draft.key ? [value] : [],
  );
  if (!property) return mayHave(draft, wireName) ? mapped : [];
  const known = tagValues(draft, wireName);
  if (mapped.length > 0) return admits(property, settle, mapped) ? mapped : known;
  if (known.length > 0 || draft.componentName === null || use?.output !== false) return known;
  return admits(property, settle, [draft.componentName]) ? [draft.componentName] : [];
}

/** A variant that does not even declare the field by which it is told is given it. */
function mayHave({ schema }: Draft, wireName: string): boolean {
  return (
    schema.kind === 'object' &&
    schema.additional === null &&
    fieldNames([...schema.properties.map((property) => property.wireName), wireName]).at(-1) ===
      fieldNames([wireName])[0]
  );
}

/** Whether a field may have these values at all. */
function admits({ schema }: Property, settle: Settle, values: readonly string[]): boolean {
  const target = schema.kind === 'ref' ? settle(schema.name)?.draft.schema : schema;
  if (target?.kind === 'enum') return values.every((value) => target.values.includes(value));
  return target?.kind === 'string' && target.format === null && target.pattern === null;
}

function narrowed(
  draft: Draft,
  tags: ReadonlyMap<string, readonly string[] | null> | undefined,
  isSent: boolean,
): Draft {
  const { schema } = draft;
  if (!tags || schema.kind !== 'object') return draft;
  const properties = schema.properties.map((property): Property => {
    const values = tags.get(property.wireName);
    if (!values) return property;
    const { description, readOnly, writeOnly, deprecated, pointer } = property.schema;
    const value = property.schema.default?.value;
    const kept = typeof value === 'string' && values.includes(value) ? property.schema.default : null;
    return {
      ...property,
      required: property.required || isSent,
      schema: {
        description,
        nullable: false,
        default: kept,
        readOnly,
        writeOnly,
        deprecated,
        examples: [],
        pointer,
        kind: 'enum',
        values,
      },
    };
  });
  const given = [...tags].flatMap(([wireName, values]) =>
    values && !schema.properties.some((property) => property.wireName === wireName)
      ? [tagProperty(wireName, values, schema.pointer, isSent)]
      : [],
  );
  return { ...draft, schema: { ...schema, properties: [...given, ...properties] } };
}

function tagProperty(wireName: string, values: readonly string[], pointer: string, isSent: boolean): Property {
  return {
    field: fieldNames([wireName])[0] ?? wireName,
    wireName,
    required: isSent,
    schema: { ...bareMeta(pointer), kind: 'enum', values },
  };
}
