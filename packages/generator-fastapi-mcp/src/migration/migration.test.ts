import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../main.js';
import { migrationIn, newMigrationFile, openSteps, updatedMigrationFile } from './migration-file.js';
import { type MigrationFacts, migrationSteps } from './migration-steps.js';

const facts: MigrationFacts = {
  settings: new Set(),
  backend: null,
  isPatched: null,
  kept: [],
  userParameter: 'user_id',
};
const ids = (steps: ReturnType<typeof migrationSteps>, isDone: boolean): readonly string[] =>
  steps.filter((step) => step.isDone === isDone).map(({ id }) => id);

describe('the steps', () => {
  it('see what is done, and leave the rest to a person', () => {
    const done = { ...facts, settings: new Set(['SERVICE_AUTH_TOKEN']), isPatched: true };
    expect(ids(migrationSteps('3', '4', done), true)).toEqual(['patched', 'settings', 'old-settings']);
    expect(ids(migrationSteps('3', '4', facts), true)).toEqual(['old-settings']);
    const half = { ...facts, settings: new Set(['BACKEND_USERNAME']) };
    expect(ids(migrationSteps('3', '4', half), true)).toEqual([]);
    expect(migrationSteps('3', '4', half).find(({ id }) => id === 'old-settings')?.text).toContain(
      '`BACKEND_USERNAME`',
    );
  });

  it.each([
    ['1', '4', 'user-argument'],
    ['4', '1', 'user-argument'],
    ['2', '4', 'ended'],
    ['4', '3', 'unpatched'],
  ] as const)('from %s to %s there is %s', (from, to, id) => {
    expect(ids(migrationSteps(from, to, facts), false)).toContain(id);
  });

  it('put the backend first on the way to a service token, and last on the way back', () => {
    const [there, back] = [migrationSteps('2', '4', facts), migrationSteps('4', '2', facts)].map((steps) =>
      steps.map(({ id }) => id),
    );
    expect(there?.indexOf('backend-deployed')).toBeLessThan(there?.indexOf('deployed') ?? 0);
    expect(back?.indexOf('backend-closed')).toBeGreaterThan(back?.indexOf('deployed') ?? 99);
  });
});

describe('MIGRATION.md', () => {
  const steps = [
    { id: 'a', text: 'Do `a`.', isDone: false },
    { id: 'b', text: 'Do b.', isDone: true },
  ];

  it('says which move it is about', () => {
    expect(migrationIn(newMigrationFile({ from: '3', to: '4' }, steps))).toEqual({ from: '3', to: '4' });
    expect([migrationIn(null), migrationIn('# Notes'), migrationIn('# From Pattern 3 to Pattern 9')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('keeps ticks and notes, ticks what is done since, and lists the rest', () => {
    const text = newMigrationFile({ from: '3', to: '4' }, steps);
    expect(openSteps(text)).toEqual(['Do `a`.']);
    const noted = `${text.replace('- [ ] Do `a`.', '- [X] Do `a`.')}\nAsked Kim.\n`;
    const later = updatedMigrationFile(
      noted,
      [steps[0], { id: 'b', text: 'Do b again.', isDone: false }].flatMap((each) => each ?? []),
    );
    expect(openSteps(later)).toEqual([]);
    expect(later).toContain('- [x] Do b again. <!-- b -->');
    expect(later).toContain('Asked Kim.');
    expect(updatedMigrationFile('my own file\n', steps)).toBe('my own file\n');
  });
});

describe('a project that moves to Pattern 4 and back', () => {
  const operation = (operationId: string) => ({ operationId, responses: { 200: { description: 'OK' } } });
  const paths = { '/tasks': { get: operation('list_tasks'), post: operation('create_task') } };
  let cwd: string;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'migration-'));
    writeFileSync(
      join(cwd, 'openapi.json'),
      JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }),
    );
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  const at = (path: string): string => join(cwd, 'mcp-server', path);
  const read = (path: string): string => readFileSync(at(path), 'utf8');
  const edit = (path: string, from: string, to: string): void => {
    expect(read(path)).toContain(from);
    writeFileSync(
      at(path),
      read(path).replace(from, () => to),
    );
  };
  async function app(line: string): Promise<string> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    let said = '';
    for (const stream of [stdout, stderr]) stream.on('data', (chunk) => (said += chunk));
    const argv = ['app', '--yes', '--skip-install', ...line.split(' ').filter((word) => word !== '')];
    const code = await main(argv, { stdin: Readable.from(['']), stdout, stderr, cwd, env: process.env });
    await new Promise((resolve) => setImmediate(resolve));
    expect([code, said]).toEqual([0, said]);
    return said;
  }

  it.each(['1', '2', '3'])(
    'from Pattern %s, with its owner’s edits',
    async (pattern) => {
      await app(`--openapi openapi.json --pattern ${pattern} --structure b`);
      writeFileSync(at('.env'), 'BACKEND_URL=http://b\nBACKEND_USERNAME=kim\nBACKEND_PASSWORD=old-secret\n', {
        mode: 0o644,
      });
      edit('src/client.py', 'b"*/*"', 'b"application/json"');
      edit('src/tools/list_tasks.py', 'title="', 'title="My ');
      edit('README.md', '# T over MCP', '# Our tasks');

      const there = await app('--pattern 4');
      const token = /^SERVICE_AUTH_TOKEN=([\w-]{43})$/m.exec(read('.env'))?.[1] ?? '';
      expect(token).not.toBe('');
      expect(read('.env').startsWith('BACKEND_URL=http://b\nBACKEND_USERNAME=kim\nBACKEND_PASSWORD=old-secret\n')).toBe(
        true,
      );
      expect(statSync(at('.env')).mode & 0o777).toBe(0o600);
      expect(there).toContain(`From Pattern ${pattern} to Pattern 4, left to do by hand (MIGRATION.md):`);
      expect(there).toContain('  - Patch the backend: fastapi-mcp backend --backend DIR');
      expect(there + read('MIGRATION.md')).not.toMatch(new RegExp(`${token}|old-secret`));
      expect(read('src/client.py')).toContain('b"x-user-id"');

      // What a person has done, and what a later run can see.
      edit('MIGRATION.md', '- [ ] Patch', '- [x] Patch');
      writeFileSync(at('.env'), `BACKEND_URL=http://b\nSERVICE_AUTH_TOKEN=${token}\n`);
      const again = await app('');
      expect(again).not.toContain('Patch the backend');
      expect(again).not.toContain('out of .env');
      expect(again).toContain('  - Call one tool as two users');
      expect(read('.env')).toContain(`SERVICE_AUTH_TOKEN=${token}\n`);

      const back = await app(`--pattern ${pattern}`);
      expect(back).toContain(`From Pattern 4 to Pattern ${pattern}`);
      expect(back).toContain('  - Take SERVICE_AUTH_TOKEN out of .env');
      expect(read('src/client.py')).not.toContain('x-user-id');
      for (const [path, text] of [
        ['src/client.py', 'b"application/json"'],
        ['src/tools/list_tasks.py', 'title="My '],
        ['README.md', '# Our tasks'],
      ] as const)
        expect(read(path)).toContain(text);
    },
    60_000,
  );

  it('writes nothing in a dry run, and nothing about it in a project that does not move', async () => {
    await app('--openapi openapi.json --pattern 3');
    expect(await app('')).not.toContain('MIGRATION.md');
    const said = await app('--pattern 4 --dry-run');
    expect(said).toContain('From Pattern 3 to Pattern 4');
    expect([existsSync(at('MIGRATION.md')), existsSync(at('.env'))]).toEqual([false, false]);
  }, 60_000);
});
