import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../../packages/generator-fastapi-mcp/src/main.js';
import { releasedNames, unpackReleased } from './released.mjs';

let folder: string;

async function run(...argv: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const stream = (): PassThrough => new PassThrough().on('data', (chunk) => (said += chunk));
  const terminal = { stdin: Readable.from(['']), stdout: stream(), stderr: stream(), cwd: folder, env: process.env };
  const code = await main(argv, terminal);
  await new Promise((resolve) => setImmediate(resolve));
  return { code, said };
}

const upgrade = (): Promise<{ code: number; said: string }> => run('app', '--yes', '--skip-install', '--json');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
const names = (): string[] => Object.keys(JSON.parse(read('tools.lock.json')).tools);
/** A module with tools in it, in either structure. */
const toolFile = (): string => (existsSync(join(folder, 'tools.py')) ? 'tools.py' : 'src/tools/create_task.py');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
});

it('knows what the released versions wrote', () => {
  expect(releasedNames()).toContain('0.1.0-pattern-3');
});

describe.each(releasedNames())('a project of %s', (name: string) => {
  beforeEach(() => unpackReleased(name, folder));

  it('is taken over with its edits, and no tool changes its name', async () => {
    const [tools, gone] = [names(), 'clients/cursor.mcp.json'];
    write(toolFile(), `${read(toolFile())}\n\ndef our_own() -> str:\n    """Ours."""\n    return "kept"\n`);
    write('README.md', read('README.md').replace(/^## /m, 'Our own words.\n\n## '));
    rmSync(join(folder, gone));
    const { code, said } = await upgrade();
    const { files } = JSON.parse(said);
    expect(files.filter(({ state }: { state: string }) => state === 'conflicted')).toEqual([]);
    expect(code).toBe(0);
    expect(read(toolFile())).toContain('return "kept"');
    expect(read('README.md')).toContain('Our own words.');
    expect(existsSync(join(folder, gone))).toBe(false);
    expect(names()).toEqual(tools);
  });

  it('is in step after one run, and a second has nothing to do', async () => {
    await upgrade();
    const touched = JSON.parse((await upgrade()).said).files.filter(
      ({ state }: { state: string }) => state !== 'unchanged',
    );
    // A secret is never kept here, so to the project it is a file that its user deleted.
    expect(touched.map(({ path }: { path: string }) => path).filter((path: string) => path !== '.env')).toEqual([]);
    expect(await run('check', '--openapi', 'openapi.json')).toMatchObject({
      code: 0,
      said: expect.stringContaining('in step'),
    });
    expect(JSON.parse(read('.yo-rc.json'))['generator-fastapi-mcp']).toMatchObject({
      schemaVersion: expect.any(Number),
      generatorVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });
});

it('what a newer version wrote is not guessed at', async () => {
  unpackReleased('0.1.0-pattern-1-flat', folder);
  write('tools.lock.json', read('tools.lock.json').replace('"lockVersion": 1', '"lockVersion": 99'));
  const { code, said } = await upgrade();
  expect(code).toBe(2);
  expect(JSON.parse(said).error.message).toContain('lockVersion 99 is newer than this generator knows (1)');
});
