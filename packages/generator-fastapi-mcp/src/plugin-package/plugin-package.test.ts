import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../main.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plugin-package-'));
});

async function run(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const stream = new PassThrough();
  let said = '';
  stream.on('data', (chunk) => (said += chunk));
  const code = await main(argv, { stdin: Readable.from([]), stdout: stream, stderr: stream, cwd, env: {} });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, said };
}

const folder = 'generator-fastapi-mcp-acme-audit';
const at = (path: string): string => readFileSync(join(cwd, folder, path), 'utf8');
const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

it('writes a package with everything that a repository needs', async () => {
  expect(await run('plugin', 'acme-audit')).toMatchObject({ code: 0, said: expect.stringContaining('npm test') });
  expect(filesIn(join(cwd, folder))).toEqual([
    '.changeset/config.json',
    '.changeset/first-release.md',
    '.github/workflows/ci.yml',
    '.github/workflows/release.yml',
    '.gitignore',
    'LICENSE',
    'README.md',
    'example/openapi.json',
    'generators/acme-audit/index.js',
    'index.js',
    'package.json',
    'templates/acme_audit.py.ejs',
    'templates/test_acme_audit.py.ejs',
    'test/plugin.test.js',
    'test/server.test.js',
  ]);
  expect(JSON.parse(at('package.json'))).toMatchObject({
    name: folder,
    peerDependencies: { '@fastapi-mcp/kit': expect.stringMatching(/^\^\d/) },
  });
  expect(at('templates/acme_audit.py.ejs')).toContain('from <%= modules.plugins %> import Extension');
  expect(at('index.js')).toContain("className: 'AcmeAudit'");
  expect(at('.github/workflows/release.yml')).toContain('NPM_CONFIG_PROVENANCE: "true"');
});

it.each(['', 'Acme', '../acme', 'acme audit', 'class', 'a"b', 'acme-', '1acme'])(
  'refuses %j as a name',
  async (name) => {
    expect(await run('plugin', ...(name === '' ? [] : [name]))).toMatchObject({ code: 2 });
    expect(readdirSync(cwd)).toEqual([]);
  },
);

it('leaves a folder alone that holds something, and writes nothing in a dry run', async () => {
  mkdirSync(join(cwd, folder));
  writeFileSync(join(cwd, folder, 'mine.txt'), 'mine');
  expect(await run('plugin', 'acme-audit')).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });
  expect(readdirSync(join(cwd, folder))).toEqual(['mine.txt']);
  expect(await run('plugin', 'acme-audit', '--output', 'other', '--dry-run')).toMatchObject({ code: 0 });
  expect(readdirSync(cwd)).toEqual([folder]);
});
