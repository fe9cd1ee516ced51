import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Yeoman creates a destination as soon as it hears of it, parents and all. A run that fails, or only shows what it would
 * do, must leave nothing; so that is undone each time, and the commit creates the folder when it has something to write.
 *
 * @param folder - about to become a destination; null when none is.
 * @returns removes what was created of it since.
 */
export function keepAbsent(folder: string | null): () => void {
  const missing = folder === null ? null : outermostMissing(folder);
  return () => {
    if (missing !== null) rmSync(missing, { recursive: true, force: true });
  };
}

function outermostMissing(folder: string): string | null {
  if (existsSync(folder)) return null;
  return outermostMissing(dirname(folder)) ?? folder;
}
