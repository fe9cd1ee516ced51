import type { Answers } from './answers-schema.js';
import { migrateAnswers } from './migrations.js';
import { resolveAnswers } from './resolve-answers.js';
import { fromStored, mapPaths, toStored } from './stored.js';

function answersFor(flags: Readonly<Record<string, unknown>>): Answers {
  const result = resolveAnswers({ flags });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.answers;
}

describe('toStored', () => {
  it('keeps what is worth keeping, in the order of the questions', () => {
    expect(toStored(answersFor({ openapi: 'openapi.json', pattern: '4', name: 'todo-mcp' }))).toEqual({
      schemaVersion: 1,
      microservices: true,
      login: 'none',
      openapi: 'openapi.json',
      overlay: [],
      pattern: '4',
      name: 'todo-mcp',
      clients: ['claude-desktop', 'claude-code', 'cursor', 'vscode'],
      ci: false,
      plugins: {},
      structure: 'b',
      identity: 'fixed',
      userProof: 'header',
      toolMode: 'direct',
      includeTag: [],
      include: [],
      exclude: [],
      rateLimit: true,
      responseCache: false,
      bulkhead: true,
      circuitBreaker: true,
      idempotencyKeys: false,
      redis: false,
      mount: false,
    });
  });

  it('forgets standard input', () => {
    expect(toStored(answersFor({ openapi: '-' }))).not.toHaveProperty('openapi');
  });

  it('remembers a chosen cookie name through Pattern 4 and back', () => {
    const two = toStored(answersFor({ openapi: 'x', pattern: '2', sessionCookieName: 'sid' }));
    const four = resolveAnswers({ stored: two, flags: { pattern: '4' } });
    if (!four.ok) throw new Error('refused');
    const stored = toStored(four.answers);
    expect(stored).toMatchObject({ pattern: '4', sessionCookieName: 'sid' });
    expect(resolveAnswers({ stored, flags: { pattern: '2' } })).toMatchObject({
      ok: true,
      answers: { sessionCookieName: 'sid' },
    });
  });
});

describe('fromStored', () => {
  it('reads a section, or the file around it', () => {
    const section = { pattern: '4', schemaVersion: 1 };
    expect(fromStored(section)).toEqual({ ok: true, stored: section });
    expect(fromStored({ 'generator-fastapi-mcp': section, 'generator-other': {} })).toEqual({
      ok: true,
      stored: section,
    });
  });

  it('refuses what a newer generator wrote', () => {
    expect(fromStored({ schemaVersion: 2 })).toMatchObject({
      ok: false,
      problems: [
        {
          message:
            'schemaVersion in .yo-rc.json: 2 is newer than this generator knows (1); update it: npm install --global generator-fastapi-mcp@latest',
        },
      ],
    });
  });

  it.each([[null], [[]], ['x'], [{ schemaVersion: 0 }], [{ schemaVersion: 1.5 }], [{ 'generator-fastapi-mcp': 3 }]])(
    'refuses %j',
    (json) => {
      expect(fromStored(json)).toMatchObject({ ok: false });
    },
  );
});

describe('migrateAnswers', () => {
  it('goes through every version in turn', () => {
    const known = {
      version: 3,
      migrations: [
        { from: 2, migrate: (old: Readonly<Record<string, unknown>>) => ({ ...old, trail: `${old.trail}3` }) },
        { from: 1, migrate: (old: Readonly<Record<string, unknown>>) => ({ trail: `${old.auth}2` }) },
      ],
    };
    expect(migrateAnswers({ auth: '1' }, 'a file', known)).toEqual({
      ok: true,
      answers: { trail: '123', schemaVersion: 3 },
    });
    expect(migrateAnswers({ trail: '', schemaVersion: 2 }, 'a file', known)).toEqual({
      ok: true,
      answers: { trail: '3', schemaVersion: 3 },
    });
  });
});

describe('mapPaths', () => {
  it('rewrites paths, and nothing that is none', () => {
    const rewrite = (path: string) => `../${path}`;
    expect(mapPaths({ openapi: 'a.json', backend: 'b', overlay: ['c', 'd'], name: 'n', app: 'm:a' }, rewrite)).toEqual({
      openapi: '../a.json',
      backend: '../b',
      overlay: ['../c', '../d'],
      name: 'n',
      app: 'm:a',
    });
    expect(mapPaths({ openapi: 'https://h/x', backend: null }, rewrite)).toEqual({
      openapi: 'https://h/x',
      backend: null,
    });
    expect(mapPaths({ openapi: '-' }, rewrite)).toEqual({ openapi: '-' });
  });
});
