/**
 * The whole product, on the example backend, with Pattern 4: install, build, generate, patch a copy of the backend, run
 * the emitted tests, then drive backend and server as two users with a real MCP client.
 *
 * Needs Node 20+ and Python 3.11+, nothing else. Leaves ./demo-out/ to play with.
 */

import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { bin, cleanEnv, copyExample, pythonOf } from '../conformance/matrix/prepare.mjs';
import { check, countPytest, drive, sync } from '../conformance/matrix/stages.mjs';
import { table } from '../conformance/matrix/table.mjs';
import { ensureUv, findPython, installWorkspace, root, withPnpm } from './prerequisites.mjs';
import { run } from './run.mjs';
import { driveShower } from './show-drive.mjs';

const out = join(root, 'demo-out');
const backend = join(out, 'backend');
const server = join(out, 'mcp-server');
/** Started as a user would: compiled modules may lie where Python puts them. */
const env = { ...cleanEnv, PYTHONPYCACHEPREFIX: undefined };
const steps = [];
const started = Date.now();

try {
  console.log('A FastAPI backend in, a running MCP server out. Everything happens in ./demo-out/, which is made anew.');
  findPython();
  await step('install', async () => void (await installWorkspace({ quiet: true })));
  await step('build', async () => void (await withPnpm('turbo run build --output-logs=errors-only', { quiet: true })));
  const uv = await step(
    'uv',
    async () => ensureUv({ quiet: true }),
    (path) => where(path),
  );
  await step('copy the example backend', () => prepareBackend(uv));
  await step('generate, and patch the backend', generate, () => 'Pattern 4: service token + X-User-ID');
  await step('one service token, in two .env files', compareTokens, () => 'the same, mode 0600, never shown');
  await step('uv sync', () => sync(uv, server));
  await Promise.all([
    step("the server's tests", () => serverTests(uv), counted),
    step("the backend's own tests of the patch", () => backendTests(uv), counted),
  ]);
  await step('two users, one server', driveServer, counted);
  finish(uv);
} catch (error) {
  console.error(`\n✖ ${error.message}`);
  summary();
  process.exitCode = 1;
}

/** One step: what it is, how long it took, and in a few words what came of it. */
async function step(title, action, describe = () => '') {
  const start = Date.now();
  console.log(`\n▶ ${title}`);
  const note = (result, ok) => {
    const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`;
    steps.push([ok ? '✔' : '✖', title, seconds, result]);
    console.log(`${ok ? '✔' : '✖'} ${title}  ${seconds}${result ? `  ${result}` : ''}`);
  };
  try {
    const value = await action();
    note(describe(value), true);
    return value;
  } catch (error) {
    note('', false);
    throw error;
  }
}

function counted({ passed }) {
  return passed > 1 ? `${passed} passed` : '';
}

async function prepareBackend(uv) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  copyExample(backend);
  await sync(uv, backend);
}

/** `app` writes the server and, with Pattern 4, patches the backend, all or nothing. */
async function generate() {
  const options = ['--pattern', '4', '--backend', backend, '--output', server, '--name', 'todo-mcp'];
  const { output } = await run(process.execPath, [bin, 'app', '--yes', '--skip-install', ...options], {
    cwd: out,
    env,
    quiet: true,
  });
  // What it says to do next is what the demo is about to do.
  console.log(output.split('\nNext:')[0].trimEnd().replaceAll(`${out}/`, '').replace(/^/gm, '  '));
}

/** Compares what the generator wrote; the value stays in this process and the two files. */
function compareTokens() {
  const files = [join(backend, '.env'), join(server, '.env')];
  const tokens = files.map(tokenIn);
  const open = process.platform !== 'win32' && files.some((file) => (statSync(file).mode & 0o077) !== 0);
  if (tokens[0] === null || tokens[0] !== tokens[1] || open)
    throw new Error('the two .env files do not hold one secret token');
}

function tokenIn(file) {
  return readFileSync(file, 'utf8').match(/^SERVICE_AUTH_TOKEN=["']?([\w-]{32,})["']?$/m)?.[1] ?? null;
}

async function serverTests(uv) {
  const outcome = await check('pytest', { uv, server, env });
  if (!outcome.ok) throw new Error(`the emitted tests fail:\n${outcome.output.slice(-4000)}`);
  return outcome;
}

/** The tests that the patch brings along; the backend's others are the same as before. */
async function backendTests(uv) {
  const { code, output } = await run(uv, ['run', '--no-sync', 'pytest', '-q', 'tests/test_service_auth.py'], {
    cwd: backend,
    env,
    quiet: true,
    allowFailure: true,
  });
  if (code !== 0) throw new Error(`the patched backend's tests fail:\n${output.slice(-4000)}`);
  return countPytest(output);
}

/** Over HTTP behind a gateway: the way in which one server acts for many users. */
async function driveServer() {
  const outcome = await drive(
    {
      project: { pattern: '4' },
      live: { identity: 'gateway', transport: 'streamable-http' },
      server,
      backend,
      backendPython: pythonOf(join(backend, '.venv')),
      env: { ...env, SERVICE_AUTH_TOKEN: tokenIn(join(server, '.env')) ?? '' },
    },
    driveShower(),
  );
  if (!outcome.ok) throw new Error(`${outcome.failed} checks failed:\n${outcome.output.slice(-4000)}`);
  return outcome;
}

function summary() {
  console.log(`\n${table(['', 'step', 'time', 'result'], steps)}`);
  console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`);
}

function where(uv) {
  return uv === 'uv' ? 'found on PATH' : `in ${relative(root, dirname(uv))}`;
}

/** The folder is left so that both can be started by hand. */
function finish(uv) {
  const file = join(backend, '.env');
  if (!/^SECRET_KEY=.+/m.test(readFileSync(file, 'utf8')))
    appendFileSync(file, `SECRET_KEY=${randomBytes(32).toString('base64url')}\n`);
  chmodSync(file, 0o600);
  summary();
  const command = onPath() ? 'uv' : relative(backend, uv);
  console.log(`
What to run next:

  cd demo-out/backend && ${command} run uvicorn app.main:app                     # the backend, on port 8000
  curl -X POST localhost:8000/auth/register -H 'content-type: application/json' \\
       -d '{"email": "me@example.com", "password": "a long password"}'       # you, as user 1
  cd demo-out/mcp-server && MCP_USER_ID=1 ${command} run python -m src.server     # the server, over stdio

demo-out/mcp-server/clients holds the configurations for Claude Desktop, Claude Code, Cursor and VS Code;
demo-out/mcp-server/README.md says the rest, and SECURITY.md which test proves what.`);
}

function onPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => !folder.includes('node_modules') && existsSync(join(folder, 'uv')));
}
