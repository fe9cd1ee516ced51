import { argument, brief, type Loose, readOperation } from '../testing/documents.js';

const text = { type: 'string' };

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
