import type { Flat } from './flat.js';

const STRING_KEYWORDS = ['format', 'pattern', 'minLength', 'maxLength', 'contentMediaType', 'contentEncoding'];
const NUMBER_KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const NUMBER_FORMATS: Readonly<Record<string, string>> = {
  int32: 'integer',
  int64: 'integer',
  float: 'number',
  double: 'number',
};

/**
 * The JSON types that a schema is about. Strictly, `{properties: …}` without a type admits any number too; nobody means it.
 */
export function statedTypes(flat: Flat): readonly string[] {
  if (flat.types !== null) return flat.types;
  if (
    flat.properties.size > 0 ||
    flat.required.size > 0 ||
    flat.additional.length > 0 ||
    flat.patternProperties.length > 0 ||
    flat.closed ||
    flat.open
  )
    return ['object'];
  if (flat.items.length > 0 || flat.prefix.length > 0 || flat.noItems) return ['array'];
  const format = flat.scalars.get('format');
  const numeric =
    typeof format === 'string' && Object.hasOwn(NUMBER_FORMATS, format) ? NUMBER_FORMATS[format] : undefined;
  if (numeric !== undefined) return [numeric];
  if (STRING_KEYWORDS.some((keyword) => flat.scalars.has(keyword))) return ['string'];
  return NUMBER_KEYWORDS.some((keyword) => flat.scalars.has(keyword)) ? ['number'] : [];
}

/** Whether a schema says nothing beyond its type (and its choices). */
export function saysOnlyType(flat: Flat): boolean {
  const says =
    flat.properties.size +
    flat.required.size +
    flat.additional.length +
    flat.patternProperties.length +
    flat.items.length +
    flat.prefix.length +
    flat.scalars.size;
  return says === 0 && flat.values === null && !flat.closed && !flat.noItems;
}

/** Whether no value can satisfy a schema: types or enums exclude each other, or a required property may not be there. */
export function isImpossible(flat: Flat): boolean {
  const isMissing = (name: string): boolean =>
    flat.absent.has(name) || (flat.closed && !flat.properties.has(name) && flat.patternProperties.length === 0);
  return flat.contradictory || [...flat.required].some(isMissing);
}
