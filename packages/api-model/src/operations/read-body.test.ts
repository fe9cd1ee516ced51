import { brief, type Loose, readOperation } from '../testing/documents.js';

const text = { type: 'string' };
const parameter = (name: string, location: string, extra: Loose = {}): Loose => ({
  name,
  in: location,
  schema: text,
  ...extra,
});

describe('a JSON body', () => {
  const json = (schema: unknown, extra: Loose = {}): Loose => ({
    requestBody: { required: true, content: { 'application/json': { schema } }, ...extra },
  });
  const task = {
    type: 'object',
    required: ['title'],
    properties: { id: { type: 'integer', readOnly: true }, title: text, note: text },
  };
  const briefArguments = (operation: Loose, options = {}): readonly string[] =>
    readOperation(operation, options).arguments.map(
      ({ name, required, wholeBody, schema }) =>
        `${name}${required ? '' : '?'}${wholeBody ? ' (body)' : ''}: ${brief(schema)}`,
    );

  it.each([
    ['an object is spread, read-only fields dropped', json(task), ['title: string', 'note?: string']],
    ['a closed object is spread', json({ ...task, additionalProperties: false }), ['title: string', 'note?: string']],
    [
      'an object that takes more is not',
      json({ type: 'object', properties: { a: text }, additionalProperties: true }),
      ['body (body): ProbeBody'],
    ],
    ['a list is not', json({ type: 'array', items: text }), ['body (body): list[string]']],
    ['a map is not', json({ type: 'object', additionalProperties: { type: 'integer' } }), ['body (body): {*integer}']],
    ['anything is not', json({}), ['body (body): any']],
    ['a union is not', json({ oneOf: [text, { type: 'integer' }] }), ['body (body): string | integer']],
    ['an optional body with required fields is not', json(task, { required: false }), ['body? (body): ProbeBody']],
    [
      'a nullable body with required fields is not',
      { requestBody: { content: { 'application/json': { schema: { anyOf: [task, { type: 'null' }] } } } } },
      ['body? (body): ProbeBody?'],
    ],
    [
      'a body with a default is not',
      { requestBody: { content: { 'application/json': { schema: { ...task, default: { title: 'x' } } } } } },
      ['body? (body): ProbeBody'],
    ],
    [
      'an optional body without required fields is spread',
      { requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { a: text } } } } } },
      ['a?: string'],
    ],
    [
      'where nothing is said, required fields say it',
      { requestBody: { content: { 'application/json': { schema: task } } } },
      ['title: string', 'note?: string'],
    ],
  ])('%s', (_name, operation, expected) => {
    expect(briefArguments({ operationId: 'probe', ...operation })).toEqual(expected);
  });

  it('is required or not as the document says', () => {
    expect(readOperation(json({ type: 'object', properties: { a: text } })).body).toMatchObject({
      kind: 'json',
      required: true,
    });
    expect(readOperation(json({ type: 'object', properties: { a: text } }, { required: false })).body).toMatchObject({
      required: false,
    });
    expect(readOperation({ requestBody: { content: { 'application/json': { schema: task } } } }).body).toMatchObject({
      required: true,
    });
  });

  it('drops what is read-only everywhere, and sends what a child says to send', () => {
    const base = {
      type: 'object',
      properties: { id: { type: 'integer', readOnly: true }, type: { type: 'string', readOnly: true } },
    };
    const child = { type: 'object', required: ['type'], properties: { type: { type: 'string', enum: ['task'] } } };
    expect(briefArguments({ operationId: 'probe', ...json({ allOf: [base, child] }) })).toEqual(['type: "task"']);
  });

  it('says how many fields must be given', () => {
    const properties = { a: text, b: text };
    expect(readOperation(json({ type: 'object', properties, minProperties: 1 })).body).toMatchObject({ minFields: 1 });
    expect(
      readOperation(json({ type: 'object', properties, minProperties: 1, required: ['a'] })).body,
    ).not.toHaveProperty('minFields');
  });

  it('keeps the name of the component that was spread, through references', () => {
    const components = {
      requestBodies: {
        New: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Alias' } } } },
      },
      schemas: { Alias: { $ref: '#/components/schemas/Task' }, Task: task },
    };
    const operation = readOperation({ requestBody: { $ref: '#/components/requestBodies/New' } }, { components });
    expect(operation.body).toMatchObject({ schemaName: 'Task' });
    expect(operation.arguments.map(({ name }) => name)).toEqual(['title', 'note']);
  });

  it('puts a field aside that is called like a parameter', () => {
    const operation = readOperation({ parameters: [parameter('title', 'query')], ...json(task) });
    expect(operation.arguments.map(({ name, wireName, location }) => `${name} ${wireName} ${location}`)).toEqual([
      'body_title title body',
      'title title query',
      'note note body',
    ]);
  });

  it('is chosen before others', () => {
    const content = {
      'text/plain': {},
      'application/x-www-form-urlencoded': {},
      'application/vnd.api+json': {},
      'application/json; charset=utf-8': { schema: task },
    };
    expect(readOperation({ requestBody: { required: true, content } }).body).toMatchObject({
      kind: 'json',
      mediaType: 'application/json; charset=utf-8',
    });
    expect(
      readOperation({ requestBody: { content: { 'multipart/form-data': {}, 'application/merge-patch+json': {} } } })
        .body,
    ).toMatchObject({ kind: 'json', mediaType: 'application/merge-patch+json' });
  });
});
