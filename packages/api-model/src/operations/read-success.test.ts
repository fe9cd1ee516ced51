import { brief, type Loose, readOperation } from '../testing/documents.js';

const text = { type: 'string' };

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
