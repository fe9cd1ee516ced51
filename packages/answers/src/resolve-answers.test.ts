import fc from 'fast-check';
import { questions } from './answers-schema.js';
import type { Detected } from './detected.js';
import { checkAnswers, type Resolution, resolveAnswers } from './resolve-answers.js';
import { fromStored, toStored } from './stored.js';

const openapi = 'openapi.json';

const detectedTodo: Detected = {
  title: 'Todo API',
  toolCount: 7,
  pattern: '3',
  reasons: ['OAuth2 password flow at /token'],
  tokenUrl: '/token',
};

function resolved(result: Resolution) {
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.answers;
}

function messages(result: Resolution): readonly string[] {
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe('resolveAnswers', () => {
  it('resolves everything from nothing but the backend', () => {
    expect(resolved(resolveAnswers({ flags: { openapi } }))).toEqual({
      microservices: false,
      login: 'none',
      openapi,
      app: null,
      backend: null,
      overlay: [],
      pattern: '1',
      name: 'backend-mcp',
      output: 'mcp-server',
      clients: ['claude-desktop', 'claude-code', 'cursor', 'vscode'],
      ci: false,
      plugins: {},
      structure: 'b',
      identity: 'fixed',
      userParameter: 'user_id',
      sessionCookieName: 'session_id',
      loginPath: null,
      tokenUrl: null,
      userProof: 'header',
      sendTokenAs: 'Authorization: Bearer',
      toolMode: 'direct',
      includeTag: [],
      include: [],
      exclude: [],
      protections: ['rate-limit', 'bulkhead'],
      rateLimit: true,
      responseCache: false,
      bulkhead: true,
      circuitBreaker: false,
      idempotencyKeys: false,
      redis: false,
      mount: false,
    });
  });

  it('follows what was detected', () => {
    const result = resolveAnswers({ flags: { openapi }, detected: detectedTodo });
    expect(resolved(result)).toMatchObject({
      microservices: false,
      login: 'token',
      pattern: '3',
      name: 'todo-api-mcp',
      tokenUrl: '/token',
    });
    expect(result.ok && result.sources).toMatchObject({
      pattern: 'detected',
      openapi: 'flags',
      ci: 'default',
      tokenUrl: 'detected',
    });
  });

  it('lets a list of protections speak for each, and each for itself', () => {
    const stored = { rateLimit: true, bulkhead: true, redis: true };
    const file = { protections: ['response-cache', 'redis'] };
    expect(resolved(resolveAnswers({ flags: { openapi, bulkhead: true }, file, stored }))).toMatchObject({
      rateLimit: false,
      responseCache: true,
      bulkhead: true,
      redis: true,
    });
    expect(resolveAnswers({ flags: { openapi, protections: ['breaker'] } })).toMatchObject({ ok: false });
  });

  it('prefers flags to the file to prompts to the store to what was detected', () => {
    const layers = [{ name: 'from-flags' }, { name: 'from-file' }, { name: 'from-prompt' }, { name: 'from-store' }];
    const names = layers.map((_, from) => {
      const [flags, file, prompted, stored] = layers.map((layer, index) => (index < from ? undefined : layer));
      return resolved(resolveAnswers({ flags: { openapi, ...flags }, file, prompted, stored, detected: detectedTodo }))
        .name;
    });
    expect(names).toEqual(['from-flags', 'from-file', 'from-prompt', 'from-store']);
  });

  it.each([
    [{ microservices: true }, { microservices: true, pattern: '4', structure: 'b' }],
    [{ microservices: false, login: 'session' }, { pattern: '2' }],
    [{ login: 'token' }, { microservices: false, pattern: '3' }],
    [{ pattern: '4' }, { microservices: true, pattern: '4' }],
    [{ pattern: '2' }, { microservices: false, login: 'session', pattern: '2' }],
    [
      { microservices: true, pattern: '2' },
      { microservices: true, pattern: '2' },
    ],
  ])('from %j follows %j, whatever is stored or detected', (flags, expected) => {
    const stored = { microservices: false, login: 'none', pattern: '1' };
    expect(resolved(resolveAnswers({ flags: { openapi, ...flags }, stored }))).toMatchObject(expected);
    expect(resolved(resolveAnswers({ flags: { openapi, ...flags }, detected: { pattern: '1' } }))).toMatchObject(
      expected,
    );
  });

  it('keeps what the file says beside what was prompted', () => {
    const answers = resolved(
      resolveAnswers({ flags: { openapi }, file: { login: 'token' }, prompted: { microservices: false } }),
    );
    expect(answers).toMatchObject({ login: 'token', pattern: '3' });
  });

  it.each([
    [0, 'a'],
    [4, 'a'],
    [5, 'b'],
  ])('lays out %d tools as %s', (toolCount, structure) => {
    expect(resolved(resolveAnswers({ flags: { openapi }, detected: { toolCount } })).structure).toBe(structure);
    expect(resolved(resolveAnswers({ flags: { openapi, pattern: '4' }, detected: { toolCount } })).structure).toBe('b');
  });

  it('passes over what was detected and cannot be', () => {
    const detected: Detected = {
      sessionCookieName: 'a;b',
      loginPath: '//evil.example',
      userParameter: '\u202e',
      identity: 'parameter',
    };
    expect(resolved(resolveAnswers({ flags: { openapi, pattern: '2' }, detected }))).toMatchObject({
      sessionCookieName: 'session_id',
      loginPath: null,
      userParameter: 'user_id',
      identity: 'fixed',
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ structure: 'a', pattern: '4' }, '--structure: "a" does not go with Pattern 4; use --structure b'],
    [
      { identity: 'parameter', pattern: '3' },
      '--identity: "parameter" does not go with Pattern 3; use one of fixed, oauth, gateway',
    ],
    [
      { sessionCookieName: 'sid', pattern: '4' },
      '--session-cookie-name: "sid" is for Pattern 2 only; leave it out, or choose another --pattern',
    ],
    [{ app: 'main:app' }, '--app: "main:app" describes the API a second time, beside --openapi; give one of the two'],
    [{ name: 'my server' }, '--name: "my server" is not a Python project name (PEP 508); use my-server'],
  ])('refuses %j', (flags, message) => {
    expect(messages(resolveAnswers({ flags: { openapi, ...flags } }))).toEqual([message]);
  });

  it('lets Pattern 1 take the user from the model when asked to', () => {
    expect(resolved(resolveAnswers({ flags: { openapi, pattern: '1', identity: 'parameter' } })).identity).toBe(
      'parameter',
    );
  });

  it('wants to know where the API is described, unless it is pinned', () => {
    const message =
      '--openapi: nothing says where the API is described; give --openapi FILE|URL|-, --app module:attr or --backend DIR';
    expect(messages(resolveAnswers({}))).toEqual([message]);
    expect(messages(resolveAnswers({ detected: { contract: true } }))).toEqual([]);
    for (const flags of [{ app: 'main:app' }, { backend: '.' }])
      expect(messages(resolveAnswers({ flags }))).toEqual([]);
    expect(resolved(resolveAnswers({ detected: { backend: '.', app: 'main:app' } }))).toMatchObject({
      backend: '.',
      app: 'main:app',
    });
  });

  it('says nothing missing of what was refused', () => {
    expect(messages(resolveAnswers({ flags: { openapi: 'ftp://x/y' } }))).toHaveLength(1);
  });

  it('lets a flag for the app replace a stored document, and the other way round', () => {
    expect(resolved(resolveAnswers({ flags: { app: 'main:app' }, stored: { openapi } }))).toMatchObject({
      openapi: null,
      app: 'main:app',
    });
    expect(resolved(resolveAnswers({ flags: { openapi }, stored: { app: 'main:app' } }))).toMatchObject({
      openapi,
      app: null,
    });
  });

  it('names the file and the store in their problems', () => {
    const file = { patern: 4, pattern: 9, yes: true, $schema: './answers.schema.json', schemaVersion: 1 };
    expect(messages(resolveAnswers({ flags: { openapi }, file, stored: { name: 'src' } }))).toEqual([
      'the answers file: "patern" is no answer; did you mean pattern?',
      'the answers file: "yes" is an option of one run; give --yes on the command line',
      'pattern in the answers file: 9 is not a choice; choose one of 1, 2, 3, 4',
      'name in .yo-rc.json: "src" is taken inside the project; name it after the backend, as todo-mcp',
    ]);
    expect(checkAnswers({ file }).length).toBe(3);
  });

  it.each([
    ['[]'],
    ['"x"'],
    ['7'],
    ['{"schemaVersion": 2}'],
    ['{"schemaVersion": "new"}'],
    ['{"__proto__": {"pattern": "4"}}'],
  ])('an answers file that holds %s is a problem', (text) => {
    expect(messages(resolveAnswers({ flags: { openapi }, file: JSON.parse(text) }))).toHaveLength(1);
  });

  it('moves a project to Pattern 4 over a layout and an identity that 4 does not have', () => {
    const before = resolved(
      resolveAnswers({ flags: { openapi, pattern: '1', structure: 'a', identity: 'parameter', name: 'kept' } }),
    );
    const after = resolved(resolveAnswers({ flags: { pattern: '4' }, stored: toStored(before) }));
    expect(after).toMatchObject({
      pattern: '4',
      microservices: true,
      structure: 'b',
      identity: 'fixed',
      name: 'kept',
      openapi,
    });
  });

  it('does not repair a store that contradicts itself', () => {
    const stored = { openapi, pattern: '4', structure: 'a' };
    expect(messages(resolveAnswers({ stored }))).toEqual([
      'structure in .yo-rc.json: "a" does not go with Pattern 4; use --structure b',
    ]);
  });

  it('resolves what it stored to the same again, whatever is then detected', () => {
    const before = resolved(resolveAnswers({ flags: { openapi, ci: true, include: ['a*'] }, detected: detectedTodo }));
    const stored = fromStored({ 'generator-fastapi-mcp': toStored(before) });
    if (!stored.ok) throw new Error('not read');
    expect(
      resolved(resolveAnswers({ stored: stored.stored, detected: { pattern: '1', title: 'Other', toolCount: 1 } })),
    ).toEqual(before);
  });

  it('never throws, and resolves to answers that the next run accepts', () => {
    const keys = fc.constantFrom(...questions.map(({ key }) => key), '__proto__', 'schemaVersion', 'x');
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        '1',
        '2',
        '3',
        '4',
        'a',
        'b',
        'token',
        'oauth',
        'parameter',
        'main:app',
        '/x',
        'http://h/x',
        'x',
        true,
        false,
      ),
    );
    const record = fc.dictionary(keys, value, { maxKeys: 8 });
    const options = {
      file: fc.oneof(record, fc.jsonValue()),
      flags: record,
      prompted: record,
      stored: fc.oneof(record, fc.jsonValue()),
    };
    fc.assert(
      fc.property(fc.record(options, { requiredKeys: [] }), (sources) => {
        const result = resolveAnswers({ ...sources, detected: { contract: true } });
        if (!result.ok)
          return result.problems.length > 0 && result.problems.every(({ message }) => !/\p{C}/u.test(message));
        return resolveAnswers({ stored: toStored(result.answers), detected: { contract: true } }).ok;
      }),
      { numRuns: 1500 },
    );
  });
});
