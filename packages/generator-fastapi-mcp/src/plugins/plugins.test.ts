import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../main.js';

const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': { get: { operationId: 'list_tasks', responses: { 200: { description: 'OK' } } } } },
};
let cwd: string;
let installed: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plugins-'));
  installed = mkdtempSync(join(tmpdir(), 'installed-'));
  writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(CONTRACT));
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(line: string, from = cwd): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => (said.stdout += chunk));
  stderr.on('data', (chunk) => (said.stderr += chunk));
  const env = { ...process.env, NODE_PATH: installed };
  const code = await main(line.split(' '), { stdin: Readable.from([]), stdout, stderr, cwd: from, env });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...said };
}

interface Written {
  readonly name?: string;
  readonly version?: string;
  readonly kit?: string;
  /** More of the plugin's definition, as source. */
  readonly more?: string;
  readonly setting?: string;
}

/** Writes a plugin that notes when its code runs. */
function write(folder: string, written: Written = {}): string {
  const { name = 'acme', version = '1.2.3', kit = '>=0.1.0', more = '', setting = `${name}_limit` } = written;
  mkdirSync(folder, { recursive: true });
  const full = `generator-fastapi-mcp-${name}`;
  const manifest = {
    name: full,
    version,
    type: 'module',
    main: 'index.js',
    peerDependencies: { '@fastapi-mcp/kit': kit },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'index.js'),
    `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(join(dirname(folder), 'ran.txt'))}, '${name}\\n');
export default ({ defineGenerator, definePlugin, json }) => definePlugin({
  name: '${full}',
  generators: [defineGenerator({
    name: '${name}', description: 'the house rules', needs: ['tools'], answers: [],
    files: () => [json({ to: '${name}.json', value: 1 })],
    contributes: () => ({ settings: [{ name: '${setting}', type: 'integer', default: 5, example: '5', help: 'How many.' }] }),
  })],
  ${more}
});\n`,
  );
  return folder;
}

const install = (written: Written = {}): string =>
  write(join(installed, `generator-fastapi-mcp-${written.name ?? 'acme'}`), written);
const ran = (folder: string): boolean => existsSync(join(folder, 'ran.txt'));
const at = (path: string): string => join(cwd, 'mcp-server', path);
const text = (path: string): string => readFileSync(at(path), 'utf8');
const stored = (): { readonly plugins: object; readonly generators: string[]; readonly [key: string]: unknown } =>
  JSON.parse(text('.yo-rc.json'))['generator-fastapi-mcp'];
const record = (plugins: object): void =>
  writeFileSync(at('.yo-rc.json'), JSON.stringify({ 'generator-fastapi-mcp': { ...stored(), plugins } }));

const APP = 'app --openapi openapi.json --pattern 3 --structure b --yes --skip-install';
const AGAIN = 'app --yes --skip-install';

describe('an installed plugin', () => {
  it('is named once, remembered with a range, and used from then on', async () => {
    install();
    expect(await run(`${APP} --plugin acme`)).toMatchObject({ code: 0 });
    expect(stored()).toMatchObject({ plugins: { 'generator-fastapi-mcp-acme': '^1.2.3' } });
    expect(text('src/config.py')).toContain('acme_limit: int');
    const again = await run(AGAIN);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/files +\d+ unchanged\n/) });
    expect(await run('check', at('.'))).toMatchObject({ code: 0 });
  });

  it('that a killed run was about to add is added before anybody asks which there are', async () => {
    await run(APP);
    install();
    const before = text('.yo-rc.json');
    record({ 'generator-fastapi-mcp-acme': '^1.0.0' });
    mkdirSync(at('.fastapi-mcp/staging-1'));
    writeFileSync(at('.fastapi-mcp/staging-1/new-0'), text('.yo-rc.json'));
    writeFileSync(at('.yo-rc.json'), before);
    const sha = createHash('sha256').update(before).digest('hex');
    const steps = [{ path: '.yo-rc.json', staged: 'new-0', before: sha, backup: 'old-0' }];
    const journal = { version: 1, staging: '.fastapi-mcp/staging-1', folders: [], steps };
    writeFileSync(at('.fastapi-mcp/journal.json'), JSON.stringify(journal));
    expect((await run('--help')).code).toBe(0);
    expect(existsSync(at('.fastapi-mcp/journal.json'))).toBe(true);
    const again = await run(AGAIN);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('its work was finished') });
    expect(stored()).toMatchObject({ plugins: { 'generator-fastapi-mcp-acme': '^1.0.0' } });
  });

  it('brings commands, flags and help of its own', async () => {
    install();
    await run(APP);
    expect((await run('--help --plugin acme')).stdout).toContain('the house rules');
    expect(await run('acme --plugin acme --yes --skip-install', at('.'))).toMatchObject({ code: 0 });
    expect(text('acme.json')).toBe('1\n');
    expect(text('src/config.py')).toContain('acme_limit: int');
  });

  it('brings a preset, whose answers give way to flags', async () => {
    install({
      more: `presets: [{ name: 'house', pattern: '4', title: 'House', summary: '', generators: ['config', 'client', 'schemas', 'tools'], answers: { identity: 'gateway', name: 'house-mcp' } }],`,
    });
    const line = 'app --openapi openapi.json --yes --skip-install --plugin acme --preset';
    expect(await run(`${line} house --name my-mcp`)).toMatchObject({ code: 0 });
    expect(stored()).toMatchObject({ pattern: '4', identity: 'gateway', name: 'my-mcp' });
    expect([existsSync(at('README.md')), existsSync(at('acme.json'))]).toEqual([false, true]);
    expect(await run(`${line} mouse`)).toMatchObject({ code: 2, stderr: expect.stringContaining('1, 2, 3, 4, house') });
  });

  it('replaces a generator, and templates', async () => {
    const folder = install({
      more: `replaces: { docs: defineGenerator({ name: 'docs', description: 'ours', answers: [], files: () => [json({ to: 'README.json', value: 2 })] }) },
  templates: new URL('./overrides/', import.meta.url),`,
    });
    mkdirSync(join(folder, 'overrides'));
    writeFileSync(join(folder, 'overrides', 'gitignore.ejs'), '# house\n');
    expect(await run(`${APP} --plugin acme`)).toMatchObject({ code: 0 });
    expect([existsSync(at('README.md')), text('README.json'), text('.gitignore')]).toEqual([false, '2\n', '# house\n']);
    writeFileSync(join(folder, 'overrides', 'gitignor.ejs'), '');
    const wrong = await run(AGAIN);
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('overrides/gitignor.ejs: there is no template'),
    });
  });

  it('is taken out with all that it brought', async () => {
    await run(APP);
    const before = ['src/config.py', '.env.example', '.yo-rc.json'].map(text);
    install();
    await run(`${AGAIN} --plugin acme`);
    expect(existsSync(at('acme.json'))).toBe(true);
    rmSync(installed, { recursive: true });
    expect(await run(`${AGAIN} --remove-plugin acme`)).toMatchObject({ code: 0 });
    expect(existsSync(at('acme.json'))).toBe(false);
    expect(['src/config.py', '.env.example', '.yo-rc.json'].map(text)).toEqual(before);
  });

  it('that nobody has is told, and so is one that the project does not have', async () => {
    expect(await run(`${APP} --plugin none`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/generator-fastapi-mcp-none is not installed\nhint: npm install --global/),
    });
    expect(await run(`${APP} --remove-plugin none`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has no plugin'),
    });
    expect(existsSync(at('.'))).toBe(false);
  });
});

describe('a plugin that is gone or does not fit', () => {
  beforeEach(async () => {
    install();
    await run(`${APP} --plugin acme`);
  });

  it('is missed: what it brought stands still, everything else goes on, check says so', async () => {
    rmSync(installed, { recursive: true });
    const before = ['src/config.py', 'acme.json', '.yo-rc.json'].map(text);
    const changed = {
      ...CONTRACT,
      paths: {
        ...CONTRACT.paths,
        '/notes': { get: { operationId: 'list_notes', responses: { 200: { description: 'OK' } } } },
      },
    };
    writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(changed));
    const again = await run(AGAIN);
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/warning: .*acme.* is not installed.*\nhint: .*--remove-plugin/),
    });
    expect(['src/config.py', 'acme.json', '.yo-rc.json'].map(text)).toEqual(before);
    expect(existsSync(at('src/tools/list_notes.py'))).toBe(true);
    const check = await run('check', at('.'));
    expect(check).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('UNKNOWN   the plugin generator-fastapi-mcp-acme'),
    });
    expect(check.stdout).not.toContain('edited');
  });

  it('of another version is used with a warning; naming it takes the version over', async () => {
    install({ version: '2.0.0' });
    expect(await run(AGAIN)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('acme ^1.2.3, and 2.0.0 is installed'),
    });
    expect(stored().plugins).toEqual({ 'generator-fastapi-mcp-acme': '^1.2.3' });
    await run(`${AGAIN} --plugin acme`);
    expect(stored().plugins).toEqual({ 'generator-fastapi-mcp-acme': '^2.0.0' });
  });

  it('for another kit is used with a warning', async () => {
    install({ kit: '^7.0.0' });
    expect(await run(AGAIN)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is written for @fastapi-mcp/kit ^7.0.0'),
    });
  });

  it('that does not load is missed', async () => {
    const folder = join(installed, 'generator-fastapi-mcp-acme');
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...Object(manifest), main: 'broken.js' }));
    writeFileSync(join(folder, 'broken.js'), 'export default 7;\n');
    expect(await run(AGAIN)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('exports no plugin as its default'),
    });
    expect(text('src/config.py')).toContain('acme_limit: int');
  });

  it('and another with the same setting: both are named, nothing is written, and one can leave', async () => {
    install({ name: 'twin', setting: 'acme_limit' });
    const before = text('.yo-rc.json');
    const clash = await run(`${AGAIN} --plugin twin`);
    expect(clash).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'generator-fastapi-mcp-acme and generator-fastapi-mcp-twin both bring the setting ACME_LIMIT',
      ),
    });
    expect(text('.yo-rc.json')).toBe(before);
    expect(await run(`${AGAIN} --plugin twin --remove-plugin acme`)).toMatchObject({ code: 0 });
  });
});

describe('code that a project brings', () => {
  const own = (): string => at('.fastapi-mcp/plugins');
  beforeEach(() => run(APP));

  it('does not run because .yo-rc.json names it', async () => {
    write(join(own(), 'acme'));
    record({ 'generator-fastapi-mcp-acme': '^1.0.0' });
    for (const line of [AGAIN, 'check --output mcp-server', '--help']) await run(line);
    expect(await run(AGAIN)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/was not run.*\nhint: .*--trust-plugins/),
    });
    expect(ran(own())).toBe(false);
  });

  it('runs when it is named, or trusted', async () => {
    write(join(own(), 'acme'));
    expect(await run(`${AGAIN} --plugin acme`)).toMatchObject({ code: 0 });
    expect(stored().plugins).toEqual({ 'generator-fastapi-mcp-acme': '^1.2.3' });
    expect(await run(`${AGAIN} --trust-plugins`)).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('warning'),
    });
    expect(ran(own())).toBe(true);
  });

  it.each([
    ['a file: folder', 'evil', { 'generator-fastapi-mcp-evil': 'file:evil' }],
    ['a path for a name', 'evil', { '../../evil': '*' }],
    ['a path behind a name', 'evil', { 'generator-fastapi-mcp-x/../../evil': '*' }],
    ["a project's node_modules", 'node_modules/generator-fastapi-mcp-evil', { 'generator-fastapi-mcp-evil': '*' }],
  ])('does not run by %s', async (_, folder, plugins) => {
    const place = write(at(folder), { name: 'evil' });
    mkdirSync(join(installed, 'x'), { recursive: true });
    record(plugins);
    expect(await run(AGAIN, at('.'))).toMatchObject({ code: 0, stderr: expect.stringContaining('warning: ') });
    expect(ran(dirname(place))).toBe(false);
  });

  it('does not run because an answers file names it', async () => {
    write(join(own(), 'acme'));
    writeFileSync(at('answers.json'), JSON.stringify({ plugins: { 'generator-fastapi-mcp-acme': '*' } }));
    const refused = await run(`${AGAIN} --answers answers.json`, at('.'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is code that lies with the project') });
    expect(ran(own())).toBe(false);
    install();
    rmSync(own(), { recursive: true });
    expect(await run(`${AGAIN} --answers answers.json`, at('.'))).toMatchObject({ code: 0 });
    expect(stored().plugins).toEqual({ 'generator-fastapi-mcp-acme': '^1.2.3' });
  });
});
