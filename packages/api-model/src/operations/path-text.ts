import type { Schema } from '../schema.js';

/**
 * A path holds text and nothing else: a value of any type, or of several of which one is any text (FastAPI's untyped
 * parameters, `UUID | str`), is that text. `7` and `"7"` are sent alike.
 */
export function pathText(schema: Schema): Schema {
  if (schema.kind === 'union' && schema.variants.some(isAnyText)) {
    const { kind: _kind, mode: _mode, variants: _variants, discriminator: _discriminator, ...meta } = schema;
    return { ...meta, ...ANY_TEXT };
  }
  return schema.kind === 'any' ? { ...schema, nullable: false, ...ANY_TEXT } : schema;
}

const ANY_TEXT = { kind: 'string', format: null, minLength: null, maxLength: null, pattern: null } as const;

function isAnyText(schema: Schema): boolean {
  return (
    schema.kind === 'string' &&
    schema.format === null &&
    schema.minLength === null &&
    schema.maxLength === null &&
    schema.pattern === null &&
    schema.statedPattern === undefined
  );
}
