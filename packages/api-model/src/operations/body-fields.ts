import type { Argument, ParameterStyle } from '../api-model.js';
import { type JsonObject, objectAt, own, stringAt } from '../json.js';
import type { Property, Schema } from '../schema.js';
import type { Reading } from '../schemas/reading.js';
import type { DraftArgument } from './draft-argument.js';
import { mediaKind } from './media-types.js';
import { shapeOfSchema } from './shape.js';
import { withoutNull } from './without-null.js';

/** Arguments for the fields of a JSON object. */
export function jsonFields(properties: readonly Property[]): readonly DraftArgument[] {
  return properties.map((property) => ({
    ...bodyField(property, property.schema),
    style: 'json',
    explode: false,
    part: null,
  }));
}

/** Arguments for the fields of a form, with how each is laid out (OpenAPI §4.8.15 "Encoding Object"). */
export function formFields(
  reading: Reading,
  properties: readonly Property[],
  media: JsonObject,
  kind: 'form' | 'multipart',
): readonly DraftArgument[] {
  const encodings = objectAt(media, 'encoding');
  return properties.map((property) => {
    const encoding = objectAt(encodings, property.wireName);
    const part = partKind(reading, property.schema, stringAt(encoding, 'contentType'));
    const layout = formLayout(encoding, part);
    return {
      ...bodyField(property, withoutNull(property.schema)),
      ...layout,
      part: kind === 'multipart' ? { kind: part } : null,
    };
  });
}

function bodyField(
  { wireName, required }: Property,
  schema: Schema,
): Omit<DraftArgument, 'style' | 'explode' | 'part'> {
  return {
    wireName,
    location: 'body',
    wholeBody: false,
    required,
    schema,
    description: schema.description,
    pointer: schema.pointer,
  };
}

const STYLES: readonly ParameterStyle[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

/** Without a stated style, what has structure travels as JSON text, and a list of scalars by repeating its name. */
function formLayout(encoding: JsonObject, part: PartKind): Pick<Argument, 'style' | 'explode'> {
  const style = STYLES.find((known) => known === own(encoding, 'style'));
  const explode = own(encoding, 'explode');
  if (style === undefined && part === 'json') return { style: 'json', explode: false };
  return {
    style: style ?? 'form',
    explode: typeof explode === 'boolean' ? explode : style === undefined || style === 'form' || style === 'deepObject',
  };
}

type PartKind = 'file' | 'text' | 'json';

function partKind(reading: Reading, schema: Schema, contentType: string | null): PartKind {
  const own = kindOf(reading, schema, 0);
  if (contentType === null || own === 'file') return own;
  const stated = mediaKind((contentType.split(',')[0] ?? '').trim());
  return stated === 'json' ? 'json' : stated === 'binary' ? 'file' : 'text';
}

function kindOf(reading: Reading, schema: Schema, depth: number): PartKind {
  const shape = shapeOfSchema(reading, schema);
  if (depth > 8) return 'text';
  switch (shape.kind) {
    case 'string':
      return shape.format === 'binary' ? 'file' : 'text';
    case 'array':
      return kindOf(reading, shape.items, depth + 1);
    case 'union': {
      const kinds = shape.variants.map((variant) => kindOf(reading, variant, depth + 1));
      return kinds.includes('file') ? 'file' : kinds.includes('json') ? 'json' : 'text';
    }
    case 'object':
    case 'tuple':
      return 'json';
    case 'ref':
    case 'any':
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
    case 'enum':
      return 'text';
  }
}
