import { readApiModel } from '../read-api-model.js';
import { documentOf, type Loose } from '../testing/documents.js';
import { type AuthEvidence, detectAuth } from './detect-auth.js';

function evidence(paths: Loose, schemes: Loose = {}, extra: Loose = {}): AuthEvidence {
  const read = readApiModel({
    text: JSON.stringify(documentOf(paths, { components: { securitySchemes: schemes }, ...extra })),
    name: 'x',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const found = detectAuth(read.value.model, read.value.document);
  expect(found.reasons.length).toBeGreaterThan(0);
  return found;
}

const protectedBy = (scheme: string): Loose => ({ '/tasks': { get: { security: [{ [scheme]: [] }] } } });
const parameter = (name: string, location = 'path'): Loose => ({
  name,
  in: location,
  required: true,
  schema: { type: 'string' },
});
const json = (properties: Loose): Loose => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', properties } } },
});

describe('detectAuth', () => {
  it.each([
    ['a bearer scheme', { s: { type: 'http', scheme: 'bearer' } }],
    ['OpenID Connect', { s: { type: 'openIdConnect', openIdConnectUrl: 'https://id.example.org' } }],
    [
      'an OAuth2 scheme',
      { s: { type: 'oauth2', flows: { authorizationCode: { tokenUrl: 'https://id.example.org/token' } } } },
    ],
  ])('takes %s for pattern 3', (_name, schemes) => {
    expect(evidence(protectedBy('s'), schemes).pattern).toBe(3);
  });

  it.each([
    ['token', '', '/token'],
    ['/auth/token', '/api', '/auth/token'],
    ['auth/token', '/api', '/api/auth/token'],
    ['https://id.example.org/token', '/api', 'https://id.example.org/token'],
  ])('finds the token URL %s behind %j', (tokenUrl, url, expected) => {
    const found = evidence(
      protectedBy('s'),
      { s: { type: 'oauth2', flows: { password: { tokenUrl } } } },
      { servers: [{ url }] },
    );
    expect(found.tokenUrl).toBe(expected);
    expect(found.loginPath).toBe(expected.startsWith('/') ? expected : undefined);
  });

  it('finds the login of a bearer scheme by its password', () => {
    const found = evidence(
      {
        ...protectedBy('s'),
        '/users': { post: { requestBody: json({ password: {} }) } },
        '/auth/login': { post: { requestBody: json({ email: {}, password: {} }) } },
      },
      { s: { type: 'http', scheme: 'bearer' } },
    );
    expect(found).toMatchObject({ pattern: 3, loginPath: '/auth/login' });
  });

  it('takes a cookie scheme for pattern 2', () => {
    const found = evidence(
      { ...protectedBy('s'), '/login': { post: { requestBody: json({ username: {}, password: {} }) } } },
      { s: { type: 'apiKey', in: 'cookie', name: 'sid' } },
    );
    expect(found).toMatchObject({ pattern: 2, sessionCookieName: 'sid', loginPath: '/login' });
  });

  it('takes a session cookie among the parameters for pattern 2', () => {
    expect(
      evidence({ '/a': { get: { parameters: [parameter('session_id', 'cookie'), parameter('theme', 'cookie')] } } }),
    ).toMatchObject({ pattern: 2, sessionCookieName: 'session_id' });
  });

  it('believes the scheme in use before one that is only declared', () => {
    expect(
      evidence(protectedBy('c'), {
        b: { type: 'http', scheme: 'bearer' },
        c: { type: 'apiKey', in: 'cookie', name: 'sid' },
      }).pattern,
    ).toBe(2);
  });

  it.each([
    [
      'path',
      {
        '/users/{user_id}/tasks': { get: { parameters: [parameter('user_id')] } },
        '/users/{user_id}': { get: { parameters: [parameter('user_id')] } },
      },
      'user_id',
    ],
    ['query', { '/tasks': { get: { parameters: [parameter('userId', 'query')] } } }, 'userId'],
    ['body', { '/tasks': { post: { requestBody: json({ owner_id: {} }) } } }, 'owner_id'],
  ])('takes a user in the %s for pattern 1', (_name, paths, expected) => {
    expect(evidence(paths)).toMatchObject({ pattern: 1, userParameter: expected });
  });

  it('shows no name of the document raw', () => {
    const [reason] = evidence(protectedBy('a\u001b[2J\nb'), {
      'a\u001b[2J\nb': { type: 'http', scheme: 'bearer' },
    }).reasons;
    expect(reason).toBe('A bearer token scheme (a<U+001B>[2J b) protects 1 of 1 operations.');
  });

  it('takes nothing at all for pattern 1, and an API key too', () => {
    expect(evidence({ '/a': { get: {} } })).not.toHaveProperty('userParameter');
    expect(evidence(protectedBy('k'), { k: { type: 'apiKey', in: 'header', name: 'X-Key' } }).pattern).toBe(1);
  });
});
