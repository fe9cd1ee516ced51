/**
 * Patches a copy of every shape and runs what proves it. Needs a build.
 *
 *     node conformance/backend-patch/run.mjs [--python PYTHON] [--report FILE] [SHAPE …]
 *     node conformance/backend-patch/run.mjs --real [--cache DIR] [--also FILE] [BACKEND …]      real backends: minutes
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { finish } from '../matrix/finish.mjs';
import { environmentWith } from '../matrix/prepare.mjs';
import { runReal } from './real/run-real.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = join(here, '../../packages/generator-fastapi-mcp/bin/fastapi-mcp.js');
const NEEDS = [
  'fastapi>=0.115,<1',
  'httpx>=0.27',
  'pydantic-settings>=2.5,<3',
  'pytest>=8',
  'aiosqlite>=0.20',
  'sqlalchemy[asyncio]>=2.0.30,<3',
  'pyjwt>=2.9,<3',
  'fastapi-users>=14,<16',
];
const REPORTED = new Set(['middleware', 'made_signature', 'permission_middleware', 'call_instance']);
const { values, positionals } = parseArgs({
  options: {
    python: { type: 'string' },
    real: { type: 'boolean', default: false },
    cache: { type: 'string', default: join(tmpdir(), 'fastapi-mcp-real-backends') },
    also: { type: 'string' },
    report: { type: 'string' },
  },
  allowPositionals: true,
});
const interpreter = values.real ? '' : (values.python ?? (await madeFor('shapes')));

/** An environment with what the shapes need. */
async function madeFor(name) {
  const venv = join(mkdtempSync(join(tmpdir(), `fastapi-mcp-${name}-`)), 'venv');
  process.on('exit', () => rmSync(join(venv, '..'), { recursive: true, force: true }));
  return environmentWith(venv, NEEDS);
}

const python = (cwd, args) =>
  spawnSync(interpreter, args, {
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
    const service = join(here, 'shapes', shape, 'check_service.py');
    if (existsSync(service)) {
      const { status, stderr } = python(folder, [service.replace(join(here, 'shapes', shape), folder)]);
      expect(`service calls get what they should: ${stderr.slice(-400)}`, status === 0);
    }
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

function runShapes() {
  execFileSync(interpreter, ['-c', 'import fastapi, pytest, pydantic_settings, sqlalchemy']);
  const results = (positionals.length > 0 ? positionals : readdirSync(join(here, 'shapes')).sort()).map(check);
  for (const { shape, tests: line, problems } of results)
    console.log(
      `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${shape.padEnd(16)} ${line}${problems.map((each) => `\n     not so: ${each}`).join('')}`,
    );
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  return { passed: results.length - failed, failed };
}

const { passed, failed } = values.real
  ? await runReal({ names: positionals, cache: values.cache, also: values.also })
  : runShapes();
finish({ passed, failed, file: values.report });
