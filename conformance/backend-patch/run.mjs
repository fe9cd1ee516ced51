/** Patches a copy of every shape and runs what proves it. Needs a build. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = join(here, '../../packages/generator-fastapi-mcp/bin/fastapi-mcp.js');
const REPORTED = new Set(['factory', 'bound_method', 'middleware']);
const { values, positionals } = parseArgs({ options: { python: { type: 'string' } }, allowPositionals: true });
if (!values.python) throw new Error('--python PYTHON is needed');

const python = (cwd, args) =>
  spawnSync(values.python, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: existsSync(join(cwd, 'src')) ? 'src' : '.' },
  });
const contract = (cwd, app) =>
  python(cwd, [
    '-c',
    `import importlib, json; print(json.dumps(importlib.import_module(${JSON.stringify(app)}).app.openapi(), sort_keys=True))`,
  ]).stdout;
const tests = (cwd) => python(cwd, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider']);
const patch = (cwd, ...flags) =>
  JSON.parse(
    spawnSync(process.execPath, [bin, 'backend', '--backend', cwd, '--json', ...flags], {
      cwd: tmpdir(),
      encoding: 'utf8',
    }).stdout,
  );
const bytes = (cwd) =>
  Object.fromEntries(
    readdirSync(cwd, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'base64')]),
  );

function check(shape) {
  const folder = mkdtempSync(join(tmpdir(), `shape-${shape}-`));
  const problems = [];
  const expect = (what, holds) => void (holds || problems.push(what));
  try {
    cpSync(join(here, 'shapes', shape), folder, { recursive: true, filter: (path) => !path.includes('__pycache__') });
    const app = shape === 'template' ? 'shop.main' : 'main';
    const before = { bytes: bytes(folder), contract: contract(folder, app) };
    const own = REPORTED.has(shape) ? null : tests(folder);
    expect('its own tests pass before', own === null || own.status === 0);
    const first = patch(folder);
    expect(
      REPORTED.has(shape) ? 'it is reported' : 'it is patched',
      first.status === (REPORTED.has(shape) ? 'nothing-to-extend' : 'patched'),
    );
    expect('the contract stays', contract(folder, app) === before.contract);
    const after = own === null ? null : tests(folder);
    expect(
      `its own tests and the proof pass after: ${after?.stdout.slice(-600)}`,
      after === null || after.status === 0,
    );
    if (own !== null) {
      expect('a second run changes nothing', patch(folder).status === 'unchanged');
      patch(folder, '--undo');
    }
    expect('the way back is byte-identical', JSON.stringify(bytes(folder)) === JSON.stringify(before.bytes));
    return { shape, tests: after?.stdout.trim().split('\n').at(-1) ?? 'reported', problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

execFileSync(values.python, ['-c', 'import fastapi, pytest, pydantic_settings, sqlalchemy']);
const shapes = positionals.length > 0 ? positionals : readdirSync(join(here, 'shapes')).sort();
const results = shapes.map(check);
for (const { shape, tests: line, problems } of results)
  console.log(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${shape.padEnd(16)} ${line}${problems.map((each) => `\n     not so: ${each}`).join('')}`,
  );
process.exitCode = results.every(({ problems }) => problems.length === 0) ? 0 : 1;
