import { recoverFolder } from './commit-edits.js';
import { readJournal } from './journal.js';

/**
 * Finishes, or undoes, what an earlier run was in the middle of writing. Also for a command that writes nothing itself:
 * of half a tree nothing sensible can be said.
 *
 * @param folder - absolute; it need not be there.
 * @returns what was done, for the user; null when there was nothing to do.
 */
export async function finishInterrupted(folder: string): Promise<string | null> {
  return readJournal(folder) === null ? null : recoverFolder(folder);
}
