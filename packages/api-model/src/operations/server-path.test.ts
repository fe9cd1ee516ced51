import { documentOf, readModel } from '../testing/documents.js';

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
