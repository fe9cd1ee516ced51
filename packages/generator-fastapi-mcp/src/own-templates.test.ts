import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from './main.js';

const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': { get: { operationId: 'list_tasks', responses: { 200: { description: 'OK' } } } } },
};
const HOSTILE = "# <% ''.constructor.constructor('globalThis.templateRan = true')() %>\n";
const AGAIN = '--output mcp-server --yes --skip-install';
const APP = `--openapi openapi.json --pattern 1 ${AGAIN}`;
const ran = (): boolean => Reflect.get(globalThis, 'templateRan') === true;
const { XDG_STATE_HOME: before } = process.env;
let cwd: string;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'own-templates-'));
  process.env.XDG_STATE_HOME = join(cwd, 'state');
  writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(CONTRACT));
  expect(await run(APP)).toMatchObject({ code: 0 });
  mkdirSync(at('.fastapi-mcp/templates'));
  writeFileSync(at('.fastapi-mcp/templates/header.py.ejs'), HOSTILE);
  Reflect.deleteProperty(globalThis, 'templateRan');
});

afterEach(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME;
  else process.env.XDG_STATE_HOME = before;
});

const at = (path: string): string => join(cwd, 'mcp-server', path);

async function run(line: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => (said.stdout += chunk));
  stderr.on('data', (chunk) => (said.stderr += chunk));
  const code = await main(line.split(' '), { stdin: Readable.from([]), stdout, stderr, cwd, env: process.env });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...said };
}

describe('templates that a project brings', () => {
  it.each([AGAIN, `client ${AGAIN}`, `${AGAIN} --dry-run`, 'check --output mcp-server', `${AGAIN} --force`])(
    'do not run because they are there: %s',
    async (line) => {
      const config = readFileSync(at('config.py'), 'utf8');
      expect(await run(line)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /nobody has agreed to run them: \.fastapi-mcp\/templates\/header\.py\.ejs\nhint: .*--trust-templates/,
        ),
      });
      expect(ran()).toBe(false);
      expect(readFileSync(at('config.py'), 'utf8')).toBe(config);
    },
  );

  it('run once they are trusted, and until one of them changes', async () => {
    expect(await run(`${AGAIN} --trust-templates`)).toMatchObject({ code: 0 });
    expect(ran()).toBe(true);
    for (const line of [AGAIN, 'check --output mcp-server']) expect(await run(line)).toMatchObject({ code: 0 });
    writeFileSync(at('.fastapi-mcp/templates/header.py.ejs'), `${HOSTILE}# more\n`);
    expect(await run(AGAIN)).toMatchObject({ code: 1 });
    writeFileSync(at('.fastapi-mcp/templates/header.py.ejs'), HOSTILE);
    writeFileSync(at('.fastapi-mcp/templates/footer.py.ejs'), 'X = 1\n');
    expect(await run(AGAIN)).toMatchObject({ code: 1 });
  });

  it('are not remembered by a dry run, nor by what the project itself says', async () => {
    expect(await run(`${AGAIN} --trust-templates --dry-run`)).toMatchObject({ code: 0 });
    expect(await run(AGAIN)).toMatchObject({ code: 1 });
    const file = at('.yo-rc.json');
    const stored = JSON.parse(readFileSync(file, 'utf8'));
    stored['generator-fastapi-mcp'].trustTemplates = true;
    writeFileSync(file, JSON.stringify(stored));
    writeFileSync(join(cwd, 'answers.json'), JSON.stringify({ trustTemplates: true }));
    for (const line of [AGAIN, `${AGAIN} --answers answers.json`]) expect((await run(line)).code).not.toBe(0);
  });

  it('are remembered for one folder, in a file that is nobody else’s', async () => {
    expect(await run(`${AGAIN} --trust-templates`)).toMatchObject({ code: 0 });
    const memory = join(cwd, 'state/fastapi-mcp/trusted-templates.json');
    expect(Object.keys(JSON.parse(readFileSync(memory, 'utf8')))).toEqual(
      [at('')].map((path) => path.replace(/\/$/, '')),
    );
    expect(statSync(memory).mode & 0o077).toBe(0);
    for (const damaged of ['{', '[]', '"x"', 'null']) {
      writeFileSync(memory, damaged);
      expect(await run(AGAIN)).toMatchObject({ code: 1 });
    }
  });

  it('run although they cannot be remembered, and say so', async () => {
    writeFileSync(join(cwd, 'state'), 'a file in its place');
    expect(await run(`${AGAIN} --trust-templates`)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is not remembered'),
    });
    rmSync(join(cwd, 'state'));
    expect(await run(AGAIN)).toMatchObject({ code: 1 });
  });
});
