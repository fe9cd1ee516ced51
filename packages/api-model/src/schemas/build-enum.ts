import { cleanLine } from '../clean-text.js';
import type { JsonValue, Schema, SchemaMeta } from '../schema.js';
import type { Flat } from './flat.js';
import { isSendable } from './meta.js';
import type { Reading } from './reading.js';

/** Longer lists would drown the description. */
const MOST_NAMES = 40;

/** `enum` and `const`. Null among the values becomes `nullable`; values of another type than the stated one cannot occur. */
export function buildEnum(flat: Flat, values: readonly JsonValue[], meta: SchemaMeta, reading: Reading): Schema {
  const types = flat.types;
  const wanted = types === null ? values : values.map((value) => asStated(value, types));
  const fitting =
    types === null ? values : wanted.filter((value) => value !== null && types.some((type) => isOfType(value, type)));
  const isUsable = fitting.length > 0 || values.every((value) => value === null);
  const kept = unique(isUsable ? fitting : values).filter((value) => value !== null && isSendable(value));
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
  return {
    ...meta,
    description: withNames(meta.description, kept, flat, reading),
    nullable,
    kind: 'enum',
    values: kept,
  };
}

/** YAML reads `enum: [1.0, on]` as number and, in 1.1, boolean where text is meant and stated. */
function asStated(value: JsonValue, types: readonly string[]): JsonValue {
  const isText = types.includes('string') && types.every((type) => type === 'string' || type === 'null');
  return isText && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
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

/** Numbers say nothing by themselves; their titles, where the document has some, go into the description. */
function withNames(
  description: string | null,
  values: readonly JsonValue[],
  { valueNames, pointer }: Flat,
  { report }: Reading,
): string | null {
  const named = values.flatMap((value) => {
    const title = typeof value === 'string' ? undefined : valueNames.get(JSON.stringify(value));
    return title === undefined ? [] : [`${JSON.stringify(value)} ${cleanLine(title, pointer, report, 60)}`];
  });
  if (named.length === 0 || named.length > MOST_NAMES) return description;
  return [...(description === null ? [] : [description]), named.join(', ')].join('\n');
}
