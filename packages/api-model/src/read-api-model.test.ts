import { readFileSync } from 'node:fs';
import { readApiModel } from './read-api-model.js';
import { brief, documentOf, readModel } from './testing/documents.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`./testing/fixtures/${name}.json`, import.meta.url), 'utf8');

describe.each(['fastapi-0.165', 'fastapi-0.95'])('what %s emits', (name) => {
  const read = readApiModel({ text: fixture(name), name: `${name}.json` });

  it('converts without a warning', () => {
    expect(read.diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(read.ok).toBe(true);
  });

  it('survives JSON', () => {
    expect(read.ok && JSON.parse(JSON.stringify(read.value.model))).toEqual(read.ok && read.value.model);
  });

  it('gives tools', () => {
    if (!read.ok) throw new Error('unreadable');
    const lines = read.value.model.operations.map(({ name: tool, method, path, arguments: args, success }) => {
      const listed = args.map(
        (argument) =>
          `${argument.name}${argument.required ? '' : '?'}${argument.wholeBody ? '*' : ''}: ${brief(argument.schema)}`,
      );
      return `${tool}(${listed.join(', ')}) ${method} ${path} -> ${success.schema ? brief(success.schema) : success.kind}`;
    });
    expect(lines.join('\n')).toMatchSnapshot();
  });
});

describe('readApiModel', () => {
  it('names a tool as it was named before', () => {
    const text = JSON.stringify(
      documentOf({ '/tasks': { get: { operationId: 'list_all' } } }, { servers: [{ url: '/api' }] }),
    );
    const read = readApiModel({ text, name: 'openapi.json', toolNames: { 'GET /api/tasks': 'list_tasks' } });
    expect(read.ok && read.value.model.operations[0]).toMatchObject({
      name: 'list_tasks',
      className: 'ListTasks',
      operationId: 'list_all',
    });
  });

  it.each([
    ['no route', {}],
    ['no route that works', { '/x': { get: 3 } }],
    ['nothing but a login', { '/token': { post: {} } }],
  ])('fails for a document with %s', (_name, paths) => {
    const components = { securitySchemes: { o: { type: 'oauth2', flows: { password: { tokenUrl: 'token' } } } } };
    const read = readApiModel({ text: JSON.stringify(documentOf(paths, { components })), name: 'openapi.json' });
    expect(read.ok).toBe(false);
    expect(read.diagnostics.at(-1)).toMatchObject({ code: 'no-operations', severity: 'error' });
  });

  it('reads wrong types everywhere without throwing', () => {
    for (const wrong of [3, 'x', true, null, [], {}, [[]], [null]]) {
      const document = {
        openapi: '3.1.0',
        info: wrong,
        servers: wrong,
        security: wrong,
        webhooks: wrong,
        components: { schemas: { Task: wrong }, parameters: wrong, securitySchemes: { s: wrong } },
        paths: {
          '/a': wrong,
          '/b': {
            parameters: wrong,
            servers: wrong,
            get: {
              operationId: wrong,
              summary: wrong,
              description: wrong,
              tags: wrong,
              parameters: wrong,
              requestBody: wrong,
              responses: wrong,
              security: wrong,
              deprecated: wrong,
              servers: wrong,
            },
          },
          '/c': {
            post: {
              parameters: [
                {
                  name: 'q',
                  in: 'query',
                  schema: wrong,
                  style: wrong,
                  explode: wrong,
                  required: wrong,
                  examples: wrong,
                },
              ],
              requestBody: { required: wrong, content: wrong },
              responses: { 200: wrong, default: wrong },
            },
          },
          '/d': {
            post: {
              requestBody: { content: { 'application/json': wrong, 'text/plain': wrong } },
              responses: { 200: { content: { 'application/json': { schema: wrong } } } },
            },
          },
          '/e': {
            post: {
              requestBody: {
                content: {
                  'multipart/form-data': {
                    schema: {
                      type: 'object',
                      required: wrong,
                      properties: {
                        a: wrong,
                        b: { $ref: wrong },
                        c: {
                          allOf: wrong,
                          oneOf: wrong,
                          anyOf: [wrong],
                          enum: wrong,
                          items: wrong,
                          discriminator: wrong,
                        },
                      },
                    },
                    encoding: wrong,
                  },
                },
              },
            },
          },
        },
      };
      const { model } = readModel(document);
      expect(model.operations.length).toBeGreaterThan(2);
    }
  });

  it('says a thousand equal faults in a hundred lines', () => {
    const parameters = Array.from({ length: 1000 }, () => ({ in: 'query' }));
    const { diagnostics } = readModel(documentOf({ '/x': { get: { parameters } } }));
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)?.message).toBe('900 more of the same kind');
  });

  it('says once what it meets twice', () => {
    const task = {
      type: 'object',
      properties: { id: { type: 'integer', readOnly: true }, odd: { type: 'string', not: {} } },
    };
    const content = { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Task' } } } };
    const paths = { '/x': { post: { requestBody: { content }, responses: { 200: { content } } } } };
    const { diagnostics } = readModel(documentOf(paths, { components: { schemas: { Task: task } } }));
    expect(diagnostics.map(({ code }) => code)).toEqual(['keyword-ignored']);
  });

  it('prints nothing of a spec raw', () => {
    const { diagnostics } = readModel(
      documentOf({ '/x\u001b[2J': { get: {} }, '/y': { get: { parameters: [{ name: 'a\r\nb', in: 'header' }] } } }),
    );
    expect(diagnostics.map(({ at, message }) => `${at} ${message}`).join('')).not.toMatch(/\p{Cc}/u);
  });

  it('takes twice as long for twice as much', () => {
    const time = (count: number): number => {
      const paths = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `/r${index}/{id}`,
          {
            post: {
              operationId: 'save',
              tags: [`t${index % 9}`],
              parameters: [{ name: 'id', in: 'path', schema: { $ref: '#/components/schemas/S0' } }],
              requestBody: {
                required: true,
                content: { 'application/json': { schema: { $ref: `#/components/schemas/S${index}` } } },
              },
              responses: {
                200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/S${index}` } } } },
              },
            },
          },
        ]),
      );
      const schemas = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `S${index}`,
          {
            type: 'object',
            properties: {
              next: { $ref: `#/components/schemas/S${(index + 1) % count}` },
              inner: { type: 'object', properties: { a: { type: 'string' } } },
            },
          },
        ]),
      );
      const text = JSON.stringify(documentOf(paths, { components: { schemas } }));
      const start = process.cpuUsage();
      expect(readApiModel({ text, name: 'x' }).ok).toBe(true);
      return process.cpuUsage(start).user / 1000;
    };
    time(100);
    const [small, large] = [time(250), time(1500)];
    expect(large).toBeLessThan(Math.max(small, 20) * 6 * 4);
  });
});
