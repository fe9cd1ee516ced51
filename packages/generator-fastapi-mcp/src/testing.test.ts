import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contributions, defineGenerator, definePlugin, pluginModule, python } from '@fastapi-mcp/kit';
import { generateProject } from './testing.js';

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': { get: { operationId: 'list_tasks', responses: { 200: { description: 'OK' } } } } },
};

const counting = (more: Contributions = {}) =>
  definePlugin({
    name: 'generator-fastapi-mcp-counter',
    generators: [
      defineGenerator({
        name: 'counter',
        description: 'counts calls',
        needs: ['tools'],
        answers: [],
        files: ({ plan }) => [python({ to: pluginModule(plan, 'counter'), source: 'class Counter: ...\n' })],
        contributes: ({ plan }) => ({
          settings: [
            { name: 'counter_limit', type: 'integer', default: 5, minimum: 1, example: '5', help: 'How many.' },
            { name: 'counter_key', type: 'secret', default: null, example: '<a key>', help: 'Its key.' },
          ],
          dependencies: ['counting>=1,<2'],
          extensions: [{ module: pluginModule(plan, 'counter'), className: 'Counter' }],
          readme: [{ title: 'Counts', text: 'It *counts*.' }],
          ...more,
        }),
      }),
    ],
  });

describe.each(['a', 'b'])('structure %s', (structure) => {
  const generate = (...plugins: Parameters<typeof counting>) =>
    generateProject({ openapi, plugins: [counting(...plugins)], answers: { pattern: '3', structure } });
  const at = (name: string) => (structure === 'a' ? name : `src/${name}`);

  it('has everything that a plugin contributes where it belongs', async () => {
    const files = await generate();
    expect(files.get(at('config.py'))).toContain('counter_limit: int = Field(5, ge=1, examples=["5"])');
    expect(files.get(at('config.py'))).toContain('counter_key: SecretStr | None = Field(None, examples=["<a key>"])');
    expect(files.get('.env.example')).toContain('# How many.\n#COUNTER_LIMIT=5\n# Its key.\n#COUNTER_KEY=\n');
    expect(files.get('pyproject.toml')).toContain('    "counting>=1,<2",\n');
    expect(files.get(structure === 'a' ? 'main.py' : 'src/server.py')).toContain(
      'EXTENSIONS: tuple[type[Extension], ...] = (Counter,)',
    );
    expect(files.get('README.md')).toContain('## Counts\n\nIt *counts*.\n\n## Generate again');
    expect(files.has(at('plugins/__init__.py'))).toBe(true);
  });

  it('has no hook that nothing uses', async () => {
    const bare = { rateLimit: false, bulkhead: false };
    const files = await generateProject({ openapi, answers: { pattern: '3', structure, ...bare } });
    const text = [...files].filter(([path]) => path.endsWith('.py')).map(([, content]) => content);
    expect(text.filter((content) => /[Mm]iddleware: Middleware|Extension|LogProcessor|_around_/.test(content))).toEqual(
      [],
    );
    expect([...files.keys()].filter((path) => path.includes('plugins'))).toEqual([]);
  });

  it('refuses a setting that the server has', async () => {
    const setting = { type: 'text', default: null, example: 'x', help: 'x' } as const;
    for (const name of ['backend_url', 'mcp_user_id', 'secrets', 'port']) {
      await expect(generate({ settings: [{ ...setting, name }] })).rejects.toThrow(
        `generator-fastapi-mcp-counter brings the setting ${name.toUpperCase()}, which the server itself has`,
      );
    }
  });
});

it('writes where it is told to, and nowhere else', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'testing-')), 'server');
  await generateProject({ openapi, answers: { pattern: '3' }, folder });
  expect(readFileSync(join(folder, 'openapi.json'), 'utf8')).toContain('list_tasks');
  expect(existsSync(join(folder, '.fastapi-mcp'))).toBe(true);
});
