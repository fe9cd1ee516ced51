import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { randomSecret } from '../secrets.js';
import { type CommitOptions, type CommitResult, commitFiles } from './commit-files.js';
import type { OwnedFile } from './file-set.js';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'kit-commit-')), 'out');
});

const file = (path: string, content: string, more: Partial<OwnedFile> = {}): OwnedFile => ({
  path,
  content,
  owners: ['tools'],
  ...more,
});

function commit(files: readonly OwnedFile[], more: Partial<CommitOptions> = {}): Promise<CommitResult> {
  return commitFiles({ folder, files, ran: new Set(['tools']), conflicts: 'refuse', ...more });
}

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

function edit(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const states = (result: CommitResult): Record<string, string> =>
  Object.fromEntries(result.files.map(({ path, state }) => [path, state]));

const A = 'def a():\n    return 1\n';
const B = 'def b():\n    return 2\n';

describe('a first run', () => {
  it('creates files with their modes, and nothing of its own work stays', async () => {
    const result = await commit([file('src/a.py', A), file('.env', 'TOKEN=x\n', { mode: 0o600, ownership: 'once' })]);
    expect(states(result)).toEqual({ '.env': 'created', 'src/a.py': 'created' });
    expect(read('src/a.py')).toBe(A);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, '.fastapi-mcp'))).toEqual(['base.json.gz']);
    expect(readFileSync(join(folder, '.fastapi-mcp/base.json.gz')).includes('TOKEN')).toBe(false);
  });

  it('stores a base of the same bytes everywhere', async () => {
    await commit([file('a.py', A), file('b.py', B)]);
    const first = readFileSync(join(folder, '.fastapi-mcp/base.json.gz'));
    rmSync(folder, { recursive: true });
    await commit([file('b.py', B), file('a.py', A)]);
    expect(readFileSync(join(folder, '.fastapi-mcp/base.json.gz')).equals(first)).toBe(true);
  });

  it('refuses to write over files that it did not make', async () => {
    edit('a.py', B);
    const result = await commit([file('a.py', A), file('b.py', B)]);
    expect(result.committed).toBe(false);
    expect(states(result)).toEqual({ 'a.py': 'conflicted', 'b.py': 'created' });
    expect(readdirSync(folder)).toEqual(['a.py']);
  });
});

describe('a second run', () => {
  it('writes nothing when nothing changed', async () => {
    await commit([file('src/a.py', A)]);
    const paths = ['src/a.py', 'src', '.fastapi-mcp', '.fastapi-mcp/base.json.gz', '.'].map((path) =>
      join(folder, path),
    );
    for (const path of paths) utimesSync(path, 1000, 1000);
    expect(states(await commit([file('src/a.py', A)]))).toEqual({ 'src/a.py': 'unchanged' });
    expect(paths.map((path) => statSync(path).mtimeMs)).toEqual(paths.map(() => 1_000_000));
  });

  it('updates, merges, keeps, removes', async () => {
    await commit([
      file('same.py', A),
      file('merge.py', `${A}\n\n${B}`),
      file('mine.py', A),
      file('old/gone.py', A),
      file('old/edited.py', A),
      file('deleted.py', A),
    ]);
    edit('merge.py', `${A}\n\n${B}\n\ndef mine():\n    return 3\n`);
    edit('mine.py', `# mine\n${A}`);
    edit('old/edited.py', B);
    rmSync(join(folder, 'deleted.py'));
    const result = await commit([
      file('same.py', B),
      file('merge.py', `# new\n${A}\n\n${B}`),
      file('mine.py', A),
      file('deleted.py', B),
    ]);
    expect(result.committed).toBe(true);
    expect(states(result)).toEqual({
      'same.py': 'updated',
      'merge.py': 'merged',
      'mine.py': 'kept',
      'deleted.py': 'kept',
      'old/gone.py': 'removed',
      'old/edited.py': 'kept',
    });
    expect(read('merge.py')).toBe(`# new\n${A}\n\n${B}\n\ndef mine():\n    return 3\n`);
    expect(existsSync(join(folder, 'deleted.py'))).toBe(false);
    expect(existsSync(join(folder, 'old/gone.py'))).toBe(false);
    expect(read('old/edited.py')).toBe(B);
  });

  it('does not call formatting an edit', async () => {
    const before = 'def a(x, y):\n    return {"a": x, "b": y}\n';
    await commit([file('a.py', before)]);
    edit('a.py', "def a(\n    x,\n    y,\n):\n    return {'a': x, 'b': y}\n".replaceAll('\n', '\r\n'));
    const after = before.replace('x, y)', 'x, y, z)');
    expect(states(await commit([file('a.py', after)]))).toEqual({ 'a.py': expect.stringMatching(/updated|merged/) });
  });

  it('keeps line endings of an edited file', async () => {
    await commit([file('a.md', 'one\ntwo\nthree\nfour\n')]);
    edit('a.md', 'one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n');
    await commit([file('a.md', 'zero\none\ntwo\nthree\nfour\n')]);
    expect(read('a.md')).toBe('zero\r\none\r\ntwo\r\nthree\r\nfour\r\nfive\r\n');
  });

  it('leaves files of generators that did not run', async () => {
    await commit([file('a.py', A), file('client.py', A, { owners: ['client'] })], {
      ran: new Set(['tools', 'client']),
    });
    const result = await commit([file('a.py', B)]);
    expect(states(result)).toEqual({ 'a.py': 'updated' });
    expect(read('client.py')).toBe(A);
  });

  it('writes machine files over, and a once file never', async () => {
    const files = (text: string): OwnedFile[] => [
      file('openapi.json', text, { ownership: 'replaced' }),
      file('.env', text, { ownership: 'once' }),
    ];
    await commit(files('1\n'));
    edit('openapi.json', 'edited\n');
    expect(states(await commit(files('2\n')))).toEqual({ 'openapi.json': 'updated', '.env': 'unchanged' });
    expect([read('openapi.json'), read('.env')]).toEqual(['2\n', '1\n']);
    rmSync(join(folder, '.env'));
    expect(states(await commit(files('2\n')))).toMatchObject({ '.env': 'kept' });
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  it('keeps the permissions that the user gave', async () => {
    await commit([file('a.sh', 'one\n')]);
    chmodSync(join(folder, 'a.sh'), 0o750);
    await commit([file('a.sh', 'two\n')]);
    expect(statSync(join(folder, 'a.sh')).mode & 0o777).toBe(0o750);
  });
});

describe('a conflict', () => {
  beforeEach(async () => {
    await commit([file('a.py', A), file('b.py', B)]);
    edit('a.py', A.replace('1', '10'));
  });
  const next = [file('a.py', A.replace('1', '11')), file('b.py', `${B}# new\n`)];

  it('writes nothing when refused', async () => {
    const result = await commit(next);
    expect(result).toMatchObject({ committed: false });
    expect(result.files[0]).toMatchObject({
      path: 'a.py',
      state: 'conflicted',
      reason: expect.stringContaining('1 place'),
    });
    expect([read('a.py'), read('b.py')]).toEqual([A.replace('1', '10'), B]);
  });

  it('becomes markers when asked, and is not forgotten', async () => {
    await commit(next, { conflicts: 'markers' });
    expect(read('a.py')).toBe('def a():\n<<<<<<< yours\n    return 10\n=======\n    return 11\n>>>>>>> generated\n');
    expect(states(await commit(next, { conflicts: 'markers' }))).toEqual({ 'a.py': 'conflicted', 'b.py': 'unchanged' });
    edit('a.py', A.replace('1', '12'));
    expect(states(await commit(next))).toEqual({ 'a.py': 'kept', 'b.py': 'unchanged' });
  });

  it('leaves a file with markers alone, and what is new meanwhile arrives once they are gone', async () => {
    const tail = '\n\ndef b():\n    return 2\n';
    const eleven = A.replace('1', '11') + tail;
    await commit([file('c.py', A + tail)]);
    edit('c.py', A.replace('1', '10') + tail);
    await commit([file('c.py', eleven)], { conflicts: 'markers' });
    const later = [file('c.py', `${eleven}\n\ndef new():\n    return 3\n`)];
    expect(states(await commit(later, { conflicts: 'markers' }))).toMatchObject({ 'c.py': 'conflicted' });
    edit('c.py', A.replace('1', '12') + tail);
    expect(states(await commit(later))).toMatchObject({ 'c.py': 'merged' });
    expect(read('c.py')).toBe(`${A.replace('1', '12')}${tail}\n\ndef new():\n    return 3\n`);
  });
});

describe('a dry run', () => {
  it('shows the diff, no secret, and writes nothing', async () => {
    await commit([file('a.py', A)]);
    const result = await commit([file('a.py', B), file('.env', 'TOKEN=hush\n', { ownership: 'once' })], {
      dryRun: true,
    });
    expect(result.diff).toContain('--- a/a.py\n+++ b/a.py\n@@');
    expect(result.diff).toContain('+++ b/.env\n');
    expect(result.diff).not.toContain('hush');
    expect(read('a.py')).toBe(A);
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  it('makes no folder', async () => {
    await commit([file('a.py', A)], { dryRun: true });
    expect(existsSync(folder)).toBe(false);
  });
});

describe('paths', () => {
  it.each(['../x', '/x', 'a//b', 'a/../b', '.git/config', '.fastapi-mcp/x', 'a\\b', 'C:/x', ''])(
    'refuses %p',
    async (path) => {
      await expect(commit([file(path, '')])).rejects.toThrow(/emits/);
    },
  );

  it('refuses two files of one place', async () => {
    await expect(commit([file('A.py', ''), file('a.py', '')])).rejects.toThrow('both emit');
    await expect(commit([file('a', ''), file('a/b', '')])).rejects.toThrow('needs a to be a folder');
  });

  it('follows no link out of the folder', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'kit-outside-'));
    mkdirSync(folder);
    symlinkSync(outside, join(folder, 'src'));
    await expect(commit([file('src/a.py', A)])).rejects.toThrow('src is a symbolic link out of the output folder');
    expect(readdirSync(outside)).toEqual([]);
  });

  it('writes through a link inside the folder', async () => {
    edit('real/x.txt', '');
    symlinkSync('real', join(folder, 'src'));
    await commit([file('src/a.py', A)]);
    expect(read('real/a.py')).toBe(A);
  });

  it('leaves what is no text', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.py'), Buffer.from([0xff, 0xfe, 0x00]));
    expect((await commit([file('a.py', A)])).files[0]).toMatchObject({
      state: 'conflicted',
      reason: 'it is not UTF-8 text',
    });
  });
});

describe('after a crash', () => {
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

  it('removes what was staged when no journal was written', async () => {
    await commit([file('a.py', A)]);
    edit('.fastapi-mcp/staging-1/new-0', B);
    const result = await commit([file('a.py', A)]);
    expect(result.recovered).toContain('its leftovers were removed');
    expect(readdirSync(join(folder, '.fastapi-mcp'))).toEqual(['base.json.gz']);
  });

  it('finishes what a journal says, and spares what was edited since', async () => {
    // The base is written first, so it knows the new output already.
    await commit([file('a.py', B), file('b.py', B), file('c.py', B)]);
    for (const name of ['new-0', 'new-2']) edit(`.fastapi-mcp/staging-1/${name}`, B);
    edit('a.py', A);
    edit('c.py', 'edited since\n');
    const step = (path: string, index: number) => ({
      path,
      staged: `new-${index}`,
      before: sha(A),
      backup: `old-${index}`,
    });
    const steps = [step('a.py', 0), step('b.py', 1), step('c.py', 2)];
    edit(
      '.fastapi-mcp/journal.json',
      JSON.stringify({ version: 1, staging: '.fastapi-mcp/staging-1', folders: [], steps }),
    );
    const result = await commit([file('a.py', B), file('b.py', B), file('c.py', B)]);
    expect(result.recovered).toContain('but for files that you edited since: c.py');
    expect([read('a.py'), read('b.py'), read('c.py')]).toEqual([B, B, 'edited since\n']);
    expect(existsSync(join(folder, '.fastapi-mcp/journal.json'))).toBe(false);
    // It never got the new output, so it does not count as an edit of it.
    expect(states(result)).toMatchObject({ 'a.py': 'unchanged', 'b.py': 'unchanged', 'c.py': 'conflicted' });
  });
});

describe('two runs at once', () => {
  it('one waits for the other', async () => {
    const results = await Promise.all([commit([file('a.py', A)]), commit([file('a.py', A)])]);
    expect(results.map(({ committed }) => committed)).toEqual([true, true]);
    expect(read('a.py')).toBe(A);
  });

  it('refuses when the other does not end, and takes over from a dead one', async () => {
    edit('.fastapi-mcp/lock', String(process.ppid));
    await expect(commit([file('a.py', A)], { patience: 100 })).rejects.toThrow(`another run (process ${process.ppid})`);
    edit('.fastapi-mcp/lock', '999999999');
    expect((await commit([file('a.py', A)])).committed).toBe(true);
  });
});

describe('a random secret', () => {
  it('is made once, shared by files, and never in the base', async () => {
    const once = (path: string): OwnedFile =>
      file(path, `TOKEN=${randomSecret('TOKEN')}\n`, { ownership: 'once', mode: 0o600 });
    await commit([once('.env')]);
    const [, token] = read('.env').trim().split('=');
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    await commit([once('.env'), once('later.env')]);
    expect(read('later.env')).toBe(read('.env'));
    expect(gunzipSync(readFileSync(join(folder, '.fastapi-mcp/base.json.gz'))).toString()).not.toContain(token);
  });
});
