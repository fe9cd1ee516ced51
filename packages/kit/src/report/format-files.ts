import type { FileReport, FileState } from '../commit/file-state.js';

const ORDER: readonly FileState[] = ['conflicted', 'created', 'updated', 'merged', 'removed', 'kept', 'unchanged'];

/**
 * `12 created, 3 unchanged`; states without files are left out.
 *
 * @internal
 */
export function countFiles(files: readonly FileReport[]): string {
  const counts = ORDER.flatMap((state) => {
    const count = files.filter((file) => file.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return counts.length === 0 ? 'no files' : counts.join(', ');
}

/**
 * One line per file that a person should look at: what was merged, kept, in conflict or removed, and why.
 *
 * @internal
 */
export function formatNotableFiles(files: readonly FileReport[]): readonly string[] {
  const notable = files.filter(({ state }) => state !== 'created' && state !== 'updated' && state !== 'unchanged');
  const sorted = [...notable].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return sorted.map(({ path, state, reason }) => `${state.padEnd(10)} ${path}${reason === null ? '' : ` (${reason})`}`);
}
