import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from './main.js';

const operation = (operationId: string) => ({ operationId, responses: { 200: { description: 'OK' } } });
const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': { get: operation('list_tasks'), post: operation('create_task') } },
};
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'main-'));
  writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(CONTRACT));
});

async function run(
  line: string,
  { stdin = '' as string, from = cwd } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => (said.stdout += chunk));
  stderr.on('data', (chunk) => (said.stderr += chunk));
  const argv = line.split(' ').filter((word) => word !== '');
  const code = await main(argv, { stdin: Readable.from([stdin]), stdout, stderr, cwd: from, env: process.env });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...said };
}

const project = (path: string): string => join(cwd, 'mcp-server', path);
const stored = (): Record<string, unknown> =>
  JSON.parse(readFileSync(project('.yo-rc.json'), 'utf8'))['generator-fastapi-mcp'];

describe('usage', () => {
  it('prints help and version', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Usage: fastapi-mcp [COMMAND]'),
    });
    expect(await run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    ['--patern 4', '--patern: is no option; did you mean --pattern?'],
    ['--pattern 7 --openapi openapi.json', 'choose one of 1, 2, 3, 4'],
    ['--yes', 'give --openapi FILE|URL|-, --app module:attr or --backend DIR'],
    ['--answers no.json', '--answers: no.json cannot be read'],
  ])('%s is wrong usage', async (line, message) => {
    const { code, stderr, stdout } = await run(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('says what is wrong as JSON, too', async () => {
    const { code, stdout } = await run('--json --pattern 7');
    expect([code, JSON.parse(stdout)]).toEqual([
      2,
      expect.objectContaining({
        ok: false,
        exitCode: 2,
        faults: [expect.objectContaining({ message: expect.stringContaining('--pattern') })],
      }),
    ]);
  });
});

describe('a run', () => {
  it('writes a project that a second run leaves alone', async () => {
    const first = await run('app --openapi openapi.json --pattern 3 --yes --skip-install');
    expect(first).toMatchObject({ code: 0, stdout: '', stderr: expect.stringMatching(/created[\s\S]*Next:/) });
    expect(JSON.parse(readFileSync(project('openapi.json'), 'utf8'))).toEqual(CONTRACT);
    expect(stored()).toMatchObject({ schemaVersion: 1, pattern: '3', openapi: '../openapi.json' });
    const times = (): number[] =>
      readdirSync(project('.'), { recursive: true }).map((path) => statSync(project(String(path))).mtimeMs);
    const before = times();
    expect(await run('app --yes --skip-install')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/read again from openapi\.json[\s\S]*files +\d+ unchanged/),
    });
    expect(times()).toEqual(before);
  });

  it('takes over what has changed in the API since', async () => {
    await run('app --openapi openapi.json --pattern 3 --yes --skip-install');
    const changed = { ...CONTRACT, info: { ...CONTRACT.info, title: 'Another title' } };
    writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(changed));
    expect((await run('app --yes --skip-install')).code).toBe(0);
    expect(JSON.parse(readFileSync(project('openapi.json'), 'utf8'))).toEqual(changed);
  });

  it('keeps to the pinned contract, and says so, when its source is gone', async () => {
    await run('app --openapi openapi.json --pattern 3 --yes --skip-install');
    rmSync(join(cwd, 'openapi.json'));
    expect(await run('app --yes --skip-install')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/cannot be read again[\s\S]*as it is pinned[\s\S]*unchanged/),
    });
  });

  it('takes up the stored answers inside the project, and new ones over them', async () => {
    await run('app --openapi openapi.json --pattern 3 --name my-server --yes --skip-install');
    rmSync(join(cwd, 'openapi.json'));
    const { code, stdout } = await run('schemas --json --identity oauth', { from: project('.') });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        pattern: '3',
        identity: 'oauth',
        folder: project('.').replace(/\/\.?$/, ''),
      }),
    ]);
    expect(stored()).toMatchObject({ pattern: '3', name: 'my-server', identity: 'oauth' });
  });

  describe('with an operation that can be no tool', () => {
    const broken = { operationId: 'broken', requestBody: { $ref: '#/components/requestBodies/Gone' }, responses: {} };
    beforeEach(() =>
      writeFileSync(
        join(cwd, 'openapi.json'),
        JSON.stringify({ ...CONTRACT, paths: { ...CONTRACT.paths, '/broken': { post: broken } } }),
      ),
    );

    it('leaves it out, and says where, why and what to do', async () => {
      const { code, stderr } = await run('--openapi openapi.json --yes --skip-install');
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /this operation is left out: [^\n]*Gone[^\n]*\(#\/paths\/~1broken\/post\)\n +Define it[\s\S]*tools +2[\s\S]*1 in the contract/,
      );
    });

    it('says so as JSON, too', async () => {
      const { code, stdout } = await run('--openapi openapi.json --yes --skip-install --json');
      const { tools, diagnostics } = JSON.parse(stdout);
      expect([code, tools]).toEqual([0, ['list_tasks', 'create_task']]);
      expect(diagnostics).toContainEqual({
        code: 'operation-left-out',
        severity: 'warning',
        at: '#/paths/~1broken/post',
        message: expect.stringContaining('Gone'),
        hint: expect.stringMatching(/./),
      });
    });

    it('fails with --strict, and writes nothing', async () => {
      const { code, stderr } = await run('--openapi openapi.json --yes --skip-install --strict');
      expect([code, existsSync(project('.'))]).toEqual([1, false]);
      expect(stderr).toMatch(/#\/paths\/~1broken\/post/);
    });
  });

  it('keeps what other generators store', async () => {
    await run('app --openapi openapi.json --yes --skip-install');
    const other = JSON.parse(readFileSync(project('.yo-rc.json'), 'utf8'));
    writeFileSync(project('.yo-rc.json'), JSON.stringify({ 'generator-other': { a: 1 }, ...other }));
    await run('app --pattern 2 --yes --skip-install');
    expect(JSON.parse(readFileSync(project('.yo-rc.json'), 'utf8'))).toMatchObject({
      'generator-other': { a: 1 },
      'generator-fastapi-mcp': { pattern: '2' },
    });
  });

  it('reads standard input', async () => {
    expect(await run('--openapi - --yes --skip-install', { stdin: JSON.stringify(CONTRACT) })).toMatchObject({
      code: 0,
    });
    expect(stored()).not.toHaveProperty('openapi');
  });

  it('writes nothing in a dry run, and prints the diff', async () => {
    const { code, stdout } = await run('--openapi openapi.json --yes --dry-run');
    expect([code, existsSync(project('.'))]).toEqual([0, false]);
    expect(stdout).toContain('+++ b/.yo-rc.json');
  });

  it('refuses to write over files that are not its own', async () => {
    await run('app --openapi openapi.json --structure b --yes --skip-install');
    const path = project('src/schemas/base.py');
    const text = readFileSync(path, 'utf8');
    rmSync(project('.fastapi-mcp'), { recursive: true });
    writeFileSync(path, `${text}# mine\n`);
    expect(await run('app --yes --skip-install')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it was there before and differs'),
    });
    expect(readFileSync(path, 'utf8')).toBe(`${text}# mine\n`);
  });

  it.each(['model', 'plan', 'files'])('dumps the %s', async (stage) => {
    const { code, stdout } = await run(`--openapi openapi.json --yes --dump ${stage}`);
    expect([code, existsSync(project('.'))]).toEqual([0, false]);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(stage === 'files' ? 'openapi.json' : 'list_tasks');
  });
});
