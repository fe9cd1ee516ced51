import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNewer } from './is-newer.js';
import { lockedNames, readLock } from './read-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'kit-lock-file-'));
const lock = (json: unknown): void =>
  writeFileSync(join(folder, 'tools.lock.json'), typeof json === 'string' ? json : JSON.stringify(json));
const route = (method: string, path: string, more: object = {}): object => ({ method, path, ...more });

it('gives routes the names that they had, the hidden ones too', () => {
  lock({
    lockVersion: 1,
    tools: { find: route('GET', '/a', { contractName: 'list_a' }), both: route('POST', '/b', { steps: [] }) },
    hidden: { gone: route('GET', '/c') },
  });
  expect(lockedNames(readLock(folder))).toEqual({ 'GET /a': 'list_a', 'GET /c': 'gone' });
});

it('brings an older form up to date, step by step', () => {
  lock({ lockVersion: 1, names: { 'GET /a': 'list_a' } });
  const migrations = {
    1: ({ names }: Readonly<Record<string, unknown>>) => ({ routes: names }),
    2: ({ routes }: Readonly<Record<string, unknown>>) => ({
      tools: Object.fromEntries(
        Object.entries(routes as Record<string, string>).map(([at, name]) => {
          const [method = '', path = ''] = at.split(' ');
          return [name, route(method, path)];
        }),
      ),
    }),
  };
  expect(lockedNames(readLock(folder, { version: 3, migrations }))).toEqual({ 'GET /a': 'list_a' });
});

it.each([
  ['is newer', { lockVersion: 2, tools: {} }, 'lockVersion 2 is newer than this generator knows (1)'],
  ['is no JSON', '{', 'cannot be read'],
  ['holds something else', { tools: { a: 1 } }, 'cannot be read'],
])('refuses a lock that %s', (_, json, message) => {
  lock(json);
  expect(() => readLock(folder)).toThrow(message);
});

it.each([
  ['0.2.0', '0.1.9', true],
  ['0.10.0', '0.9.0', true],
  ['1.0.0', '1.0.0', false],
  ['0.1.0', '1.0.0', false],
  ['1.0.1-beta.1', '1.0.0', true],
])('%s is newer than %s: %s', (version, than, expected) => {
  expect(isNewer(version, than)).toBe(expected);
});
