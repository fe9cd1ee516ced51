import type { Schema } from '../schema.js';

/**
 * Outside JSON there is no null: a query or a form can only leave a value out. FastAPI's `q: str | None = None` says
 * `anyOf: [string, null]` and means just that.
 */
export function withoutNull(schema: Schema): Schema {
  if (schema.kind === 'null' || schema.kind === 'any') return schema;
  return { ...schema, nullable: false, default: schema.default?.value === null ? null : schema.default };
}
