import { documentOf, type Loose, readModel, readOperation } from '../testing/documents.js';

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
