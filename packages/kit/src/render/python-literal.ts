import { isPyCode, literal, type PyValue } from '@fastapi-mcp/python';
import { InternalError } from '../errors.js';
import type { Escape } from './escape-text.js';

/** `<%=` of Python: code that is branded as such, as it is; anything else as a literal of its value. */
export const pythonLiteral: Escape = (value) => {
  if (!isPyValue(value)) throw new InternalError(`a ${typeof value} has no Python literal`);
  return literal(value).text;
};

function isPyValue(value: unknown): value is PyValue {
  if (value === null || isPyCode(value)) return true;
  if (Array.isArray(value)) return value.every(isPyValue);
  if (typeof value === 'object') return Object.values(value).every(isPyValue);
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}
