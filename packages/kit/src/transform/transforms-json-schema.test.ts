import { readApiModel } from '@fastapi-mcp/api-model';
import { transformsJsonSchema } from './transforms-json-schema.js';

it('offers the tools of the API, by their own names, and their arguments', () => {
  const parameters = [{ name: 'limit', in: 'query', schema: { type: 'integer' } }];
  const paths = {
    '/tasks': { get: { operationId: 'list_tasks', parameters, responses: { 200: { description: 'OK' } } } },
  };
  const result = readApiModel({
    text: JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }),
    name: 'o',
  });
  if (!result.ok) throw new Error('no model');
  const { model } = result.value;
  const renamed = model.operations.map((operation) => ({
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
