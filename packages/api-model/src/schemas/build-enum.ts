import type { JsonValue, Schema, SchemaMeta } from '../schema.js';
import type { Flat } from './flat.js';
import { isSendable } from './meta.js';
import type { Reading } from './reading.js';

/** `enum` and `const`. Null among the values becomes `nullable`; values of another type than the stated one cannot occur. */
export function buildEnum(flat: Flat, values: readonly JsonValue[], meta: SchemaMeta, reading: Reading): Schema {
  const types = flat.types;
  const fitting =
    types === null ? values : values.filter((value) => value !== null && types.some((type) => isOfType(value, type)));
  const kept = unique(fitting.length > 0 || values.every((value) => value === null) ? fitting : values).filter(
    (value) => value !== null && isSendable(value),
  );
  const nullable = meta.nullable || (values.includes(null) && types === null) || (types?.includes('null') ?? false);
  if (kept.length === 0)
    return nullable || values.includes(null)
      ? { ...meta, nullable: true, kind: 'null' }
      : { ...meta, nullable: true, kind: 'any' };
  if (kept.some((value) => Number.isInteger(value) && !Number.isSafeInteger(value))) {
    reading.report.add({
      code: 'unsafe-integer',
      severity: 'warning',
      at: flat.pointer,
      message: 'an enum value beyond 2^53 lost its last digits',
      hint: 'Send such numbers as strings.',
    });
  }
  return { ...meta, nullable, kind: 'enum', values: kept };
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function unique(values: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value] as const)).values()];
}
