import { isIdentifier } from '@fastapi-mcp/python';
import fc from 'fast-check';
import { argumentNames } from './argument-names.js';
import { fieldNames } from './field-names.js';
import { RESERVED_FIELDS, RESERVED_FUNCTIONS } from './reserved.js';
import { toolNames } from './tool-names.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '',
    '_',
    '__',
    'from',
    'from_',
    'class',
    'id',
    '_id',
    'ID',
    'copy',
    'json',
    'model_config',
    'sent',
    'date',
    'list',
    '2fa',
    '\ud800',
    'a\nb',
    '"""',
    "'); import os",
    'x'.repeat(100),
    '{}',
    'None',
    'ｆｒｏｍ',
    'ﬁ',
    '\u202eadmin',
  ),
);
const anyTexts = fc.array(anyText, { maxLength: 12 });

describe('field names', () => {
  it.each([
    [
      ['title', 'from', 'include[]', '_id', 'Owner'],
      ['title', 'from_', 'include', 'id', 'owner'],
    ],
    [
      ['_id', 'id'],
      ['id_2', 'id'],
    ],
    [
      ['copy', 'json', 'model_config', 'schema'],
      ['copy_', 'json_', 'model_config_', 'schema_'],
    ],
    [
      ['date', 'list', 'str'],
      ['date_', 'list_', 'str_'],
    ],
    [
      ['dueDate', 'größe'],
      ['dueDate', 'größe'],
    ],
    [
      ['DateCreated', 'DateCreated<', 'DateCreated>'],
      ['date_created', 'date_created_lt', 'date_created_gt'],
    ],
    [
      ['+1', '-1'],
      ['plus_1', 'minus_1'],
    ],
    [
      ['', '!', '💥'],
      ['field', 'not_', 'field_2'],
    ],
    [
      ['assignee.any', 'x-request-id'],
      ['assignee_any', 'x_request_id'],
    ],
  ])('%j are %j', (wireNames, expected) => {
    expect(fieldNames(wireNames)).toEqual(expected);
  });

  it('are always identifiers, unique, public, and hide nothing of Pydantic', () => {
    fc.assert(
      fc.property(anyTexts, (wireNames) => {
        const names = fieldNames(wireNames);
        expect(new Set(names).size).toBe(wireNames.length);
        for (const name of names)
          expect(isIdentifier(name) && !name.startsWith('_') && !RESERVED_FIELDS.has(name) && name.length <= 64).toBe(
            true,
          );
      }),
    );
  });
});

describe('argument names', () => {
  it('keep what clients accept and say where a second of the name belongs', () => {
    const args = [
      { wireName: 'id', location: 'path' },
      { wireName: 'id', location: 'query' },
      { wireName: 'id', location: 'body' },
      { wireName: 'include[]', location: 'query' },
      { wireName: 'created[gte]', location: 'query' },
    ];
    expect(argumentNames(args)).toEqual(['id', 'query_id', 'body_id', 'include', 'created.gte']);
  });

  it('are always accepted by clients, and unique', () => {
    fc.assert(
      fc.property(anyTexts, (wireNames) => {
        const names = argumentNames(wireNames.map((wireName) => ({ wireName, location: 'body' })));
        expect(new Set(names).size).toBe(wireNames.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_.-]{1,64}$/);
      }),
    );
  });
});

describe('tool names', () => {
  it('are always functions, files and unique', () => {
    const operation = fc.record({
      operationId: fc.option(anyText),
      path: anyText,
      method: fc.constantFrom('GET', 'POST'),
      tag: anyText,
      frozen: fc.option(anyText),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
        const names = toolNames(operations);
        expect(new Set(names).size).toBe(operations.length);
        for (const name of names)
          expect(/^[a-z][a-z0-9_]{0,63}$/.test(name) && isIdentifier(name) && !RESERVED_FUNCTIONS.has(name)).toBe(true);
      }),
    );
  });
});
