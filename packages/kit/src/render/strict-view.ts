import { isPyCode } from '@fastapi-mcp/python';
import { InternalError } from '../errors.js';

/** Names that a compiled EJS template uses itself; they must not be looked up in the view. */
const TEMPLATE_INTERNALS = new Set(['escapeFn', 'rethrow', '__append', '__output', '__line', '__lines', '__filename']);

/**
 * A view in which an unknown field throws instead of printing nothing. At the top every name is answered, so that a
 * template cannot reach a global by accident either.
 *
 * @param view - a plain object; its arrays and plain objects become strict as they are read.
 * @param template - file name, for the message.
 * @throws InternalError when the template reads a field that is not there.
 */
export function strictView(view: object, template: string): object {
  return strictObject(view, { path: '', template, scope: true });
}

interface Place {
  readonly path: string;
  readonly template: string;
  /** The object is the template's scope: it claims to have every name. */
  readonly scope: boolean;
}

function strictObject(value: object, place: Place): object {
  // A copy, since a proxy may not answer anything of its own for a frozen target.
  const target: Record<PropertyKey, unknown> = { ...value };
  const strict = new Map<PropertyKey, unknown>();
  return new Proxy(target, {
    has: (_, key) =>
      place.scope ? typeof key === 'string' && !TEMPLATE_INTERNALS.has(key) : Object.hasOwn(target, key),
    get: (_, key) => {
      if (typeof key === 'symbol') return undefined;
      if (!Object.hasOwn(target, key)) throw unknownField(key, place, Object.keys(target));
      if (!strict.has(key))
        strict.set(key, strictValue(target[key], { ...place, path: join(place.path, key), scope: false }));
      return strict.get(key);
    },
    set: (_, key) => {
      throw new InternalError(`${place.template} changes ${join(place.path, String(key))}: templates only read`);
    },
  });
}

function strictValue(value: unknown, place: Place): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => strictValue(item, { ...place, path: `${place.path}[${index}]` }));
  if (typeof value !== 'object' || value === null || isPyCode(value)) return value;
  return strictObject(value, place);
}

function unknownField(key: string, place: Place, known: readonly string[]): InternalError {
  const where = place.path === '' ? 'the view' : place.path;
  return new InternalError(
    `${place.template} reads ${join(place.path, key)}, but ${where} has only: ${[...known].sort().join(', ')}`,
  );
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
