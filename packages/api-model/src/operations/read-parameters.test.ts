import { argument, brief, documentOf, type Loose, readModel, readOperation } from '../testing/documents.js';

const text = { type: 'string' };
const parameter = (name: string, location: string, extra: Loose = {}): Loose => ({
  name,
  in: location,
  schema: text,
  ...extra,
});

describe('parameters', () => {
  it('of the path item hold for its operations, which may override them by name and place', () => {
    const { model } = readModel(
      documentOf({
        '/tasks/{id}': {
          parameters: [parameter('id', 'path', { required: true }), parameter('q', 'query')],
          get: { parameters: [parameter('q', 'query', { schema: { type: 'integer' } }), parameter('q', 'header')] },
        },
      }),
    );
    expect(
      model.operations[0]?.arguments.map(({ name, location, schema }) => `${location} ${name}: ${brief(schema)}`),
    ).toEqual(['path id: string', 'query q: integer', 'header header_q: string']);
  });

  it.each([
    [{ 'x-multi-segment': true }, 'multiSegment'],
    [{}, 'simple'],
  ])('in a path with %j are laid out as %s', (more, style) => {
    const operation = readOperation(
      { parameters: [parameter('path', 'path', { required: true, ...more })] },
      { path: '/contents/{path}', method: 'get' },
    );
    expect(argument(operation, 'path').style).toBe(style);
  });

  it('may be references', () => {
    const operation = readOperation(
      { parameters: [{ $ref: '#/components/parameters/Limit' }] },
      {
        components: { parameters: { Limit: parameter('limit', 'query', { schema: { type: 'integer', maximum: 9 } }) } },
      },
    );
    expect(argument(operation, 'limit').schema).toMatchObject({ kind: 'integer', maximum: 9 });
  });

  it.each([
    ['query', {}, 'form', true],
    ['query', { explode: false }, 'form', false],
    ['query', { style: 'deepObject' }, 'deepObject', true],
    ['query', { style: 'pipeDelimited' }, 'pipeDelimited', false],
    ['header', {}, 'simple', false],
    ['cookie', {}, 'form', true],
    ['path', { style: 'matrix', explode: true }, 'matrix', true],
    ['path', { style: 'label' }, 'label', false],
    ['query', { schema: undefined, content: { 'application/json': { schema: { type: 'object' } } } }, 'json', false],
  ])('in %s with %j are laid out as %s, explode %s', (location, extra, style, explode) => {
    const operation = readOperation(
      { parameters: [parameter('x', location, { required: location === 'path', ...extra })] },
      { path: location === 'path' ? '/{x}' : '/x' },
    );
    expect(argument(operation, 'x')).toMatchObject({ style, explode });
  });

  it('cannot be null outside JSON', () => {
    const operation = readOperation({
      parameters: [parameter('q', 'query', { schema: { anyOf: [text, { type: 'null' }], default: null } })],
    });
    expect(argument(operation, 'q').schema).toMatchObject({ kind: 'string', nullable: false, default: null });
  });

  it.each([
    ['of no type', {}],
    ['of several, one of them any text', { anyOf: [{ type: 'string' }, { type: 'string', format: 'uuid' }] }],
  ])('in the path %s are text', (_name, schema) => {
    const operation = readOperation(
      { parameters: [parameter('id', 'path', { required: true, schema: { title: 'Id', ...schema } })] },
      { path: '/x/{id}' },
    );
    expect(argument(operation, 'id').schema).toMatchObject({ kind: 'string', format: null, nullable: false });
  });

  it('in the path keep types that say more', () => {
    const operation = readOperation(
      {
        parameters: [
          parameter('id', 'path', {
            required: true,
            schema: { anyOf: [{ type: 'integer' }, { type: 'string', maxLength: 3 }] },
          }),
        ],
      },
      { path: '/x/{id}' },
    );
    expect(brief(argument(operation, 'id').schema)).toBe('integer | string');
  });

  it('in the path are required, whatever they say', () => {
    const operation = readOperation(
      { parameters: [parameter('id', 'path', { required: false }), parameter('q', 'query')] },
      { path: '/x/{id}' },
    );
    expect(operation.arguments.map(({ name, required }) => [name, required])).toEqual([
      ['id', true],
      ['q', false],
    ]);
  });

  it('carry what stands beside their schema', () => {
    const operation = readOperation({
      parameters: [parameter('q', 'query', { description: 'What to find.', deprecated: true, example: 'milk' })],
    });
    expect(argument(operation, 'q')).toMatchObject({
      description: 'What to find.',
      schema: { deprecated: true, examples: ['milk'] },
    });
  });

  it('that the path implies are added', () => {
    const { model, diagnostics } = readModel(documentOf({ '/tasks/{id}?beta=true#v2': { get: {} } }));
    expect(model.operations[0]).toMatchObject({
      path: '/tasks/{id}',
      arguments: [
        { wireName: 'id', required: true, location: 'path' },
        { wireName: 'beta', required: true, location: 'query', schema: { kind: 'enum', values: ['true'] } },
      ],
    });
    expect(diagnostics).toMatchObject([{ code: 'path-parameter-undeclared', severity: 'warning' }]);
  });

  it('that the path names in a query are sent in one', () => {
    const operation = readOperation(
      { parameters: [parameter('page', 'path', { required: true, schema: { type: 'integer' } })] },
      { path: '/rides?page={page}&size={size}' },
    );
    expect(operation.path).toBe('/rides');
    expect(operation.arguments.map(({ name, location, schema }) => `${location} ${name}: ${brief(schema)}`)).toEqual([
      'query page: integer',
      'query size: string',
    ]);
  });

  it('that belong to the client or the connection are ignored', () => {
    const operation = readOperation({
      parameters: ['Accept', 'content-type', 'Authorization', 'Host', 'Content-Length'].map((name) =>
        parameter(name, 'header'),
      ),
    });
    expect(operation.arguments).toEqual([]);
  });

  it.each([
    ['no name', { in: 'query' }],
    ['a place of Swagger 2', { name: 'body', in: 'body' }],
    ['a wrong type', 3],
    ['a reference to nothing', { $ref: '#/components/parameters/Nope' }],
    ['a header name with a line break', parameter('X-A\r\nX-Evil: 1', 'header')],
    ['half a surrogate pair', parameter('\ud800', 'query')],
  ])('with %s are left out', (_name, wrong) => {
    const { model, diagnostics } = readModel(
      documentOf({ '/x': { get: { parameters: [wrong, parameter('ok', 'query')] } } }),
    );
    expect(model.operations[0]?.arguments.map(({ name }) => name)).toEqual(['ok']);
    expect(diagnostics).toMatchObject([{ severity: 'warning' }]);
  });

  it('that must be sent and cannot take their operation with them', () => {
    const { model, diagnostics } = readModel(
      documentOf({
        '/x': { get: { parameters: [parameter('a b', 'header', { required: true })] } },
        '/y': { get: {} },
      }),
    );
    expect(model.operations.map(({ path }) => path)).toEqual(['/y']);
    expect(diagnostics).toMatchObject([{ code: 'operation-left-out', severity: 'warning', at: '#/paths/~1x/get' }]);
  });
});
