const operation = (operationId: string, more: object = {}): object => ({
  operationId,
  security: [{ bearer: [] }],
  responses: {
    200: { description: 'OK', content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } },
  },
  ...more,
});

/** A small API to try a plugin on. */
export const exampleContract = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1.0.0' },
  paths: {
    '/notes/{note_id}': {
      get: operation('read_note', {
        parameters: [{ name: 'note_id', in: 'path', required: true, schema: { type: 'integer' } }],
      }),
    },
    '/notes': {
      post: operation('create_note', {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } },
        },
      }),
    },
  },
  components: {
    schemas: { Note: { type: 'object', properties: { text: { type: 'string' } } } },
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  },
};
