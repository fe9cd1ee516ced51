import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './lock-folder.js';
import { makeFolder } from './make-folder.js';
import { processStart } from './process-start.js';

let root: string;
const lock = (): string => join(root, '.fastapi-mcp', 'lock');
const hold = (holder: unknown): void => writeFileSync(lock(), JSON.stringify(holder));
const now = (): string => new Date().toISOString();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kit-lock-'));
  mkdirSync(join(root, '.fastapi-mcp'));
});

it('says who holds the folder, since when, and what to do', async () => {
  const since = now();
  hold({ pid: process.ppid, host: hostname(), since });
  await expect(lockFolder(root, 0)).rejects.toMatchObject({
    message: `another run (process ${process.ppid}, since ${since}) is writing to this folder`,
    hint: expect.stringContaining('delete .fastapi-mcp/lock'),
  });
});

it('believes the lock of another machine', async () => {
  hold({ pid: 1, host: 'elsewhere', since: '2020-01-01T00:00:00.000Z' });
  await expect(lockFolder(root, 0)).rejects.toThrow('process 1 on elsewhere, since 2020');
});

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('takes over where the number belongs to a process that started later', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    expect(Math.abs((processStart(pid) ?? 0) - Date.now())).toBeLessThan(60_000);
    hold({ pid, host: hostname(), since: new Date(Date.now() - 3_600_000).toISOString() });
    const unlock = await lockFolder(root, 0);
    expect(JSON.parse(readFileSync(lock(), 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(existsSync(lock())).toBe(false);
    hold({ pid, host: hostname(), since: now() });
    await expect(lockFolder(root, 0)).rejects.toThrow(`process ${pid}`);
  } finally {
    child.kill();
    await once(child, 'close');
  }
});

it('takes over what a restart of the machine left', async () => {
  hold({ pid: process.ppid, host: hostname(), since: '2020-01-01T00:00:00.000Z' });
  (await lockFolder(root, 0))();
});

describe('makeFolder', () => {
  it('makes what is missing above, too', () => {
    makeFolder(join(root, 'a', 'b'));
    expect(existsSync(join(root, 'a', 'b'))).toBe(true);
  });

  it('names a file that is in the way', () => {
    writeFileSync(join(root, 'a'), '');
    expect(() => makeFolder(join(root, 'a', 'b'))).toThrow('there is a file in its place');
  });

  onLinux('ends where a file system takes no folder', () => {
    expect(() => makeFolder('/proc/no/such')).toThrow('/proc takes no new folder');
  });
});
