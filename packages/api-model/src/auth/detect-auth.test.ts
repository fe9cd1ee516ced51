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

  it('takes nothing at all for pattern 1', () => {
    expect(evidence({ '/a': { get: {} } })).not.toHaveProperty('userParameter');
  });

  it.each([
    ['an API key in a header', { type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'X-Api-Key'],
    ['an API key in the query', { type: 'apiKey', in: 'query', name: 'api_key' }, '?api_key'],
    ['another scheme of Authorization', { type: 'http', scheme: 'Token' }, 'Authorization: Token'],
    ['HTTP Basic', { type: 'http', scheme: 'basic' }, 'Authorization: Basic'],
    ['a whole Authorization header', { type: 'apiKey', in: 'header', name: 'Authorization' }, 'Authorization'],
  ])('takes %s for pattern 3, and says where the token travels', (_name, scheme, sendTokenAs) => {
    const found = evidence(protectedBy('k'), { k: scheme });
    expect(found).toMatchObject({ pattern: 3, sendTokenAs });
    expect(found.reasons[0]).toContain('(k) protects 1 of 1 operations');
  });

  it('prefers the key that is asked for to a bearer token that is only declared, and a bearer token to both', () => {
    const key = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };
    const bearer = { type: 'http', scheme: 'bearer' };
    expect(evidence(protectedBy('k'), { b: bearer, k: key })).toMatchObject({ sendTokenAs: 'X-Api-Key' });
    expect(evidence({ '/a': { get: { security: [{ k: [] }, { b: [] }] } } }, { b: bearer, k: key })).not.toHaveProperty(
      'sendTokenAs',
    );
  });

  it('takes a parameter called like a key, when at least half of the operations want it', () => {
    const keyed = { get: { parameters: [parameter('x-token', 'header')] } };
    expect(evidence({ '/a': keyed, '/b': { get: {} } })).toMatchObject({ pattern: 3, sendTokenAs: 'x-token' });
    expect(evidence({ '/a': keyed, '/b': { get: {} }, '/c': { get: {} } }).pattern).toBe(1);
  });
});

describe('login routes', () => {
  const read = (paths: Loose, extra: Loose = {}) => {
    const result = readApiModel({
      text: JSON.stringify(documentOf({ '/a': { get: {} }, ...paths }, extra)),
      name: 'x',
    });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    return { left: result.diagnostics.map(({ code }) => code), model: result.value.model };
  };
  const nested = { post: { requestBody: json({ user: { $ref: '#/components/schemas/Login' } }) } };
  const schemas = { components: { schemas: { Login: { type: 'object', properties: { email: {}, password: {} } } } } };

  it.each([
    ['JSON', '/auth/login', { post: { requestBody: json({ email: {}, password: {} }) } }],
    ['a nested password', '/users/login', nested],
  ])('with %s are no tool, and are said', (_name, path, item) => {
    const { left, model } = read({ [path]: item }, schemas);
    expect(left).toContain('login-left-out');
    expect(model.operations.map((operation) => operation.path)).toEqual(['/a']);
    expect(model.loginPath).toBe(path);
  });

  it.each([
    ['sign-ups', '/auth/register', nested],
    ['new users', '/users', nested],
    ['a reset', '/auth/reset-password/token', nested],
    ['what says that it is a tool', '/sessions', { post: { ...nested.post, 'x-mcp-tool': true } }],
    ['what takes no password', '/sessions', { post: { requestBody: json({ topic: {} }) } }],
  ])('leave %s a tool', (_name, path, item) => {
    const { left, model } = read({ [path]: item }, schemas);
    expect(left).not.toContain('login-left-out');
    expect(model.operations).toHaveLength(2);
  });
});
