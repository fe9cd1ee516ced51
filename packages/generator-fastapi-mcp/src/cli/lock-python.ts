import { spawn } from 'node:child_process';
import { onPath } from '../source/find-interpreter.js';
import type { Terminal } from './terminal.js';

const TIME_LIMIT_MS = 120_000;

/** What became of `uv lock`. */
export type Locked =
  | { readonly state: 'locked' }
  | { readonly state: 'skipped' | 'failed'; readonly why: string; readonly hint: string };

/**
 * Locks the emitted project's dependencies, so that the user commits their own `uv.lock`.
 *
 * @param folder - the output, absolute.
 */
export async function lockPython(folder: string, { env }: Pick<Terminal, 'env'>): Promise<Locked> {
  const hint = `run uv lock in ${folder}`;
  const uv = onPath('uv', env);
  if (uv === null)
    return {
      state: 'skipped',
      why: 'uv is not installed',
      hint: `install it (https://docs.astral.sh/uv), then ${hint}`,
    };
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(uv, ['lock', '--quiet'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIME_LIMIT_MS,
    });
    const end = (): void => void child.kill();
    process.once('exit', end);
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2_000);
    });
    child.on('error', (error) => resolve({ state: 'failed', why: error.message, hint }));
    child.on('close', (code) => {
      process.off('exit', end);
      resolve(
        code === 0
          ? { state: 'locked' }
          : { state: 'failed', why: said.trim().split('\n').at(-1) ?? `uv ended with code ${code}`, hint },
      );
    });
  });
}
