import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitResult } from '@fastapi-mcp/kit';
import { type Locked, lockPython } from './lock-python.js';
import { showProgress } from './show-progress.js';
import type { Terminal } from './terminal.js';

/** Locks dependencies when there is no lock yet or the project file changed; a run that changed nothing stays that fast. */
export async function lockIfNeeded(
  folder: string,
  { files }: CommitResult,
  terminal: Terminal,
): Promise<Locked | null> {
  if (!existsSync(join(folder, 'pyproject.toml'))) return null;
  const changed = files.some(
    ({ path, state }) => path === 'pyproject.toml' && ['created', 'updated', 'merged'].includes(state),
  );
  if (!changed && existsSync(join(folder, 'uv.lock'))) return null;
  return showProgress('uv lock', terminal, () => lockPython(folder, terminal));
}
