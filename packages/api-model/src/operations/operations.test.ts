import { argument, brief, documentOf, type Loose, readModel, readOperation } from '../testing/documents.js';

const text = { type: 'string' };
const parameter = (name: string, location: string, extra: Loose = {}): Loose => ({
  name,
  in: location,
  schema: text,
  ...extra,
});
const codesOf = (paths: Loose, extra: Loose = {}): readonly string[] =>
  readModel(documentOf(paths, extra)).diagnostics.map(({ code }) => code);

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

describe('other bodies', () => {
  const body = (content: Loose): Loose => ({ requestBody: { required: true, content } });
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };

  it('of multipart say what each part is', () => {
    const properties = {
      file,
      files: { type: 'array', items: { type: 'string', format: 'binary' } },
      cover: { anyOf: [file, { type: 'null' }] },
      note: text,
      tags: { type: 'array', items: text },
      meta: { type: 'object', properties: { a: text } },
      raw: text,
    };
    const operation = readOperation(
      body({
        'multipart/form-data': {
          schema: { type: 'object', properties },
          encoding: { raw: { contentType: 'image/png, image/jpeg' } },
        },
      }),
    );
    expect(Object.fromEntries(operation.arguments.map(({ name, part }) => [name, part?.kind]))).toEqual({
      file: 'file',
      files: 'file',
      cover: 'file',
      note: 'text',
      tags: 'text',
      meta: 'json',
      raw: 'file',
    });
    expect(argument(operation, 'cover').schema.nullable).toBe(false);
  });

  it('of forms say how each field is laid out', () => {
    const properties = {
      name: text,
      tags: { type: 'array', items: text },
      meta: { type: 'object', properties: { a: text } },
      deep: { type: 'object', properties: { a: text } },
      csv: { type: 'array', items: text },
    };
    const encoding = { deep: { style: 'deepObject', explode: true }, csv: { style: 'form', explode: false } };
    const operation = readOperation(
      body({ 'application/x-www-form-urlencoded': { schema: { type: 'object', properties }, encoding } }),
    );
    expect(operation.body).toMatchObject({ kind: 'form' });
    expect(operation.arguments.map(({ name, style, explode, part }) => [name, style, explode, part])).toEqual([
      ['name', 'form', true, null],
      ['tags', 'form', true, null],
      ['meta', 'json', false, null],
      ['deep', 'deepObject', true, null],
      ['csv', 'form', false, null],
    ]);
  });

  it.each([
    ['text/plain', {}, 'text', 'text/plain', 'string'],
    ['application/xml', { schema: { type: 'object', properties: { a: text } } }, 'text', 'application/xml', 'string'],
    ['application/octet-stream', {}, 'binary', 'application/octet-stream', 'string:binary'],
    ['image/*', { schema: { type: 'string', format: 'binary' } }, 'binary', 'image/png', 'string:binary'],
    ['*/*', { schema: { type: 'array', items: text } }, 'json', 'application/json', 'list[string]'],
    ['*/*', {}, 'binary', 'application/octet-stream', 'string:binary'],
  ])('of %s with %j are one argument', (mediaType, media, kind, sent, schema) => {
    const operation = readOperation(body({ [mediaType]: media }));
    expect(operation.body).toMatchObject({ kind, mediaType: sent });
    expect(operation.arguments).toMatchObject([{ name: 'body', wholeBody: true, required: true }]);
    expect(operation.arguments[0] && brief(operation.arguments[0].schema)).toBe(schema);
  });

  it('of a media type that would be another header are not believed', () => {
    expect(readOperation(body({ 'text/plain\r\nX-Evil: 1': {} })).body).toBeNull();
  });
});

describe('success', () => {
  const answer = (mediaType: string, schema: unknown = text): Loose => ({
    description: '',
    content: { [mediaType]: { schema } },
  });
  it.each([
    ['JSON', { 200: answer('application/json') }, [200], 'json', 'string'],
    [
      'JSON among others',
      { 200: { content: { 'text/html': {}, 'application/json': { schema: text } } } },
      [200],
      'json',
      'string',
    ],
    [
      'several',
      {
        201: answer('application/json', { type: 'integer' }),
        200: answer('application/json'),
        404: answer('application/json', {}),
      },
      [200, 201],
      'json',
      'string | integer',
    ],
    [
      'several of the same',
      { 200: answer('application/json'), 202: answer('application/json') },
      [200, 202],
      'json',
      'string',
    ],
    ['one of them empty', { 200: answer('application/json'), 204: { description: '' } }, [200, 204], 'json', 'string'],
    ['a range', { '2XX': answer('application/json') }, [200], 'json', 'string'],
    ['default alone', { default: answer('application/json') }, [200], 'json', 'string'],
    ['default for errors', { 201: { description: '' }, default: answer('application/json') }, [201], 'empty', null],
    ['text', { 200: answer('text/plain') }, [200], 'text', null],
    ['events', { 200: answer('text/event-stream') }, [200], 'text', null],
    ['bytes', { 200: answer('application/pdf') }, [200], 'binary', null],
    ['a redirect', { 302: { description: '' } }, [302], 'empty', null],
    ['nothing said', {}, [200], 'empty', null],
    ['nothing said of the content', { 200: { content: { 'application/json': {} } } }, [200], 'json', null],
    ['an answer that may not have content', { 204: answer('application/json') }, [204], 'empty', null],
    ['a wildcard', { 200: answer('*/*', { type: 'integer' }) }, [200], 'json', 'integer'],
    ['a wrong type', { 200: 3 }, [200], 'empty', null],
  ])('%s', (_name, responses, statuses, kind, schema) => {
    const { success } = readOperation({ responses });
    expect(success).toMatchObject({ statuses, kind });
    expect(success.schema && brief(success.schema)).toBe(schema);
  });
});

describe('security', () => {
  const components = {
    securitySchemes: {
      token: { type: 'http', scheme: 'Bearer' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      odd: { type: 'mutualTLS' },
      oauth: { type: 'oauth2', flows: { password: { tokenUrl: 'auth/token', scopes: {} } } },
    },
  };
  const uses = (operation: Loose, security?: unknown): unknown =>
    readOperation(operation, { components, ...(security === undefined ? {} : { security }) }).security.map(
      (alternative) => alternative.map(({ scheme }) => scheme),
    );

  it('is the document’s, unless the operation has its own', () => {
    expect(uses({}, [{ token: [] }])).toEqual([['token']]);
    expect(uses({ security: [{ key: [] }] }, [{ token: [] }])).toEqual([['key']]);
    expect(uses({ security: [] }, [{ token: [] }])).toEqual([]);
    expect(uses({ security: [{ key: [], token: [] }, {}] })).toEqual([['key', 'token'], []]);
  });

  it('without a known scheme is no way in', () => {
    expect(uses({ security: [{ nope: [] }, { token: [] }] })).toEqual([['token']]);
  });

  it('schemes are told apart', () => {
    const { model, diagnostics } = readModel(documentOf({ '/x': { get: {} } }, { components }));
    expect(model.securitySchemes).toEqual({
      token: { kind: 'http-bearer', format: null },
      key: { kind: 'api-key', location: 'header', name: 'X-Key' },
      oauth: { kind: 'oauth2', tokenUrl: 'auth/token', flows: ['password'] },
    });
    expect(diagnostics).toMatchObject([{ code: 'security-scheme-ignored' }]);
  });

  it.each(['/auth/token', 'auth/token', './auth/token', 'https://api.example.org/auth/token?x=1'])(
    'the route that takes a password (%s) is no tool',
    (tokenUrl) => {
      const oauth = { type: 'oauth2', flows: { password: { tokenUrl } } };
      const { model, diagnostics } = readModel(
        documentOf({ '/auth/token': { post: {}, get: {} } }, { components: { securitySchemes: { oauth } } }),
      );
      expect(model.operations.map(({ method }) => method)).toEqual(['GET']);
      expect(diagnostics).toMatchObject([{ code: 'credential-route-left-out', severity: 'info' }]);
    },
  );

  it('the route that takes a password may stand behind the base path', () => {
    const oauth = { type: 'oauth2', flows: { password: { tokenUrl: '/api/v1/token' } } };
    const { model } = readModel(
      documentOf(
        { '/token': { post: {} }, '/x': { get: {} } },
        { servers: [{ url: '/api/v1/' }], components: { securitySchemes: { oauth } } },
      ),
    );
    expect(model.operations.map(({ path }) => path)).toEqual(['/api/v1/x']);
  });
});

describe('servers', () => {
  it.each([
    ['/api/v1', '/api/v1'],
    ['/api/v1/', '/api/v1'],
    ['/', ''],
    ['https://example.org', ''],
    ['https://example.org/api', '/api'],
    ['https://{region}.example.org/{base}', '/v2'],
    ['api', '/api'],
    ['//example.org/api', '/api'],
  ])('%s gives the base path %j', (url, expected) => {
    const { model } = readModel(
      documentOf(
        { '/x': { get: {} } },
        { servers: [{ url, variables: { region: { default: 'eu' }, base: { default: 'v2' } } }, { url: '/other' }] },
      ),
    );
    expect(model.basePath).toBe(expected);
    expect(model.operations[0]?.path).toBe(`${expected}/x`);
  });

  it('of an operation or a path count before the document’s', () => {
    const { model, diagnostics } = readModel(
      documentOf(
        { '/x': { servers: [{ url: '/b' }], get: { servers: [{ url: 'https://uploads.example.org/c' }] }, put: {} } },
        { servers: [{ url: 'https://api.example.org/a' }] },
      ),
    );
    expect(model.operations.map(({ path }) => path)).toEqual(['/c/x', '/b/x']);
    expect(diagnostics).toMatchObject([{ code: 'other-server', severity: 'info' }]);
  });
});

describe('what is no operation', () => {
  it.each([
    ['a path without a slash', { tasks: { get: {} } }],
    ['a path with a line break', { '/a\nb': { get: {} } }],
    ['a path with a blank', { '/a b': { get: {} } }],
    ['a path that leads elsewhere', { '/a/../admin': { get: {} } }],
    ['a path that leads elsewhere, encoded', { '/a/%2E%2e/admin': { get: {} } }],
    ['a path with a brace too many', { '/a/{b': { get: {} } }],
    ['a path item of a wrong type', { '/a': [] }],
    ['an operation of a wrong type', { '/a': { get: 'x' } }],
    ['TRACE', { '/a': { trace: {} } }],
    ['a path item elsewhere', { '/a': { $ref: './a.yaml' } }],
    ['a body that is none', { '/a': { post: { requestBody: 3 } } }],
    ['a body elsewhere', { '/a': { post: { requestBody: { $ref: 'https://example.org/b.json' } } } }],
  ])('%s is left out, and the rest goes on', (_name, wrong) => {
    const { model, diagnostics } = readModel(documentOf({ ...wrong, '/ok': { get: {} } }));
    expect(model.operations.map(({ path }) => path)).toEqual(['/ok']);
    expect(diagnostics).toMatchObject([
      { code: expect.stringMatching(/left-out|refused/), severity: 'warning', at: expect.stringContaining('#/paths/') },
    ]);
  });

  it('extensions, webhooks and callbacks are no routes', () => {
    expect(
      codesOf(
        { '/x': { get: { callbacks: { a: { b: { post: {} } } } }, 'x-foo': {}, summary: 's' }, 'x-y': {} },
        { webhooks: { w: { post: {} } } },
      ),
    ).toEqual(['webhooks-ignored']);
  });

  it('a path item may be a reference, with more beside it', () => {
    const { model } = readModel(
      documentOf(
        { '/a': { $ref: '#/components/pathItems/A', put: {} } },
        { components: { pathItems: { A: { get: {} } } } },
      ),
    );
    expect(model.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a', 'PUT /a']);
  });
});

describe('what is read of an operation', () => {
  it.each([
    [{ operationId: 'update_task_x_post', summary: 'Update Task' }, 'Update task', 'Update task'],
    [
      { operationId: 'update_task_x_post', summary: 'Update Task', description: 'Changes it.' },
      'Update task',
      'Changes it.',
    ],
    [{ summary: 'Change a task.', description: 'All fields.' }, 'Change a task.', 'Change a task.\n\nAll fields.'],
    [
      { summary: 'Change a task', description: 'Change a task that is open.' },
      'Change a task',
      'Change a task that is open.',
    ],
    [{ description: 'Only this.' }, 'Post x', 'Only this.'],
    [{}, 'Post x', 'Post x'],
    [{ summary: '\u202e\u200b', description: ' ' }, 'Post x', 'Post x'],
    [{ summary: 'Two\nlines' }, 'Two lines', 'Two lines'],
    [{ summary: 3, description: [] }, 'Post x', 'Post x'],
  ])('%j is called %j and described %j', (operation, title, description) => {
    expect(readOperation(operation)).toMatchObject({ title, description });
  });

  it('hides nothing', () => {
    const { model, diagnostics } = readModel(
      documentOf({ '/x': { get: { summary: 'Safe\u202e tool', description: 'a\u0000b\r\nc\u200b👩‍💻' } } }),
    );
    expect(model.operations[0]).toMatchObject({
      title: 'Safe tool',
      description: expect.stringMatching(/^Safe tool\.\n\nab\nc👩💻$/u),
    });
    expect(diagnostics).toMatchObject([
      { code: 'hidden-characters', at: '#/paths/~1x/get/summary' },
      { code: 'hidden-characters', at: '#/paths/~1x/get/description' },
    ]);
  });

  it.each([
    ['get', 'read', true],
    ['head', 'read', true],
    ['options', 'read', true],
    ['post', 'create', false],
    ['put', 'replace', true],
    ['patch', 'update', false],
    ['delete', 'delete', true],
  ])('%s means %s, idempotent %s', (method, effect, idempotent) => {
    expect(readOperation({}, { method })).toMatchObject({ effect, idempotent });
  });
});
