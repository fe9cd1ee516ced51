import type { JsonValue } from '@fastapi-mcp/api-model';
import { literal } from '@fastapi-mcp/python';

/** A JSON value as Python source. */
export function literalText(value: JsonValue): string {
  return literal(value).text;
}
