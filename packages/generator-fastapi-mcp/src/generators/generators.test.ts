import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHelpers } from 'yeoman-test';
import app from './app/index.js';
import schemas from './schemas/index.js';

const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1.0.0' },
  paths: { '/tasks': { get: { operationId: 'list_tasks', responses: { 200: { description: 'OK' } } } } },
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yo-'));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(CONTRACT));
});

const at = (path: string): string => join(folder, 'mcp-server', path);

function run(generator: typeof app, name: string, options: object): Promise<unknown> {
  const resolved = join(folder, 'generator-fastapi-mcp', 'generators', name, 'index.js');
  const given: object = { yes: true, skipInstall: true, ...options };
  return createHelpers({})
    .create(generator, { namespace: `fastapi-mcp:${name}`, resolved }, { cwd: folder })
    .withOptions(given)
    .run();
}

describe('yo fastapi-mcp', () => {
  it.each(['1', '2', '3', '4'])('app makes a server of pattern %s', async (pattern) => {
    await run(app, 'app', { openapi: 'openapi.json', pattern });
    expect(readFileSync(at('tools.lock.json'), 'utf8')).toContain('list_tasks');
    expect(JSON.parse(readFileSync(at('.yo-rc.json'), 'utf8'))).toMatchObject({ 'generator-fastapi-mcp': { pattern } });
  });

  it('schemas works alone in an empty folder', async () => {
    await run(schemas, 'schemas', { openapi: 'openapi.json', structure: 'b' });
    expect(existsSync(at('src/schemas/base.py'))).toBe(true);
    expect(existsSync(at('src/config.py'))).toBe(false);
  });

  it('a wrong option is one line', async () => {
    await expect(run(app, 'app', { openapi: 'openapi.json', pattern: '7' })).rejects.toThrow(
      /^--pattern: .*7.* choose one of 1, 2, 3, 4$/,
    );
  });
});
