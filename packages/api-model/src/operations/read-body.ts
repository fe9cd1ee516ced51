import type { RequestBody } from '../api-model.js';
import { cleanText } from '../clean-text.js';
import { child, isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import { dereference, type Located } from '../references/resolve.js';
import type { JsonValue, Property, Schema } from '../schema.js';
import { bareMeta } from '../schemas/meta.js';
import type { Reading } from '../schemas/reading.js';
import { formFields, jsonFields } from './body-fields.js';
import type { DraftArgument } from './draft-argument.js';
import { LeftOut } from './left-out.js';
import { concrete, isConcrete, type MediaKind, mediaKind, preferred } from './media-types.js';
import type { OperationSource } from './operation-source.js';
import { shapeOf } from './shape.js';

/** A request body and the arguments it takes. */
export interface ReadBody {
  readonly body: RequestBody | null;
  readonly fields: readonly DraftArgument[];
}

/** Reads the request body: its best media type, spread into one argument per field where nothing is lost by it. */
export function readBody(reading: Reading, source: OperationSource, words: readonly string[]): ReadBody {
  const stated = own(source.node, 'requestBody');
  if (stated === undefined) return { body: null, fields: [] };
  const found = dereference({ node: stated, pointer: child(source.pointer, 'requestBody') }, reading.resolve);
  if (!found.ok) throw new LeftOut(found.code, source.pointer, found.message, found.hint);
  const { node, pointer } = found.target;
  if (!isObject(node))
    throw new LeftOut('operation-left-out', pointer, 'a request body must be an object', 'Mend it in the document.');
  const content = objectAt(node, 'content');
  const mediaType = preferred(Object.keys(content));
  if (mediaType === null) return { body: null, fields: [] };
  return readContent(reading, { node, pointer, mediaType, media: objectAt(content, mediaType), words });
}

interface Content {
  /** The request body object. */
  readonly node: JsonObject;
  readonly pointer: string;
  readonly mediaType: string;
  readonly media: JsonObject;
  readonly words: readonly string[];
}

function readContent(reading: Reading, content: Content): ReadBody {
  const { mediaType, media, pointer, words } = content;
  const located: Located = {
    node: own(media, 'schema') ?? {},
    pointer: child(pointer, 'content', mediaType, 'schema'),
  };
  const shape = shapeOf(reading, located, words);
  const kind = bodyKind(mediaType, shape.schema);
  if (kind === 'text' || kind === 'binary') return wholeBody(reading, content, kind, opaqueSchema(shape.schema, kind));
  const fields = spreadable(content.node, located.node, shape.schema);
  if (!fields)
    return wholeBody(
      reading,
      content,
      kind,
      reading.read([located], { direction: 'input', words: [...words, 'Body'], depth: 0 }),
    );
  const required = own(content.node, 'required') === true || fields.some((field) => field.required);
  return {
    body: {
      kind,
      mediaType: kind === 'json' ? jsonType(mediaType) : mediaType,
      required,
      schemaName: shape.name,
      ...minFields(shape.schema),
    },
    fields: kind === 'json' ? jsonFields(fields) : formFields(reading, fields, media, kind),
  };
}

/** As far as required fields do not see to it already. */
function minFields(schema: Schema): Pick<RequestBody, 'minFields'> {
  if (schema.kind !== 'object' || schema.minProperties === undefined) return {};
  return schema.minProperties > schema.properties.filter(({ required }) => required).length
    ? { minFields: schema.minProperties }
    : {};
}

/** A range of types is JSON where the schema has structure, else bytes. */
function bodyKind(mediaType: string, schema: Schema): MediaKind {
  if (!mediaType.startsWith('*/')) return mediaKind(mediaType);
  return schema.kind === 'string' || schema.kind === 'any' ? 'binary' : 'json';
}

/** Text and bytes are passed as they are: XML is no JSON object, whatever its schema says. */
function opaqueSchema(schema: Schema, kind: 'text' | 'binary'): Schema {
  const { description, pointer } = schema;
  const meta = {
    ...bareMeta(pointer),
    description,
    examples: schema.examples.filter((example) => typeof example === 'string'),
  };
  if (kind === 'text' && schema.kind === 'string') return schema;
  return {
    ...meta,
    kind: 'string',
    format: kind === 'binary' ? 'binary' : null,
    minLength: null,
    maxLength: null,
    pattern: null,
  };
}

/**
 * The fields of a body that is one object of known fields, and that loses nothing by being spread. An optional body with
 * required fields would: leaving out the body, and leaving out a field, would be the same. Where `required` is not even
 * mentioned, OpenAPI says optional; hardly anybody who lists required fields means that. FastAPI does, and then the body is
 * nullable or has a default.
 */
function spreadable(node: JsonObject, schemaNode: JsonValue, schema: Schema): readonly Property[] | null {
  if (schema.kind !== 'object' || schema.properties.length === 0) return null;
  if (schema.additional !== null && schema.additional !== false) return null;
  const stated = own(node, 'required');
  const isOptional =
    stated !== true &&
    (stated === false || schema.nullable || (isObject(schemaNode) && own(schemaNode, 'default') !== undefined));
  return isOptional && schema.properties.some(({ required }) => required) ? null : schema.properties;
}

function wholeBody({ report }: Reading, content: Content, kind: MediaKind, schema: Schema): ReadBody {
  const { node, pointer, mediaType } = content;
  const required = own(node, 'required') === true;
  const description = cleanText(stringAt(node, 'description') ?? '', child(pointer, 'description'), report) || null;
  const field: DraftArgument = {
    wireName: 'body',
    location: 'body',
    wholeBody: true,
    required,
    schema,
    description: description ?? schema.description,
    style: kind === 'form' ? 'form' : 'json',
    explode: kind === 'form',
    part: null,
    pointer: schema.pointer,
  };
  return {
    body: { kind, mediaType: kind === 'json' ? jsonType(mediaType) : concrete(mediaType), required, schemaName: null },
    fields: [field],
  };
}

function jsonType(mediaType: string): string {
  return isConcrete(mediaType) ? mediaType : 'application/json';
}
