import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../main.js';

type Json = Record<string, unknown>;

const integer = (more: Json = {}): Json => ({ type: 'integer', ...more });
const query = (name: string, schema: Json, more: Json = {}): Json => ({ name, in: 'query', schema, ...more });
const answer = { responses: { 200: { description: 'OK' } } };
const listTasks = (more: Json[] = [query('limit', integer({ maximum: 100 }))], rest: Json = {}): Json => ({
  operationId: 'list_tasks',
  parameters: more,
  ...answer,
  ...rest,
});
const contract = (tasks: Json): Json => ({
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': tasks, '/stats': { get: { operationId: 'read_stats', ...answer } } },
});
const createTask = { post: { operationId: 'create_task', ...answer } };
const CONTRACT = contract({ get: listTasks(), ...createTask });

/** Generated once; each test gets a copy, with the contract that it came from beside it. */
const original = mkdtempSync(join(tmpdir(), 'check-original-'));
let cwd: string;
const at = (path: string): string => join(cwd, 'mcp-server', path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

async function run(line: string, folder = join(cwd, 'mcp-server')): Promise<{ code: number; said: string }> {
  const out = new PassThrough();
  let said = '';
  out.on('data', (chunk) => (said += chunk));
  const code = await main(line.split(' '), {
    stdin: Readable.from(['']),
    stdout: out,
    stderr: out,
    cwd: folder,
    env: process.env,
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, said };
}

/** A check, human and `--json`, which must agree. */
async function check(): Promise<{ code: number; said: string; found: Json & { tools: Json[] } }> {
  const human = await run('check');
  const { code, said } = await run('check --json');
  const found = JSON.parse(said);
  expect([code, found.exitCode, found.ok]).toEqual([human.code, human.code, human.code === 0]);
  return { ...human, found };
}

const backendSays = (document: Json): void => writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(document));
const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: at('.'), stdio: 'ignore' });

beforeAll(async () => {
  writeFileSync(join(original, 'openapi.json'), JSON.stringify(CONTRACT));
  await run('app --openapi openapi.json --pattern 4 --structure b --ci --yes --skip-install', original);
  chmodSync(join(original, 'mcp-server/.env'), 0o600);
}, 60_000);

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'check-'));
  cpSync(original, cwd, { recursive: true, preserveTimestamps: true });
});

describe('exit code 0', () => {
  it('when all is in step, and nothing is touched', async () => {
    const times = (): number[] =>
      readdirSync(at('.'), { recursive: true }).map((path) => statSync(at(String(path))).mtimeMs);
    const before = times();
    const { code, said, found } = await check();
    expect([code, said.trimEnd().split('\n').at(-1)]).toEqual([0, 'in step with the contract']);
    expect(found).toMatchObject({
      tools: [],
      stale: [],
      edited: [],
      conflicts: [],
      secrets: [],
      contractChanged: false,
    });
    expect(times()).toEqual(before);
  });

  it('for a file that was edited by hand, which it names', async () => {
    writeFileSync(at('src/server.py'), `${read('src/server.py')}\n# ours\n`);
    const { code, said, found } = await check();
    expect([code, found.edited]).toEqual([0, [expect.objectContaining({ path: 'src/server.py', state: 'kept' })]]);
    expect(said).toContain('edited    src/server.py (you edited it)');
  });

  it('for an older version that made the project, when the files are the same', async () => {
    writeFileSync(at('.yo-rc.json'), read('.yo-rc.json').replace(/("generatorVersion": ")[^"]+/, '$10.0.1'));
    const { code, found } = await check();
    expect([code, found.stale, found.generator]).toEqual([0, [], { project: '0.0.1', running: '0.1.0', newer: false }]);
  });
});

describe('exit code 1: the contract has changed', () => {
  it.each<[string, Json, string, Json]>([
    ['a tool is gone', { get: listTasks() }, 'create_task: is gone', { kind: 'removed' }],
    [
      'a new argument is required',
      {
        get: listTasks([query('limit', integer({ maximum: 100 })), query('q', integer(), { required: true })]),
        ...createTask,
      },
      'list_tasks: the argument q is new and required',
      { kind: 'changed' },
    ],
    [
      'an argument is required now',
      { get: listTasks([query('limit', integer({ maximum: 100 }), { required: true })]), ...createTask },
      'list_tasks: the argument limit is required now',
      { kind: 'changed' },
    ],
    [
      'a type is narrower',
      { get: listTasks([query('limit', integer({ maximum: 50 }))]), ...createTask },
      'list_tasks: the argument limit takes less: the maximum is lower',
      { kind: 'changed' },
    ],
    ['an argument is gone', { get: listTasks([]), ...createTask }, 'list_tasks: the argument limit is gone', {}],
    [
      'a tool that read changes something',
      { get: listTasks(), put: createTask.post },
      'create_task: its effect was create and is replace now',
      {},
    ],
  ])(
    '%s',
    async (_, tasks, what, more) => {
      backendSays(contract(tasks));
      const { code, said, found } = await check();
      expect([code, found.contractChanged]).toEqual([1, true]);
      expect(said).toContain(`BREAKING  ${what}`);
      expect(found.tools).toContainEqual(expect.objectContaining({ breaking: true, ...more }));
      // A run says the same, in either form.
      const done = JSON.parse((await run('app --yes --skip-install --json')).said);
      expect([done.committed, done.changes]).toEqual([true, found.tools]);
      expect((await check()).code).toBe(0);
    },
    60_000,
  );

  it('a hint is another one', async () => {
    backendSays(contract({ get: listTasks(undefined, { 'x-mcp': 1 }), post: createTask.post }));
    writeFileSync(at('mcp-tools.yaml'), 'tools: {read_stats: {hints: {readOnly: false, idempotent: false}}}\n');
    const { code, said } = await check();
    expect(code).toBe(1);
    expect(said).toContain('BREAKING  read_stats: its hint readOnly was true and is false now');
    expect(said).toContain('BREAKING  read_stats: its hint idempotent was true and is false now');
  });

  it('what breaks nobody is a change all the same', async () => {
    backendSays(
      contract({ get: listTasks([query('limit', integer({ maximum: 200 })), query('q', integer())]), ...createTask }),
    );
    const { code, said } = await check();
    expect([code, said.includes('BREAKING')]).toEqual([1, false]);
    expect(said).toContain('change    list_tasks: the argument q is new\n');
  });

  it('so is a description, which is what a model goes by', async () => {
    backendSays(contract({ get: listTasks(undefined, { description: 'Says more now.' }), ...createTask }));
    const { code, said, found } = await check();
    expect([code, found.tools]).toEqual([1, []]);
    expect(said).toContain('it reads differently from the pinned one');
  });
});

describe('exit code 1: mcp-tools.yaml changes what callers know', () => {
  it.each([
    ['list_tasks: {name: find_tasks}', 'list_tasks: is called find_tasks now'],
    ['create_task: {hidden: true}', 'create_task: is hidden now'],
    ['list_tasks: {arguments: {limit: {fixed: 5}}}', 'list_tasks: the argument limit is gone'],
  ])(
    '%s',
    async (tool, what) => {
      writeFileSync(at('mcp-tools.yaml'), `tools: {${tool}}\n`);
      expect(await check()).toMatchObject({ code: 1, said: expect.stringContaining(`BREAKING  ${what}\n`) });
      expect((await run('app --yes --skip-install')).said).toContain(`BREAKING  ${what}\n`);
      expect((await check()).code).toBe(0);
    },
    60_000,
  );
});

describe('exit code 1: the project', () => {
  it('is stale after an answer was changed by hand', async () => {
    writeFileSync(at('.yo-rc.json'), read('.yo-rc.json').replace(/("name": ")[^"]+/, '$1another-name'));
    const { code, said } = await check();
    expect(code).toBe(1);
    expect(said).toContain('stale     pyproject.toml (would be updated)');
  });

  it('holds a conflict that nobody settled', async () => {
    writeFileSync(at('src/server.py'), `<<<<<<< yours\na\n=======\n>>>>>>> generated\n${read('src/server.py')}`);
    const { code, said, found } = await check();
    expect([code, found.conflicts]).toEqual([1, [expect.objectContaining({ path: 'src/server.py' })]]);
    expect(said).toContain('CONFLICT  src/server.py');
  });

  it('was made by a newer version', async () => {
    writeFileSync(at('.yo-rc.json'), read('.yo-rc.json').replace(/("generatorVersion": ")[^"]+/, '$199.0.0'));
    const { code, said, found } = await check();
    expect([code, found.generator]).toEqual([1, expect.objectContaining({ project: '99.0.0', newer: true })]);
    expect(said).toContain('older     than what made this project (99.0.0); update it');
  });

  it('has a secret that git tracks, or others may read; its value is nowhere', async () => {
    const [, token = ''] = /^SERVICE_AUTH_TOKEN=(.+)$/m.exec(read('.env')) ?? [];
    expect(token.length).toBeGreaterThan(31);
    writeFileSync(at('notes.txt'), `the token is ${token}\n`);
    chmodSync(at('.env'), 0o644);
    git('init', '--quiet');
    git('add', '--force', '.env', 'notes.txt');
    const { code, said, found } = await check();
    expect([code, (found.secrets as Json[]).map(({ file }) => file)]).toEqual([1, ['.env', '.env', 'notes.txt']]);
    expect(said).toContain('EXPOSED   .env: others on this machine may read it (mode 644); chmod 600 .env');
    expect(said).toContain('EXPOSED   .env: git tracks it');
    expect(said).toContain('EXPOSED   notes.txt: it holds the value of SERVICE_AUTH_TOKEN, and git tracks it');
    expect(`${said}${JSON.stringify(found)}`).not.toContain(token);
  });

  it('cannot be compared: the contract that it came from is gone', async () => {
    rmSync(join(cwd, 'openapi.json'));
    expect(await run('check')).toMatchObject({ code: 1, said: expect.stringContaining('error: --openapi') });
  });
});

describe('exit code 2', () => {
  it.each([
    ['check --output nowhere', 'there is no generated project here'],
    ['check --nonsense', '--nonsense: is no option'],
  ])('%s', async (line, message) => {
    expect(await run(line)).toMatchObject({ code: 2, said: expect.stringContaining(message) });
    expect(JSON.parse((await run(`${line} --json`)).said)).toMatchObject({ ok: false, exitCode: 2 });
  });
});

it('finishes first what a run was killed in, and says so', async () => {
  const sha = createHash('sha256').update(read('README.md')).digest('hex');
  mkdirSync(at('.fastapi-mcp/staging-1'));
  writeFileSync(at('.fastapi-mcp/staging-1/new-0'), 'new\n');
  const steps = [{ path: 'README.md', staged: 'new-0', before: sha, backup: 'old-0' }];
  writeFileSync(
    at('.fastapi-mcp/journal.json'),
    JSON.stringify({ version: 1, staging: '.fastapi-mcp/staging-1', folders: [], steps }),
  );
  const { said } = await run('check');
  expect(said).toMatch(/^note: an earlier run was interrupted while it wrote; its work was finished\n/);
  expect([read('README.md'), readdirSync(at('.fastapi-mcp')).sort()]).toEqual([
    'new\n',
    expect.not.arrayContaining(['journal.json', 'staging-1', 'lock']),
  ]);
});
