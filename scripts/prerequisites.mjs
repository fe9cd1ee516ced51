/** What a fresh clone lacks: pnpm and uv, neither installed globally. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, runTwice } from './run.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const windows = process.platform === 'win32';

/** The pinned pnpm, as `npx` arguments; `-c` puts it on PATH for turbo. */
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a shell line with the pinned pnpm (and so `turbo`, `biome`, …) on PATH. */
export function withPnpm(line, options = {}) {
  return run('npx', ['-y', '-p', packageManager, '-c', line], { cwd: root, ...options });
}

/** Installs the workspace exactly as locked. */
export function installWorkspace(options = {}) {
  return runTwice('npx', ['-y', '-p', packageManager, '-c', 'pnpm install --frozen-lockfile --prefer-offline'], {
    cwd: root,
    ...options,
  });
}

/** The first Python ≥ 3.11 on PATH. */
export function findPython() {
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11']) {
    const probe = spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']);
    if (probe.status === 0) return name;
  }
  throw new Error('no Python 3.11 or newer on PATH; install one, then run this again');
}

/**
 * uv: the one on PATH, else one of our own in `node_modules/.cache`.
 *
 * @returns {Promise<string>} the path of its program
 */
export async function ensureUv(options = {}) {
  if (spawnSync('uv', ['--version']).status === 0) return 'uv';
  const home = join(root, 'node_modules', '.cache', 'uv');
  const bin = join(home, windows ? 'Scripts' : 'bin');
  const uv = join(bin, windows ? 'uv.exe' : 'uv');
  if (!existsSync(uv)) {
    await run(findPython(), ['-m', 'venv', home], options);
    await runTwice(
      join(bin, 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'uv>=0.9,<1'],
      options,
    );
  }
  process.env.PATH = `${bin}${delimiter}${process.env.PATH}`;
  return uv;
}
