import type { Schema } from '../schema.js';

/** The schemas directly inside another. */
export function childSchemas(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case 'array':
      return [schema.items];
    case 'tuple':
      return schema.rest ? [...schema.items, schema.rest] : schema.items;
    case 'union':
      return schema.variants;
    case 'object': {
      const fields = schema.properties.map((property) => property.schema);
      return typeof schema.additional === 'object' && schema.additional !== null
        ? [...fields, schema.additional]
        : fields;
    }
    case 'any':
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
    case 'string':
    case 'enum':
    case 'ref':
      return [];
  }
}

/** The keys of the drafts that a schema mentions, itself and inside. Schemas nest as deep as the document does, no deeper. */
export function referredKeys(schema: Schema): readonly string[] {
  return schema.kind === 'ref' ? [schema.name] : childSchemas(schema).flatMap(referredKeys);
}
