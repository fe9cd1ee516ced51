import { readApiModel } from '@fastapi-mcp/api-model';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { readTransforms } from './read-transforms.js';
import { transformsJsonSchema } from './transforms-json-schema.js';

function model() {
  const parameters = [{ name: 'limit', in: 'query', schema: { type: 'integer' } }];
  const responses = { 200: { description: 'OK' } };
  const paths = {
    '/tasks': {
      get: { operationId: 'list_tasks', parameters, responses },
      post: { operationId: 'create_task', responses },
    },
  };
  const result = readApiModel({
    text: JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }),
    name: 'o',
  });
  if (!result.ok) throw new Error('no model');
  return result.value.model;
}

describe('before a validator of JSON Schema, as editors use one', () => {
  const isValid = new Ajv({ strict: true, strictTypes: false }).compile(transformsJsonSchema(model()));

  it.each([
    ['nothing', '{}'],
    [
      'everything that a tool may be told',
      `version: 1
tools:
  list_tasks:
    name: find_tasks
    title: Find
    description: Finds tasks.
    hints: {readOnly: true, destructive: false, idempotent: true}
    arguments: {limit: {default: 20, description: How many}, sort: {fixed: null}, offset: {hidden: true}}
    answer: {fields: [total, items.id], page: {size: 20, list: items}}
  create_task: {hidden: true}
`,
    ],
    [
      'a combined tool',
      'combined: {do_both: {description: Both, steps: [{call: create_task, id: made}, {call: list_tasks, arguments: {limit: {from: made.id}}}]}}',
    ],
    ['a tool that is new since the schema was written', 'tools: {something_else: {hidden: true}}'],
  ])('takes %s', (_, text) => {
    expect([isValid(parse(text)), isValid.errors]).toEqual([true, null]);
    expect(readTransforms(text).ok).toBe(true);
  });

  it.each([
    ['a misspelt key', 'tools: {list_tasks: {nmae: x}}', '/tools/list_tasks'],
    ['a key at the top', 'tool: {}', ''],
    ['a name that is none', 'tools: {list_tasks: {name: Two Words}}', '/tools/list_tasks/name'],
    ['a word for a truth', 'tools: {list_tasks: {hints: {readOnly: maybe}}}', '/tools/list_tasks/hints/readOnly'],
    ['a page of no size', 'tools: {list_tasks: {answer: {page: {list: items}}}}', '/tools/list_tasks/answer/page'],
    [
      'an argument misspelt',
      'tools: {list_tasks: {arguments: {limit: {fix: 1}}}}',
      '/tools/list_tasks/arguments/limit',
    ],
    ['one step only', 'combined: {one: {description: One, steps: [{call: list_tasks}]}}', '/combined/one/steps'],
    ['another version', 'version: 2', '/version'],
  ])('refuses %s, where it is', (_, text, at) => {
    expect(isValid(parse(text))).toBe(false);
    expect(isValid.errors?.map(({ instancePath }) => instancePath)).toContain(at);
    expect(readTransforms(text).ok).toBe(false);
  });

  it('marks a step that calls nothing of this API', () => {
    const text = 'combined: {c: {description: C, steps: [{call: list_tasks}, {call: lst_tasks}]}}';
    expect(isValid(parse(text))).toBe(false);
    expect(isValid.errors?.map(({ instancePath }) => instancePath)).toContain('/combined/c/steps/1/call');
  });
});

it('offers the tools of the API, by their own names, and their arguments', () => {
  const listTasks = model().operations.filter(({ name }) => name === 'list_tasks');
  const renamed = listTasks.map((operation) => ({
    ...operation,
    name: 'find_tasks',
    contractName: 'list_tasks',
  }));
  const schema = transformsJsonSchema({ operations: [], hidden: renamed });
  expect(schema).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: {
      tools: {
        properties: {
          list_tasks: {
            allOf: [{ $ref: '#/definitions/tool' }],
            properties: { arguments: { properties: { limit: { $ref: '#/definitions/argument' } } } },
          },
        },
        additionalProperties: { $ref: '#/definitions/tool' },
      },
    },
    definitions: {
      tool: { properties: { hints: {}, answer: {} }, additionalProperties: false },
      step: { properties: { call: { enum: ['list_tasks'] } } },
    },
  });
});
