import type { Discriminator, Schema } from '../schema.js';
import type { Draft } from '../schemas/drafts.js';
import type { Naming } from './naming.js';

/**
 * A discriminator that holds: every variant is an object with a name, whose own field admits certain strings only, and no
 * string belongs to two. The values come from the fields, since a mapping may be left out, and may be wrong. Null otherwise:
 * the union is then tried variant by variant.
 */
export function settleDiscriminator(
  { variants, discriminator }: Extract<Schema, { kind: 'union' }>,
  { settle, nameOf }: Naming,
): Discriminator | null {
  if (!discriminator) return null;
  const { wireName } = discriminator;
  const mapping = new Map<string, string>();
  const fields = new Set<string>();
  for (const variant of variants) {
    const draft = variant.kind === 'ref' ? settle(variant.name)?.draft : undefined;
    const name = draft && nameOf(draft.key);
    const values = draft ? tagValues(draft, wireName) : [];
    if (name === undefined || values.length === 0 || values.some((value) => mapping.has(value))) return null;
    for (const value of values) mapping.set(value, name);
    fields.add(fieldOf(draft, wireName) ?? '');
  }
  const [field] = fields;
  return field && fields.size === 1 ? { wireName, field, mapping: Object.fromEntries(mapping) } : null;
}

function fieldOf(draft: Draft | undefined, wireName: string): string | undefined {
  return draft?.schema.kind === 'object'
    ? draft.schema.properties.find((property) => property.wireName === wireName)?.field
    : undefined;
}

/** The strings that a variant's own field admits; none when it admits any. */
export function tagValues({ schema }: Draft, wireName: string): readonly string[] {
  if (schema.kind !== 'object') return [];
  const property = schema.properties.find((candidate) => candidate.wireName === wireName);
  if (property?.schema.kind !== 'enum' || property.schema.nullable) return [];
  const values = property.schema.values.filter((value) => typeof value === 'string');
  return values.length === property.schema.values.length ? values : [];
}
