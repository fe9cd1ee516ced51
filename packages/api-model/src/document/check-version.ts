import { isObject, own } from '../json.js';
import type { Result } from '../result.js';
import type { JsonValue } from '../schema.js';
import { failure } from './parse-failure.js';

const SUPPORTED = /^3\.[0-2](?:\.\d+)?(?:-[\w.]+)?$/;

/** One reason why a parsed value is no OpenAPI 3 document, or null. */
export function checkVersion(value: JsonValue, name: string): Result<never> | null {
  if (!isObject(value))
    return failure(
      'document-not-object',
      name,
      'the document is no JSON object',
      'An OpenAPI document is one object with `openapi`, `info` and `paths`.',
    );
  const swagger = own(value, 'swagger');
  if (swagger !== undefined) {
    return failure(
      'swagger-2',
      `${name}#/swagger`,
      `this is Swagger ${printed(swagger)}, not OpenAPI 3`,
      'Convert it first (`npx swagger2openapi`), or let FastAPI emit it: /openapi.json.',
    );
  }
  const version = own(value, 'openapi');
  if (version === undefined)
    return failure(
      'not-openapi',
      name,
      'the document has no `openapi` version',
      'FastAPI serves its document at /openapi.json.',
    );
  if (!SUPPORTED.test(printed(version))) {
    return failure(
      'openapi-version',
      `${name}#/openapi`,
      `OpenAPI ${printed(version)} is not supported`,
      'Versions 3.0, 3.1 and 3.2 are.',
    );
  }
  return isObject(own(value, 'paths'))
    ? null
    : failure(
        'no-paths',
        `${name}#/paths`,
        'the document has no `paths` object',
        'A document of webhooks or components alone offers nothing to call.',
      );
}

/** YAML reads `openapi: 3.1` as a number. */
function printed(value: JsonValue): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 20) : 'of an unknown version';
}
