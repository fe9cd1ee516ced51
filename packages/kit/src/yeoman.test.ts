import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Generator from 'yeoman-generator';
import { createHelpers } from 'yeoman-test';
import { defineGenerator } from './define-generator.js';
import { definePreset } from './define-preset.js';
import { UserError } from './errors.js';
import { combinePlugins } from './plugin/combine-plugins.js';
import { definePlugin } from './plugin/define-plugin.js';
import { json } from './render/files.js';
import { type YeomanHost, yeomanApp, yeomanGenerator, yeomanPlugin } from './yeoman.js';

const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': { get: { operationId: 'list_tasks', responses: { 200: { description: 'OK' } } } } },
};

const define = (name: string, needs: readonly string[] = []) =>
  defineGenerator({
    name,
    description: name,
    needs,
    answers: ['pattern'],
    files: ({ plan }) => [json({ to: `${name}.json`, value: plan.tools.map((tool) => tool.name) })],
  });

const registry = new Map(['client', 'tools'].map((name) => [name, define(name, name === 'tools' ? ['client'] : [])]));
const preset = (pattern: '1' | '2' | '3' | '4') =>
  definePreset({ pattern, title: '', summary: '', generators: ['client', 'tools'], answers: {} });

const host: YeomanHost = {
  path: '/nowhere/generator-fastapi-mcp/yeoman-host.js',
  openPlugins: async ({ loaded }) => ({
    toolbox: combinePlugins({ registry, presets: new Map(Object.entries(host.presets)) }, loaded),
    missing: [],
    removed: [],
    warnings: [],
    recorded: () => Object.fromEntries(loaded.map(({ name }) => [name, '^1.0.0'])),
  }),
  version: '0.1.0',
  registry,
  presets: { '1': preset('1'), '2': preset('2'), '3': preset('3'), '4': preset('4') },
  load: async (name) => ({
    Generator: yeomanGenerator(definitionOf(name), host),
    path: join(folder, 'generator-fastapi-mcp', 'generators', name, 'index.js'),
  }),
  readText: async () => Promise.reject(new Error('not asked for')),
  readSource: async () => ({ text: JSON.stringify(CONTRACT), name: 'openapi.json', found: null }),
  readAnswers: () => ({ pattern: '2' }),
  dump: async (stage, _session, files) => void dumped.push([stage, files.length > 0]),
  finish: async () => [],
};

function definitionOf(name: string) {
  const definition = registry.get(name);
  if (!definition) throw new Error(name);
  return definition;
}

let folder: string;
let dumped: (readonly [string, boolean])[] = [];
beforeEach(() => {
  dumped = [];
  folder = mkdtempSync(join(tmpdir(), 'kit-yeoman-'));
});

const helpers = createHelpers({});
const options = { openapi: 'openapi.json', yes: true, skipInstall: true, pattern: '4' };
const at = (path: string): string => join(folder, 'mcp-server', path);

async function run(
  generator: Parameters<typeof helpers.run>[0],
  namespace: string,
  given: object = options,
): Promise<void> {
  await helpers
    .create(
      generator,
      {
        namespace,
        resolved: join(folder, 'generator-fastapi-mcp/generators', namespace.split(':')[1] ?? '', 'index.js'),
      },
      { cwd: folder },
    )
    .withOptions({ ...given, skipInstall: true })
    .run();
}

describe('app', () => {
  it('composes the preset, with one commit of our own', async () => {
    await run(yeomanApp(host), 'fastapi-mcp:app');
    expect(JSON.parse(readFileSync(at('client.json'), 'utf8'))).toEqual(['list_tasks']);
    expect(JSON.parse(readFileSync(at('.yo-rc.json'), 'utf8'))).toEqual({
      'generator-fastapi-mcp': expect.objectContaining({ pattern: '4', generators: ['client', 'tools'] }),
    });
    expect(existsSync(at('.fastapi-mcp/base.json.gz'))).toBe(true);
    expect(existsSync(join(folder, '.yo-rc.json'))).toBe(false);
  });

  it('merges with edits instead of asking', async () => {
    await run(yeomanApp(host), 'fastapi-mcp:app');
    writeFileSync(at('client.json'), '["mine"]\n');
    const { mtimeMs } = statSync(at('tools.json'));
    await run(yeomanApp(host), 'fastapi-mcp:app');
    expect(readFileSync(at('client.json'), 'utf8')).toBe('["mine"]\n');
    expect(statSync(at('tools.json')).mtimeMs).toBe(mtimeMs);
  });

  it('asks what is open, in our order', async () => {
    const asked: string[] = [];
    const asking: object = { openapi: 'openapi.json', interactive: true, skipInstall: true };
    await helpers
      .create(
        yeomanApp(host),
        { namespace: 'fastapi-mcp:app', resolved: join(folder, 'x/generators/app/index.js') },
        { cwd: folder },
      )
      .withOptions(asking)
      .withAnswers(
        { microservices: true, name: 'asked-mcp' },
        { callback: (answer, { question }) => [answer, asked.push(question.name)][0] },
      )
      .run();
    expect(asked.slice(0, 2)).toEqual(['microservices', 'pattern']);
    expect(JSON.parse(readFileSync(at('.yo-rc.json'), 'utf8'))).toMatchObject({
      'generator-fastapi-mcp': { pattern: '4', name: 'asked-mcp' },
    });
  });
});

describe('options of a run', () => {
  it('--answers is read, and flags win over it', async () => {
    const { pattern, ...others } = options;
    await run(yeomanApp(host), 'fastapi-mcp:app', { ...others, answers: 'answers.json' });
    expect(readFileSync(at('.yo-rc.json'), 'utf8')).toContain('"pattern": "2"');
    await run(yeomanApp(host), 'fastapi-mcp:app', { ...others, pattern, answers: 'answers.json' });
    expect(readFileSync(at('.yo-rc.json'), 'utf8')).toContain('"pattern": "4"');
  });

  it('--dump prints once and writes nothing', async () => {
    await run(yeomanApp(host), 'fastapi-mcp:app', { ...options, dump: 'files' });
    expect(dumped).toEqual([['files', true]]);
    expect(existsSync(join(folder, 'mcp-server'))).toBe(false);
  });

  it('--dry-run leaves nothing, not even an empty folder', async () => {
    await run(yeomanApp(host), 'fastapi-mcp:app', { ...options, dryRun: true, output: 'out/server' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('an error carries the exit code and the hint', async () => {
    const wrong = run(yeomanApp(host), 'fastapi-mcp:app', { ...options, pattern: '9' });
    await expect(wrong).rejects.toMatchObject({ code: 2 });
    const failing = { ...host, readSource: () => Promise.reject(new UserError('no contract', 'pass --openapi FILE')) };
    const failed = run(yeomanApp(failing), 'fastapi-mcp:app');
    await expect(failed).rejects.toMatchObject({ code: 1, message: 'no contract\nhint: pass --openapi FILE' });
  });
});

describe('one generator', () => {
  it('brings what it needs into an empty folder', async () => {
    await run(yeomanGenerator(definitionOf('tools'), host), 'fastapi-mcp:tools');
    expect(existsSync(at('client.json'))).toBe(true);
  });

  it('works from what is stored and pinned in a project', async () => {
    await run(yeomanApp(host), 'fastapi-mcp:app');
    writeFileSync(at('client.json'), '["mine"]\n');
    await run(
      yeomanGenerator(definitionOf('tools'), {
        ...host,
        readText: async () => Promise.reject(new Error('not asked for')),
        readSource: async () => Promise.reject(new Error('not asked for')),
      }),
      'fastapi-mcp:tools',
      { yes: true },
    );
    expect(JSON.parse(readFileSync(at('.yo-rc.json'), 'utf8'))).toMatchObject({
      'generator-fastapi-mcp': { generators: ['client', 'tools'] },
    });
  });
});

describe('a plugin', () => {
  class Audit extends Generator {
    async default(): Promise<void> {
      const path = join(folder, 'generator-fastapi-mcp/generators/app/index.js');
      const given: object = this.options;
      await this.composeWith({ Generator: yeomanApp(host), path }, given);
    }
    writing(): void {
      this.fs.write(at('audit.txt'), 'one\n');
      this.fs.write(join(folder, 'elsewhere.txt'), 'two\n');
    }
  }

  it('writes with plain this.fs.write into the same commit', async () => {
    await run(Audit, 'acme:audit');
    expect(readFileSync(at('audit.txt'), 'utf8')).toBe('one\n');
    expect(readFileSync(join(folder, 'elsewhere.txt'), 'utf8')).toBe('two\n');
    await run(yeomanApp(host), 'fastapi-mcp:app');
    expect(existsSync(at('audit.txt'))).toBe(true);
  });
});

describe('a plugin made with kit', () => {
  const plugin = definePlugin({ name: 'generator-fastapi-mcp-acme', generators: [define('audit', ['tools'])] });
  const stub = { namespace: 'fastapi-mcp:app', resolved: '/nowhere/generator-fastapi-mcp/generators/app/index.js' };

  it('hands its generator over to the umbrella, and is remembered', async () => {
    await helpers
      .create(
        yeomanPlugin(plugin, 'audit'),
        {
          namespace: 'fastapi-mcp-acme:audit',
          resolved: join(folder, 'generator-fastapi-mcp-acme/generators/audit/index.js'),
        },
        { cwd: folder },
      )
      .withGenerators([[yeomanApp(host), stub]])
      .withOptions(options as object)
      .run();
    expect(JSON.parse(readFileSync(at('audit.json'), 'utf8'))).toEqual(['list_tasks']);
    expect(JSON.parse(readFileSync(at('.yo-rc.json'), 'utf8'))).toEqual({
      'generator-fastapi-mcp': expect.objectContaining({
        generators: ['audit', 'client', 'tools'],
        plugins: { 'generator-fastapi-mcp-acme': '^1.0.0' },
      }),
    });
  });

  it('keeps the order of the toolbox, whoever starts the run', async () => {
    const orders: string[][] = [];
    const noting = (name: string) =>
      defineGenerator({
        ...define(name),
        contributes: ({ plan }) => {
          orders.at(-1)?.push(`${name} ${plan.tools.length}`);
          return {};
        },
      });
    const two = definePlugin({ name: 'generator-fastapi-mcp-two', generators: [noting('second'), noting('first')] });
    const umbrella: YeomanHost = {
      ...host,
      openPlugins: async (request) => ({ ...(await host.openPlugins({ ...request, loaded: [two] })) }),
    };
    for (const generator of [yeomanApp(umbrella), yeomanPlugin(two, 'first')]) {
      orders.push([]);
      await helpers
        .create(
          generator,
          { namespace: 'fastapi-mcp-two:x', resolved: join(folder, 'two/generators/x/index.js') },
          { cwd: folder },
        )
        .withGenerators([[yeomanApp(umbrella), stub]])
        .withOptions(options as object)
        .run();
    }
    expect(orders[0]).toEqual(['second 1', 'first 1']);
    expect(orders[1]).toEqual(orders[0]);
  });

  it('says what it lacks without the umbrella', async () => {
    await expect(run(yeomanPlugin(plugin, 'audit'), 'fastapi-mcp-acme:audit')).rejects.toThrow(
      'generator-fastapi-mcp-acme works together with generator-fastapi-mcp, which Yeoman does not find',
    );
  });
});
