import fc from 'fast-check';
import { readApiModel } from './read-api-model.js';
import { documentOf } from './testing/documents.js';
import { brokenRules } from './testing/invariants.js';

/** More in the nightly run. */
const RUNS = Number(process.env.HOSTILE_RUNS ?? 300);

const word = fc.oneof(
  fc.constantFrom(
    'id',
    'name',
    'Task',
    'class',
    'from',
    '_x',
    '__init__',
    'None',
    'Response',
    'list',
    'body',
    'x-y',
    'a[b]',
    'ü',
    '名',
    '\u202eevil',
    'a\u0000b',
    "'''",
    '"""\nimport os',
    '\\',
    '{',
    '\ud800',
    '__proto__',
    'constructor',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
/** Anything, but little of it: the documents are to be odd, not large. */
const json = fc.jsonValue({ maxDepth: 1 });

const componentName = fc.constantFrom('Task', 'task', 'Item-Input', '2fa', 'None', '__proto__', 'Response', '名');

const { schema } = fc.letrec<{ schema: unknown; object: unknown; choice: unknown; leaf: unknown }>((tie) => ({
  schema: fc.oneof({ maxDepth: 3, depthSize: 'small' }, tie('leaf'), tie('object'), tie('choice')),
  leaf: fc.oneof(
    fc.constantFrom<unknown>(
      true,
      false,
      null,
      3,
      'x',
      [],
      {},
      { type: 'null' },
      { const: null },
      { enum: [] },
      { enum: [null, 1, 'a'] },
      { $ref: 'x.json' },
      { $ref: '#' },
      { $ref: '#/paths' },
    ),
    fc.record({ $ref: componentName.map((name) => `#/components/schemas/${name}`) }),
    fc.record(
      {
        type: fc.oneof(fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'array', 'object'), json),
        nullable: fc.boolean(),
        description: word,
        default: json,
        pattern: word,
        format: word,
        minimum: fc.double(),
        maxLength: fc.integer(),
        readOnly: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    json,
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(word, tie('schema'), { maxKeys: 4 }),
      required: fc.array(word, { maxLength: 3 }),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      patternProperties: fc.dictionary(word, tie('schema'), { maxKeys: 1 }),
    },
    { requiredKeys: ['type', 'properties'] },
  ),
  choice: fc.record(
    {
      allOf: fc.array(tie('schema'), { maxLength: 3 }),
      oneOf: fc.array(tie('schema'), { maxLength: 3 }),
      anyOf: fc.array(tie('schema'), { maxLength: 3 }),
      items: tie('schema'),
      prefixItems: fc.array(tie('schema'), { maxLength: 2 }),
      not: tie('schema'),
      discriminator: fc.record({ propertyName: word, mapping: fc.dictionary(word, componentName) }),
      nullable: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
}));

const content = fc.dictionary(
  fc.constantFrom(
    'application/json',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
    'text/plain',
    'image/*',
    'a\r\nb',
  ),
  fc.record({ schema }),
  { maxKeys: 2 },
);
const parameter = fc.oneof(
  fc.record(
    {
      name: word,
      in: fc.constantFrom('path', 'query', 'header', 'cookie', 'body'),
      required: fc.boolean(),
      schema,
      style: word,
      description: word,
    },
    { requiredKeys: ['name', 'in'] },
  ),
  json,
);
const operation = fc.record(
  {
    operationId: word,
    summary: word,
    description: word,
    tags: fc.array(word, { maxLength: 2 }),
    parameters: fc.array(parameter, { maxLength: 4 }),
    requestBody: fc.record({ required: fc.boolean(), content }),
    responses: fc.dictionary(
      fc.constantFrom('200', '201', '204', '302', '2XX', 'default', 'x'),
      fc.record({ content }),
    ),
    security: json,
  },
  { requiredKeys: [] },
);
const path = fc.oneof(
  fc.constantFrom('/tasks', '/tasks/{id}', '/{a}/../b', '/a?b=c', '/{id}{id}', 'tasks', '/a\nb', '/\u202e'),
  word.map((text) => `/${text}`),
);
const item = fc.dictionary(
  fc.constantFrom('get', 'post', 'put', 'patch', 'delete', 'trace', 'parameters', 'x-y'),
  operation,
  { maxKeys: 3 },
);
const document = fc.record({
  paths: fc.dictionary(path, item, { maxKeys: 4 }),
  schemas: fc.dictionary(componentName, schema, { maxKeys: 6 }),
  openapi: fc.constantFrom('3.0.3', '3.1.0'),
  info: fc.record({ title: word, description: word, version: word }),
});

describe('whatever a document says', () => {
  it('the model keeps its rules, and what is wrong is said in words that print', () => {
    fc.assert(
      fc.property(document, ({ paths, schemas, openapi, info }) => {
        const read = readApiModel({
          text: JSON.stringify({ ...documentOf(paths, { components: { schemas } }), openapi, info }),
          name: 'openapi.json',
        });
        for (const { at, message, hint } of read.diagnostics)
          expect(`${at}${message}${hint}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u);
        expect(read.diagnostics.filter(({ hint }) => hint.includes('fault of the generator'))).toEqual([]);
        if (!read.ok) return;
        expect(brokenRules(read.value.model)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('any text at all is read or refused', () => {
    const lines = fc.array(
      fc.oneof(
        word,
        fc.constantFrom(
          'openapi: 3.1.0',
          'paths:',
          '  /x:',
          '    get: {}',
          '- ',
          '? ',
          '&a',
          '*a',
          '<<: *a',
          '{',
          '[',
          '"',
          '!!binary',
        ),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          lines.map((parts) => parts.join('\n')),
          fc.json(),
        ),
        (text) => {
          const read = readApiModel({ text, name: 'x' });
          expect(read.ok || read.diagnostics.length > 0).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
