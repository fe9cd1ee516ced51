import type { Diagnostic } from '../diagnostic.js';
import { isObject, type JsonObject } from '../json.js';
import type { Result } from '../result.js';
import type { JsonValue } from '../schema.js';
import { checkVersion } from './check-version.js';
import { countKeysInText, countKeysInValue } from './count-keys.js';
import { duplicateKey } from './duplicate-key.js';
import { findExcess } from './measure.js';
import { failure, place } from './parse-failure.js';
import { parseYaml } from './parse-yaml.js';
import { findJsonFault } from './scan-json.js';

/** In UTF-16 code units, so 64 MB of ASCII. The largest public document that we know of is 13 MB. */
const MAX_LENGTH = 64 * 1024 * 1024;
/** The deepest public document that we know of nests 40. */
const MAX_DEPTH = 80;
const MAX_VALUES = 8_000_000;

/**
 * Reads the text of an OpenAPI document, JSON or YAML.
 *
 * @param text - the whole text; a byte order mark is allowed.
 * @param name - what messages call it: a file's name, a URL without its query.
 * @returns the document as plain JSON, checked to be OpenAPI 3.0 to 3.2, no deeper than 80 and no larger than 64 MB; or one
 *   diagnostic that says why not, with line and column where known.
 * @example
 * const result = parseDocument('{"openapi":"3.1.0","info":{},"paths":{}}', 'openapi.json');
 */
export function parseDocument(text: string, name: string): Result<JsonObject> {
  const parsed = parsePart(text, name);
  return parsed.ok ? (checkVersion(parsed.value, name) ?? parsed) : parsed;
}

/**
 * As {@link parseDocument}, for a document that another one refers to: any JSON object, within the same limits.
 *
 * @param text - the whole text.
 * @param name - what messages call it.
 */
export function parsePart(text: string, name: string): Result<JsonObject> {
  if (text.length > MAX_LENGTH) {
    return failure(
      'document-too-large',
      name,
      `the document has ${megabytes(text.length)} MB; the limit is ${megabytes(MAX_LENGTH)} MB`,
      'Split the API, or leave out of the document what no tool needs.',
    );
  }
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const start = body.slice(0, 2000).trimStart();
  const strange = notADocument(start, name);
  if (strange) return strange;
  const parsed = isJson(start) ? parseJson(body, name) : parseYaml(body, name, MAX_DEPTH);
  if (!parsed.ok) return parsed;
  return checked(parsed.value, name, parsed.diagnostics);
}

function megabytes(length: number): number {
  return Math.ceil(length / 1024 / 1024);
}

function notADocument(start: string, name: string): Result<JsonObject> | null {
  if (start === '')
    return failure(
      'document-empty',
      name,
      'the document is empty',
      'Check that the backend answered, and that the file was saved.',
    );
  if (!/^<(?:!doctype|html|head|body|\?xml|!--)/i.test(start)) return null;
  return failure(
    'document-is-html',
    name,
    'this is a web page, not an OpenAPI document',
    'FastAPI serves the document at /openapi.json; /docs and /redoc are pages about it. A login page means that the URL needs credentials.',
  );
}

/** YAML may stand in braces too, but only with bare keys: `{openapi: 3.1.0}`. */
function isJson(start: string): boolean {
  return /^(?:\[|\{\s*(?:["}]|$))/.test(start);
}

function parseJson(text: string, name: string): Result<JsonValue> {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return jsonFailure(text, name, findJsonFault(text, MAX_DEPTH));
  }
  return {
    ok: true,
    value,
    diagnostics: countKeysInText(text) === countKeysInValue(value) ? [] : findDuplicateKey(text, name),
  };
}

function jsonFailure(text: string, name: string, fault: ReturnType<typeof findJsonFault>): Result<never> {
  if (fault?.kind === 'depth') return tooDeep(place(name, text, fault.offset));
  const offset = fault?.offset ?? 0;
  const message =
    offset >= text.trimEnd().length
      ? `the JSON ends too early: ${fault?.detail} should follow`
      : `not JSON here: ${fault?.detail ?? 'JSON'} should follow`;
  return failure(
    'document-not-json',
    place(name, text, offset),
    message,
    'Check that the file was saved or downloaded whole.',
  );
}

function findDuplicateKey(text: string, name: string): readonly Diagnostic[] {
  const fault = findJsonFault(text, Number.POSITIVE_INFINITY);
  if (fault?.kind !== 'duplicate-key') return [];
  return [duplicateKey(place(name, text, fault.offset), fault.detail)];
}

function checked(value: JsonValue, name: string, found: readonly Diagnostic[]): Result<JsonObject> {
  const excess = findExcess(value, { maxDepth: MAX_DEPTH, maxValues: MAX_VALUES });
  if (excess?.kind === 'depth') return tooDeep(`${name} ${excess.pointer.slice(0, 6).join('/')}/…`);
  if (excess)
    return failure(
      'document-too-large',
      name,
      `the document has more than ${MAX_VALUES} values`,
      'Look for YAML aliases that repeat large parts, or split the API.',
    );
  return isObject(value)
    ? { ok: true, value, diagnostics: found }
    : failure(
        'document-not-object',
        name,
        'the document is no JSON object',
        'An OpenAPI document is one object with `openapi`, `info` and `paths`.',
      );
}

function tooDeep(at: string): Result<never> {
  return failure(
    'document-too-deep',
    at,
    `more than ${MAX_DEPTH} levels of nesting`,
    'Name the inner schemas under components.schemas and refer to them.',
  );
}
