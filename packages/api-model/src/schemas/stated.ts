import { isArray, isObject, own } from '../json.js';
import type { JsonValue, StatedKeywords } from '../schema.js';
import type { Flat } from './flat.js';
import { isPattern } from './portable-pattern.js';

/** Keywords whose values are plain data; text among them is a type's name or a format, never prose. */
const PLAIN = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
];
const TYPES = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'];

/** More places than this are not spelled out. */
const MOST_PLACES = 16;

/**
 * What a list demands beyond the types of its items, where it can be said in a few plain keywords: Pydantic has no type for a
 * list with some places fixed and others optional, nor for one that must contain something.
 */
export function statedOfArray(flat: Flat): { readonly stated?: StatedKeywords } {
  const places = Array.from(flat.prefix, (parts) => (parts?.length === 1 ? plainSchema(parts[0]?.node) : null));
  const contained = flat.contains.length === 1 ? plainSchema(flat.contains[0]?.node) : null;
  const counts = ['minItems', 'maxItems'].flatMap((keyword) => {
    const value = flat.scalars.get(keyword);
    return flat.prefix.length > 0 && typeof value === 'number' ? [[keyword, value] as const] : [];
  });
  const stated = {
    ...Object.fromEntries(counts),
    ...(places.length > 0 && places.length <= MOST_PLACES && !places.includes(null) ? { prefixItems: places } : {}),
    ...(contained === null ? {} : { contains: contained }),
  };
  return Object.keys(stated).length > 0 ? { stated } : {};
}

/** A schema of a single value as it stands in the document, less what describes it; null when it says more than that. */
function plainSchema(node: JsonValue | undefined): JsonValue {
  if (!isObject(node)) return null;
  const plain: Record<string, JsonValue> = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (keyword === 'type' && isTypes(value)) plain.type = value;
    else if (PLAIN.includes(keyword) && typeof value === 'number') plain[keyword] = value;
    else if (keyword === 'const' && typeof value !== 'object') plain.const = value;
    else if (keyword === 'enum' && isArray(value) && value.every((one) => typeof one !== 'object')) plain.enum = value;
    else if (keyword === 'pattern' && typeof value === 'string' && isPattern(value)) plain.pattern = value;
    else if (keyword === 'items' && plainSchema(value) !== null) plain.items = plainSchema(value);
    else if (!['title', 'description', 'example', 'examples', 'default', 'format'].includes(keyword)) return null;
  }
  return own(node, 'nullable') === undefined ? plain : null;
}

function isTypes(value: JsonValue): boolean {
  return isArray(value) ? value.every(isTypes) : typeof value === 'string' && TYPES.includes(value);
}
