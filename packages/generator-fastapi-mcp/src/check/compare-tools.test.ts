import type { Schema } from '@fastapi-mcp/kit';
import { narrowerBecause } from './compare-schema.js';

const meta = {
  description: null,
  nullable: false,
  default: null,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  examples: [],
  pointer: '#',
};
const limits = { minimum: null, maximum: null, exclusiveMinimum: null, exclusiveMaximum: null, multipleOf: null };
const text = (more: object = {}): Schema => ({
  ...meta,
  kind: 'string',
  format: null,
  minLength: null,
  maxLength: null,
  pattern: null,
  ...more,
});
const integer = (more: object = {}): Schema => ({ ...meta, kind: 'integer', ...limits, ...more });
const number = (): Schema => ({ ...meta, kind: 'number', ...limits });
const values = (...all: string[]): Schema => ({ ...meta, kind: 'enum', values: all });
const list = (items: Schema, more: object = {}): Schema => ({
  ...meta,
  kind: 'array',
  items,
  minItems: null,
  maxItems: null,
  uniqueItems: false,
  ...more,
});
const object = (required: boolean, schema: Schema): Schema => ({
  ...meta,
  kind: 'object',
  properties: [{ field: 'a', wireName: 'a', required, schema }],
  additional: null,
});
const ref = (name: string): Schema => ({ ...meta, kind: 'ref', name });
const union = (...variants: Schema[]): Schema => ({
  ...meta,
  kind: 'union',
  mode: 'anyOf',
  variants,
  discriminator: null,
});
const none = { before: {}, after: {} };

describe('narrowerBecause', () => {
  it.each([
    ['the same text', text(), text()],
    ['a longer text', text({ maxLength: 5 }), text({ maxLength: 9 })],
    ['whole numbers become numbers', integer(), number()],
    ['a wider range', integer({ exclusiveMinimum: 5 }), integer({ minimum: 5 })],
    ['one more value', values('a'), values('a', 'b')],
    ['values become text', values('a'), text()],
    ['a field is no longer required', object(true, text()), object(false, text())],
    ['null is accepted too', text(), text({ nullable: true })],
    ['one more type', text(), union(integer(), text())],
    ['anything', text(), { ...meta, kind: 'any' } as Schema],
    ['a shorter text', text({ minLength: 3 }), text({ minLength: 1 })],
    ['a text without a pattern', text({ pattern: '^a' }), text()],
    ['a text without a format', text({ format: 'date' }), text()],
    ['a lower minimum', integer({ minimum: 2 }), integer({ minimum: 1 })],
    ['a higher maximum', integer({ maximum: 8 }), integer({ maximum: 9 })],
    ['any number', integer({ multipleOf: 5 }), integer()],
    ['more items', list(text(), { maxItems: 2 }), list(text(), { maxItems: 3 })],
    ['fewer items', list(text(), { minItems: 2 }), list(text(), { minItems: 1 })],
    ['the same item twice', list(text(), { uniqueItems: true }), list(text())],
    ['wider items', list(integer()), list(number())],
    ['a wider field', object(true, integer()), object(true, number())],
    ['unknown fields too', { ...object(true, text()), additional: false } as Schema, object(true, text())],
    ['a union with one more', union(integer(), text()), union(integer(), text(), number())],
  ])('takes %s', (_, before, after) => {
    expect(narrowerBecause(before, after, none)).toBeNull();
  });

  it.each([
    ['null is no longer accepted', text({ nullable: true }), text()],
    ['the type was string and is integer now', text(), integer()],
    ['"b" no longer accepted', values('a', 'b'), values('a')],
    ['the text must be shorter', text(), text({ maxLength: 5 })],
    ['the minimum is higher', integer(), integer({ minimum: 1 })],
    ['the minimum is higher', integer({ minimum: 5 }), integer({ exclusiveMinimum: 5 })],
    ['the maximum is lower', integer({ maximum: 9 }), integer({ exclusiveMaximum: 9 })],
    ['[]: the text must be shorter', list(text()), list(text({ maxLength: 5 }))],
    ['the field a is required now', object(false, text()), object(true, text())],
    ['a: the type was string and is integer now', object(true, text()), object(true, integer())],
    ['the text must be longer', text(), text({ minLength: 1 })],
    ['the text must be longer', text({ minLength: 1 }), text({ minLength: 2 })],
    ['the pattern has changed', text(), text({ pattern: '^a' })],
    ['the pattern has changed', text({ pattern: '^b' }), text({ pattern: '^a' })],
    ['the format is date now', text(), text({ format: 'date' })],
    ['the minimum is higher', integer({ minimum: 1 }), integer({ minimum: 2 })],
    ['the maximum is lower', integer(), integer({ maximum: 9 })],
    ['must be a multiple of 5', integer(), integer({ multipleOf: 5 })],
    ['the type was number and is integer now', number(), integer()],
    ['more items are needed', list(text()), list(text(), { minItems: 1 })],
    ['fewer items are accepted', list(text()), list(text(), { maxItems: 1 })],
    ['items must be unique now', list(text()), list(text(), { uniqueItems: true })],
    ['[]: the type was number and is integer now', list(number()), list(integer())],
    ['any text was accepted, now only some values', text(), values('a')],
    ['anything was accepted, now only string', { ...meta, kind: 'any' } as Schema, text()],
    ['several types were accepted, now one', union(integer(), text()), text()],
    ['unknown fields are refused now', object(true, text()), { ...object(true, text()), additional: false } as Schema],
    [
      'the field a is gone',
      object(false, text()),
      { ...object(false, text()), properties: [], additional: false } as Schema,
    ],
    [
      'one of the accepted types is gone',
      union(integer(), text()),
      union(integer(), { ...meta, kind: 'boolean' } as Schema),
    ],
  ])('says: %s', (reason, before, after) => {
    expect(narrowerBecause(before, after, none)).toBe(reason);
  });

  it('follows references, also recursive ones', () => {
    const node = (inner: Schema) => ({
      Node: {
        name: 'Node',
        componentName: 'Node',
        home: 'common',
        pointer: '#',
        input: true,
        output: true,
        schema: object(false, inner),
      },
    });
    const same = { before: node(ref('Node')), after: node(ref('Node')) };
    expect(narrowerBecause(ref('Node'), ref('Node'), same)).toBeNull();
    expect(narrowerBecause(ref('Node'), ref('Node'), { before: node(text()), after: node(integer()) })).toContain(
      'a: the type was string',
    );
  });
});
