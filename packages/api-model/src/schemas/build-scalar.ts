import type { JsonValue, NumberLimits, Schema, SchemaMeta } from '../schema.js';
import type { Flat } from './flat.js';
import { isPattern, portablePattern } from './portable-pattern.js';
import type { Reading } from './reading.js';

/** A string, number, boolean or null, with its limits. */
export function buildScalar(
  type: 'string' | 'integer' | 'number' | 'boolean' | 'null',
  flat: Flat,
  meta: SchemaMeta,
  reading: Reading,
): Schema {
  switch (type) {
    case 'boolean':
      return { ...meta, kind: 'boolean' };
    case 'null':
      return { ...meta, nullable: true, kind: 'null' };
    case 'integer':
    case 'number':
      return { ...meta, kind: type, ...numberLimits(flat.scalars) };
    case 'string':
      return {
        ...meta,
        kind: 'string',
        format: stringFormat(flat.scalars),
        minLength: count(flat.scalars, 'minLength'),
        maxLength: count(flat.scalars, 'maxLength'),
        ...pattern(flat, reading),
      };
  }
}

/** 3.1 says "these bytes" by media type, without an encoding (OpenAPI 3.1 §4.8.14 "Considerations for File Uploads"). */
function stringFormat(scalars: ReadonlyMap<string, JsonValue>): string | null {
  const format = scalars.get('format');
  if (typeof format === 'string') return format;
  const encoding = scalars.get('contentEncoding');
  if (encoding === 'base64') return 'byte';
  const mediaType = scalars.get('contentMediaType');
  return typeof mediaType === 'string' && encoding === undefined && !/^(?:text\/|application\/json)/.test(mediaType)
    ? 'binary'
    : null;
}

function pattern(
  flat: Flat,
  { report }: Reading,
): { readonly pattern: string | null; readonly statedPattern?: string } {
  const text = flat.scalars.get('pattern');
  if (typeof text !== 'string') return { pattern: null };
  const portable = portablePattern(text);
  if (portable !== null) return { pattern: portable };
  report.add({
    code: 'pattern-dropped',
    severity: 'info',
    at: flat.pointer,
    message: `the pattern ${JSON.stringify(text)} is not read alike by JavaScript, Python and Rust`,
    hint: 'Nothing to do: the backend checks it. Without look-around and back-references it could be checked earlier.',
  });
  return { pattern: null, ...(isPattern(text) ? { statedPattern: text } : {}) };
}

/** A length or number of items: whole, not negative. */
export function count(scalars: ReadonlyMap<string, JsonValue>, keyword: string): number | null {
  const value = scalars.get(keyword);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function numberLimits(scalars: ReadonlyMap<string, JsonValue>): NumberLimits {
  const step = limit(scalars, 'multipleOf');
  return {
    minimum: limit(scalars, 'minimum'),
    maximum: limit(scalars, 'maximum'),
    exclusiveMinimum: limit(scalars, 'exclusiveMinimum'),
    exclusiveMaximum: limit(scalars, 'exclusiveMaximum'),
    multipleOf: step !== null && step > 0 ? step : null,
  };
}

/**
 * Beyond 2^53 the document's digits are already lost: 9223372036854775807 is read as …808. A hair nearer to zero, the
 * limit is safe again: what it admits, the backend admits.
 */
function limit(scalars: ReadonlyMap<string, JsonValue>, keyword: string): number | null {
  const value = scalars.get(keyword);
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
    ? value * (1 - 2 ** -50)
    : value;
}
