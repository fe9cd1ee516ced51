/** What the projects of a run share: tools, the environment of the backends, and a contract for each pattern. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureUv, root } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';

const windows = process.platform === 'win32';
const example = join(root, 'examples', 'todo-backend');

export const bin = join(root, 'packages', 'generator-fastapi-mcp', 'bin', 'fastapi-mcp.js');
export const conformance = join(root, 'conformance');

/** Compiled modules of this run, outside all trees; without them every start of a server takes seconds longer. */
const compiled = join(tmpdir(), `fastapi-mcp-pyc-${process.pid}`);

/** Nothing of the caller's own Python or settings may decide what happens here. */
export const cleanEnv = {
  VIRTUAL_ENV: undefined,
  PYTHONPATH: undefined,
  PYTHONDONTWRITEBYTECODE: undefined,
  PYTHONPYCACHEPREFIX: compiled,
  NO_COLOR: '1',
};

/** A virtual environment's interpreter. */
export function pythonOf(venv) {
  return windows ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
}

/**
 * A virtual environment with some packages in it.
 *
 * @param {string} venv the folder to make it in
 * @param {readonly string[]} needs what pip installs
 * @returns {Promise<string>} its interpreter
 */
export async function environmentWith(venv, needs) {
  const uv = await ensureUv({ quiet: true });
  await run(uv, ['venv', '--quiet', venv], { quiet: true });
  await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythonOf(venv), ...needs], { quiet: true });
  return pythonOf(venv);
}

/**
 * A scratch folder, uv, and the environment that all backends run in: the example's own.
 *
 * @param {string} name of the scratch folder
 */
export async function prepare(name) {
  const scratch = mkdtempSync(join(tmpdir(), `fastapi-mcp-${name}-`));
  process.on('exit', () => {
    for (const folder of [scratch, compiled]) rmSync(folder, { recursive: true, force: true });
  });
  const uv = await ensureUv({ quiet: true });
  const venv = join(scratch, 'backend-venv');
  const env = { ...cleanEnv, UV_PROJECT_ENVIRONMENT: venv };
  await runTwice(uv, ['sync', '--quiet', '--no-dev'], {
    cwd: copyExample(join(scratch, 'todo-backend')),
    env,
    quiet: true,
  });
  return { scratch, uv, backendPython: pythonOf(venv) };
}

/** The example backend, without what working in it leaves behind. */
export function copyExample(to) {
  const left = /(^|[\\/])(\.venv|__pycache__|\.[a-z]+_cache|\.env|uv\.lock|[^\\/]*\.db)$/;
  cpSync(example, to, { recursive: true, filter: (source) => !left.test(source.slice(example.length)) });
  return to;
}

/**
 * Where the contract of a pattern comes from, as options of the generator; every kind of source once.
 *
 * @returns {Promise<{ options: string[], backend: string }>} and the folder of the backend that the project is driven with
 */
export async function sourceOf({ pattern, folder, backendPython }) {
  const own = join(conformance, 'backends');
  mkdirSync(folder, { recursive: true });
  if (pattern === '1') {
    return { options: ['--app', 'user_id_backend:app', '--backend', own, '--python', backendPython], backend: own };
  }
  if (pattern === '2') {
    const script = 'import json, session_backend; print(json.dumps(session_backend.app.openapi()))';
    const { output } = await run(backendPython, ['-c', script], { cwd: own, env: cleanEnv, quiet: true });
    const file = join(folder, 'openapi.json');
    writeFileSync(file, output);
    return { options: ['--openapi', file, '--login-path', '/login'], backend: own };
  }
  const backend = copyExample(join(folder, 'todo-backend'));
  return { options: ['--backend', backend, '--python', backendPython], backend };
}
