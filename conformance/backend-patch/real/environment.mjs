/** Where a real backend is tried: an environment with it in it, a copy of its sources, and a folder for its data. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, runTwice } from '../../../scripts/run.mjs';
import { cleanEnv, pythonOf } from '../../matrix/prepare.mjs';
import { copyFromSdist } from './from-sdist.mjs';

/**
 * @typedef {object} Place
 * @property {string} python the interpreter that the backend is installed for
 * @property {string} folder the copy that is patched
 * @property {string} data what the backend writes, and `served_app.py`, which is how it is imported
 * @property {Record<string, string | undefined>} env for every process of the backend
 */

/** Makes all of it; the environment is kept from run to run. `socket`: where its PostgreSQL is, if it asks for one. */
export async function placeFor({ uv, home, backend, socket = '' }) {
  const python = await environment(uv, home, backend);
  const folder = join(home, 'work');
  const data = join(home, 'data');
  await copyOf(uv, python, folder, backend);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  if (backend.app !== null) writeFileSync(join(data, 'served_app.py'), servedApp(backend));
  const own = Object.entries(backend.env ?? {}).map(([name, value]) => [
    name,
    value.replaceAll('{data}', data).replaceAll('{work}', folder).replaceAll('{postgres}', socket),
  ]);
  const path = [join(folder, backend.root ?? ''), data].join(delimiter);
  const place = {
    python,
    folder,
    data,
    env: { ...cleanEnv, PYTHONPATH: path, HOME: data, ...Object.fromEntries(own) },
  };
  return place;
}

/** What the backend's own commands make before it can be started: its tables. */
export function setUp({ python, folder, env }, { setup = [] }) {
  for (const args of setup) {
    const { status, stdout, stderr } = spawnSync(python, args, { cwd: folder, env: plain(env), encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${(stderr + stdout).slice(-3000)}`);
  }
}

/** Lines of Python that make `app`, with what stands in for services that are not here before them. */
export function servedApp({ app, standIns = [] }) {
  const made = /^[\w.]+:\w+$/.test(app) ? `from ${app.replace(':', ' import ')} as app` : app;
  return `${[...standIns, made].join('\n')}\n`;
}

/** A process environment, without what is undefined. */
export function plain(env) {
  return Object.fromEntries(Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined));
}

/** Every file with a digest of its bytes. */
export function filesOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, digest(readFileSync(join(folder, path)))]));
}

export function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** A virtual environment with the backend in it, made once. */
async function environment(uv, home, { requirement, python, extra = [], overrides = [] }) {
  const venv = join(home, 'venv');
  if (existsSync(join(venv, 'ready'))) return pythonOf(venv);
  mkdirSync(home, { recursive: true });
  rmSync(venv, { recursive: true, force: true });
  const override = join(home, 'override.txt');
  writeFileSync(override, overrides.join('\n'));
  await run(uv, ['venv', '--quiet', '--python', python, venv], { quiet: true });
  const what = [...requirement.split(' '), 'pytest', 'httpx', 'libcst', 'uvicorn', ...extra];
  await install(uv, venv, ['--override', override, ...what]);
  writeFileSync(join(venv, 'ready'), '');
  return pythonOf(venv);
}

async function install(uv, venv, what) {
  await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythonOf(venv), ...what], { quiet: true });
}

async function copyOf(uv, python, folder, { requirement, packages, sdist, make, source, app }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (make !== undefined)
    return void (await make({ python, folder, install: (...what) => install(uv, join(python, '../..'), what) }));
  if (source !== undefined) return void cpSync(source, folder, { recursive: true });
  const { output } = await run(python, ['-c', "import sysconfig; print(sysconfig.get_path('purelib'))"], {
    quiet: true,
  });
  for (const name of packages)
    cpSync(join(output.trim(), name), join(folder, name), {
      recursive: true,
      filter: (path) => !/__pycache__|node_modules/.test(path) && (app !== null || isRead(path)),
    });
  if (sdist !== undefined)
    await copyFromSdist({ uv, python, folder, project: requirement.split(' ')[0], parts: sdist });
}

/** What is not started needs no more than what is read. */
function isRead(path) {
  return path.endsWith('.py') || statSync(path).isDirectory();
}
