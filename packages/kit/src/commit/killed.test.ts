import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type CommitOptions, type CommitResult, commitFiles } from './commit-files.js';

/** The names of a tree with many of each kind of change. */
const OLD: Readonly<Record<string, string>> = { 'a.txt': 'a1\n', 'b/b.txt': 'b1\n', 'c.txt': 'c\n', 'gone.txt': 'g\n' };
const NEW: Readonly<Record<string, string>> = {
  'a.txt': 'a2\n',
  'b/b.txt': 'b2\n',
  'c.txt': 'c\n',
  'd/e/new.txt': 'n\n',
};

let folder: string;
const at = (path: string): string => join(folder, path);
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const emitted = (files: typeof OLD) =>
  Object.entries(files).map(([path, content]) => ({ path, content, owners: ['tools'] }));
const commit = (files: typeof OLD, more: Partial<CommitOptions> = {}): Promise<CommitResult> =>
  commitFiles({ folder, files: emitted(files), ran: new Set(['tools']), conflicts: 'refuse', ...more });

function tree(): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('.fastapi-mcp'));
  return Object.fromEntries(names.sort().map((path) => [path, readFileSync(at(path), 'utf8')]));
}

/** The steps of a run from OLD to NEW, as a journal has them, in order. */
const STEPS = [
  { path: 'a.txt', staged: 'new-0', before: 'a1\n', after: 'a2\n' },
  { path: 'b/b.txt', staged: 'new-1', before: 'b1\n', after: 'b2\n' },
  { path: 'd/e/new.txt', staged: 'new-2', before: null, after: 'n\n' },
  { path: 'gone.txt', staged: null, before: 'g\n', after: null },
];
const STAGING = '.fastapi-mcp/staging-999999999';

/** The folder as a run leaves it that is killed when it has done so many of its steps. */
async function killedAfter(steps: number, journal = true): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'kit-killed-'));
  await commit(NEW);
  const base = readFileSync(at('.fastapi-mcp/base.json.gz'));
  rmSync(folder, { recursive: true });
  await commit(OLD);
  mkdirSync(at(STAGING));
  for (const { path, staged, before, after } of STEPS) {
    if (staged !== null && after !== null) writeFileSync(at(`${STAGING}/${staged}`), after);
    if (before !== null) cpSync(at(path), at(`${STAGING}/old-${path.replaceAll('/', '_')}`));
  }
  writeFileSync(at(`${STAGING}/base`), base);
  if (!journal) return;
  const all = STEPS.map(({ path, staged, before }) => ({
    path,
    staged,
    before: before === null ? null : sha(before),
    backup: `old-${path.replaceAll('/', '_')}`,
  }));
  const old = readFileSync(at('.fastapi-mcp/base.json.gz'));
  const baseStep = {
    path: '.fastapi-mcp/base.json.gz',
    staged: 'base',
    before: createHash('sha256').update(old).digest('hex'),
    backup: 'old-base',
  };
  cpSync(at('.fastapi-mcp/base.json.gz'), at(`${STAGING}/old-base`));
  writeFileSync(
    at('.fastapi-mcp/journal.json'),
    JSON.stringify({ version: 1, staging: STAGING, folders: ['d', 'd/e'], steps: [...all, baseStep] }),
  );
  for (const { path, staged } of [...STEPS, baseStep].slice(0, steps)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    if (staged === null) rmSync(at(path));
    else renameSync(at(`${STAGING}/${staged}`), at(path));
  }
}

const nothingIsLeft = (): void => expect(readdirSync(at('.fastapi-mcp'))).toEqual(['base.json.gz']);

it('before its journal was there: the tree is the old one, and the next run says so', async () => {
  await killedAfter(0, false);
  expect(tree()).toEqual(OLD);
  expect((await commit(OLD)).recovered).toContain('its leftovers were removed');
  expect(tree()).toEqual(OLD);
  nothingIsLeft();
});

it.each([0, 1, 2, 3, 4, 5])('after %i of its 5 steps: the next run finishes it, and says so', async (steps) => {
  await killedAfter(steps);
  const { recovered, committed } = await commit(NEW);
  expect([recovered, committed]).toEqual([
    'an earlier run was interrupted while it wrote; its work was finished',
    true,
  ]);
  expect(tree()).toEqual(NEW);
  nothingIsLeft();
});

it.each([0, 1, 2, 3, 4, 5])('after %i of its 5 steps: a dry run finishes it too, and says so', async (steps) => {
  await killedAfter(steps);
  const { recovered, committed } = await commit(NEW, { dryRun: true });
  expect([recovered, committed]).toEqual([
    'an earlier run was interrupted while it wrote; its work was finished',
    false,
  ]);
  expect(tree()).toEqual(NEW);
  nothingIsLeft();
});

it.each([0, 1, 2, 3, 4])('after %i steps, with something in the way since: the old tree is back', async (steps) => {
  await killedAfter(steps);
  rmSync(at('d'), { recursive: true, force: true });
  // Where a folder has to be is a file: the journal cannot be followed to its end.
  writeFileSync(at('d'), 'in the way\n');
  const { recovered } = await commit(OLD);
  expect(recovered).toContain('the old files were put back');
  expect(tree()).toEqual({ ...OLD, d: 'in the way\n' });
  expect(existsSync(at('.fastapi-mcp/journal.json'))).toBe(false);
});

it('told to end while its files are flushed, a run leaves nothing', async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'kit-killed-')), 'new');
  const others = new Set(process.listeners('exit'));
  const running = commit(NEW);
  while (
    !existsSync(at('.fastapi-mcp')) ||
    !readdirSync(at('.fastapi-mcp')).some((name) => name.startsWith('staging-'))
  )
    await setImmediate();
  for (const undo of process.listeners('exit')) if (!others.has(undo)) undo(0);
  expect(existsSync(folder)).toBe(false);
  await expect(running).rejects.toThrow();
});
