import type { Discriminator, Schema, SchemaMeta } from '../schema.js';

/**
 * A union without what says nothing: `null` variants become `nullable`, equal variants one, unions inside unions are
 * opened, and a union of one is that one.
 */
export function unionOf(
  variants: readonly Schema[],
  mode: 'anyOf' | 'oneOf',
  meta: SchemaMeta,
  discriminator: Discriminator | null = null,
): Schema {
  const opened = variants.flatMap((variant) =>
    variant.kind === 'union' && variant.discriminator === null
      ? variant.variants.map((inner) => (variant.nullable ? { ...inner, nullable: true } : inner))
      : [variant],
  );
  const nullable = meta.nullable || opened.some((variant) => variant.nullable);
  const kept = distinct(
    opened
      .filter((variant) => variant.kind !== 'null')
      .map((variant) => (variant.kind === 'any' ? variant : { ...variant, nullable: false })),
  );
  const [only] = kept;
  if (only === undefined) return { ...meta, nullable: true, kind: opened.length > 0 ? 'null' : 'any' };
  if (kept.length === 1) return { ...only, ...outer(meta, only), nullable };
  return { ...meta, nullable, kind: 'union', mode, variants: kept, discriminator };
}

/** What is said outside is heard first; what only the inside says still holds. */
function outer(meta: SchemaMeta, inner: SchemaMeta): SchemaMeta {
  return {
    description: meta.description ?? inner.description,
    nullable: inner.nullable,
    default: meta.default ?? inner.default,
    readOnly: meta.readOnly || inner.readOnly,
    writeOnly: meta.writeOnly || inner.writeOnly,
    deprecated: meta.deprecated || inner.deprecated,
    examples: meta.examples.length > 0 ? meta.examples : inner.examples,
    pointer: meta.pointer,
  };
}

function distinct(variants: readonly Schema[]): readonly Schema[] {
  return [
    ...new Map(
      variants.map(
        (variant) =>
          [JSON.stringify(variant, (key, value) => (key === 'pointer' ? undefined : value)), variant] as const,
      ),
    ).values(),
  ];
}
