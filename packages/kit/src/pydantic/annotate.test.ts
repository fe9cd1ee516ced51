import type { Schema } from '@fastapi-mcp/api-model';
import { annotate } from './annotate.js';
import { fieldText } from './field.js';

const META = {
  description: null,
  nullable: false,
  default: null,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  examples: [],
  pointer: '#',
} as const;
const text: Schema = { ...META, kind: 'string', format: null, minLength: null, maxLength: null, pattern: null };
const reference = (name: string): Schema => ({ ...META, kind: 'ref', name });
const union = (more: object, ...variants: Schema[]): Schema => ({
  ...META,
  kind: 'union',
  mode: 'anyOf',
  discriminator: null,
  ...more,
  variants,
});
const numbers = { minimum: null, maximum: null, exclusiveMinimum: null, exclusiveMaximum: null, multipleOf: null };
const integer: Schema = { ...META, kind: 'integer', ...numbers };

describe('annotations', () => {
  const map: Schema = { ...META, kind: 'object', properties: [], additional: text };
  const list: Schema = { ...META, kind: 'array', items: text, minItems: 1, maxItems: null, uniqueItems: true };
  const discriminator = { wireName: 'class', field: 'class_', mapping: { cat: 'Cat', dog: 'Dog' } };
  const cases: readonly (readonly [string, Schema, string])[] = [
    ['text', text, 'str'],
    ['null beside it', { ...text, nullable: true }, 'str | None'],
    ['a length', { ...text, maxLength: 3 }, 'Annotated[str, Field(max_length=3)]'],
    ['a day', { ...text, format: 'date' }, 'date'],
    [
      'a format that Pydantic does not check',
      { ...text, format: 'email' },
      'Annotated[str, Field(json_schema_extra={"format": "email"})]',
    ],
    [
      'a pattern only JavaScript reads',
      { ...text, statedPattern: '^(?!x)' },
      'Annotated[str, Field(json_schema_extra={"pattern": "^(?!x)"})]',
    ],
    ['a list', list, 'Annotated[list[str], Field(min_length=1, json_schema_extra={"uniqueItems": True})]'],
    [
      'a list that contains',
      { ...list, minItems: null, uniqueItems: false, stated: { contains: { const: 7 } } },
      'Annotated[list[str], Field(json_schema_extra={"contains": {"const": 7}})]',
    ],
    ['a tuple', { ...META, kind: 'tuple', items: [text, integer], rest: null }, 'tuple[str, int]'],
    [
      'a tuple and more',
      { ...META, kind: 'tuple', items: [text], rest: integer, stated: { prefixItems: [{ type: 'string' }] } },
      'Annotated[list[str | int], Field(json_schema_extra={"prefixItems": [{"type": "string"}]})]',
    ],
    ['a map', map, 'dict[str, str]'],
    [
      'a bounded map',
      { ...map, minProperties: 1, maxProperties: 2 },
      'Annotated[dict[str, str], Field(min_length=1, max_length=2)]',
    ],
    [
      'a map with keys of a kind',
      { ...map, keyPattern: '^x-' },
      'Annotated[dict[str, str], Field(json_schema_extra={"propertyNames": {"pattern": "^x-"}})]',
    ],
    ['any of two', union({}, reference('Cat'), text), 'Cat | str'],
    [
      'one of two that could both fit',
      union({ mode: 'oneOf' }, reference('Cat'), reference('Dog')),
      'Annotated[Cat | Dog, ONE_OF]',
    ],
    ['one of two that differ by their type', union({ mode: 'oneOf' }, text, integer), 'str | int'],
    [
      'told by a field',
      union({ mode: 'oneOf', discriminator }, reference('Cat'), reference('Dog')),
      'Annotated[Cat | Dog, Field(discriminator="class_")]',
    ],
    [
      'told by a field, or null',
      union({ discriminator, nullable: true }, reference('Cat'), reference('Dog')),
      'Annotated[Cat | Dog | None, Field(discriminator="class_")]',
    ],
  ];
  it.each(cases)('%s', (_name, schema, expected) => {
    expect(annotate(schema).text).toBe(expected);
  });
});

describe('fields', () => {
  const field = { field: 'owner', alias: 'owner', required: true, description: null };

  it('have another type for text, unless a pattern says more', () => {
    expect(fieldText({ ...field, schema: text, pathSegment: true }).annotation).toBe('PathSegment');
    expect(fieldText({ ...field, schema: { ...text, maxLength: 3 }, pathSegment: true }).annotation).toBe(
      'Annotated[PathSegment, Field(max_length=3)]',
    );
    expect(fieldText({ ...field, schema: { ...text, pattern: '^a$' }, pathSegment: true }).annotation).toBe(
      'Annotated[str, Field(pattern="^a$")]',
    );
    expect(fieldText({ ...field, schema: integer, pathSegment: true }).annotation).toBe('int');
  });

  it.each([
    ['[a-z]+', true],
    ['^a|b$', true],
    ['^[^x]+$', true],
    ['^.+$', true],
    ['^[a-z0-9-]+$', false],
  ])('refuse a slash beside the pattern %s: %s', (pattern, says) => {
    const { annotation } = fieldText({ ...field, schema: { ...text, pattern }, pathSegment: true });
    expect(annotation.includes('json_schema_extra={"not": {"pattern": "/"}}')).toBe(says);
  });

  it.each([
    ['application/xml', 'Annotated[str, Field(json_schema_extra={"contentMediaType": "application/xml"})]'],
    ['text/plain; charset=utf-8', 'str'],
  ])('say what text is written in: %s', (mediaType, expected) => {
    expect(fieldText({ ...field, schema: text, mediaType }).annotation).toBe(expected);
  });
});
