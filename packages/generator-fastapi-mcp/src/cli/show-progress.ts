import type { Terminal } from './terminal.js';

const QUIET_MS = 2_000;
const EVERY_MS = 5_000;

/**
 * Runs something, and says on stderr that it is still running when it takes longer than two seconds.
 *
 * @param what - `importing app.main:app`.
 */
export async function showProgress<T>(what: string, terminal: Terminal, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const say = (): void => {
    terminal.stderr.write(`… ${what} (${Math.round((Date.now() - start) / 1000)} s)\n`);
    timer = setTimeout(say, EVERY_MS);
  };
  let timer = setTimeout(say, QUIET_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
