import type { Property, Schema } from '../schema.js';
import type { Naming } from './naming.js';
import { settleDiscriminator } from './settle-discriminator.js';

/** A schema with names where draft keys stood; null that only the target admits is said where it is referred to. */
export function rewrite(schema: Schema, naming: Naming): Schema {
  switch (schema.kind) {
    case 'ref':
      return rewriteReference(schema, naming);
    case 'array':
      return { ...schema, items: rewrite(schema.items, naming) };
    case 'tuple':
      return {
        ...schema,
        items: schema.items.map((item) => rewrite(item, naming)),
        rest: schema.rest && rewrite(schema.rest, naming),
      };
    case 'object':
      return {
        ...schema,
        properties: schema.properties.map(
          (property): Property => ({ ...property, schema: rewrite(property.schema, naming) }),
        ),
        additional:
          typeof schema.additional === 'object' && schema.additional !== null
            ? rewrite(schema.additional, naming)
            : schema.additional,
      };
    case 'union':
      return rewriteUnion(schema, naming);
    case 'any':
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
    case 'string':
    case 'enum':
      return schema;
  }
}

function rewriteReference(schema: Extract<Schema, { kind: 'ref' }>, { settle, nameOf }: Naming): Schema {
  const settled = settle(schema.name);
  const name = settled ? nameOf(settled.draft.key) : undefined;
  if (!settled || name === undefined) {
    const { name: _lost, ...meta } = schema;
    return { ...meta, nullable: true, kind: 'any' };
  }
  return { ...schema, name, nullable: schema.nullable || settled.nullable };
}

function rewriteUnion(schema: Extract<Schema, { kind: 'union' }>, naming: Naming): Schema {
  const discriminator = settleDiscriminator(schema, naming);
  const variants = schema.variants.map((variant) => rewrite(variant, naming));
  const { discriminator: _declared, mode, ...meta } = schema;
  if (variants.some((variant) => variant.kind === 'any')) return { ...meta, nullable: true, kind: 'any' };
  return {
    ...schema,
    nullable: schema.nullable || variants.some((variant) => variant.nullable),
    variants: variants.map((variant) => ({ ...variant, nullable: false })),
    discriminator,
  };
}
