/** A PostgreSQL server for a backend that runs on nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, runTwice } from '../../../scripts/run.mjs';
import { cleanEnv, pythonOf } from '../../matrix/prepare.mjs';

const script = fileURLToPath(new URL('postgres.py', import.meta.url));

/**
 * Starts a server with one empty database.
 *
 * @param {string} cache keeps the server's environment from run to run
 * @returns {Promise<{ socket: string, stop: () => Promise<void> }>} `socket`: the folder of its socket; the user is
 *   `postgres`, without a password
 */
export async function startPostgres(uv, cache, database) {
  const python = await environment(uv, cache);
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  // The server does not run as root, and must get at its own folder.
  chmodSync(folder, 0o755);
  const child = spawn(python, ['-W', 'ignore', script, join(folder, 'data'), database], {
    env: { ...process.env, ...cleanEnv },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let problem = '';
  child.stderr.on('data', (text) => {
    problem += text;
  });
  const socket = await Promise.race([once(child.stdout, 'data').then(String), ended.then(() => '')]);
  const stop = async () => {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  if (socket !== '') return { socket: socket.trim(), stop };
  await stop();
  throw new Error(`no PostgreSQL: ${problem.slice(-2000)}`);
}

/** Its wheel is for Python 3.12 at the latest; the backend's own Python may be newer. */
async function environment(uv, cache) {
  const venv = join(cache, 'postgres', 'venv');
  if (!existsSync(join(venv, 'ready'))) {
    await run(uv, ['venv', '--quiet', '--clear', '--python', '3.12', venv], { quiet: true });
    await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythonOf(venv), 'pgserver'], { quiet: true });
    writeFileSync(join(venv, 'ready'), '');
  }
  return pythonOf(venv);
}
