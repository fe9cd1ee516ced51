import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollBack, rollForward } from './apply-changes.js';
import { BASE_FILE, packBase, readBase } from './base-store.js';
import { isMissing } from './error-code.js';
import { type Journal, readJournal } from './journal.js';
import { hasDeadLock } from './lock-folder.js';
import { STATE_FOLDER } from './state-folder.js';

/** Whether an earlier run was killed on the way, and left something of its own lying. */
export function hasLeftovers(root: string): boolean {
  return readJournal(root) !== null || leftovers(root).length > 0 || hasDeadLock(root);
}

/**
 * Brings the folder of a killed run into order: finished when all its files were staged, undone when not.
 *
 * @param root - real path of the output folder; the caller holds its lock.
 * @returns what was done, for the user; null when there was nothing to do.
 */
export function recover(root: string): string | null {
  const journal = readJournal(root);
  const left = leftovers(root);
  if (journal === null && left.length === 0) return null;
  const message =
    journal === null ? 'an earlier run was interrupted; its leftovers were removed' : finish(root, journal);
  for (const folder of left) rmSync(join(root, STATE_FOLDER, folder), { recursive: true, force: true });
  return message;
}

function finish(root: string, journal: Journal): string {
  let edited: readonly string[];
  try {
    edited = rollForward(root, journal);
  } catch {
    rollBack(root, journal);
    return 'an earlier run was interrupted while it wrote; the old files were put back';
  }
  if (edited.length === 0) return 'an earlier run was interrupted while it wrote; its work was finished';
  forget(root, edited);
  return `an earlier run was interrupted while it wrote; its work was finished, but for files that you edited since: ${edited.join(', ')}`;
}

/** The base must not claim output that never arrived. */
function forget(root: string, paths: readonly string[]): void {
  const kept = Object.entries(readBase(root)).filter(([path]) => !paths.includes(path));
  writeFileSync(join(root, BASE_FILE), packBase(Object.fromEntries(kept)));
}

/** Staging folders, and locks that a dead run was about to take over; nobody else is at work while we hold the lock. */
function leftovers(root: string): readonly string[] {
  try {
    return readdirSync(join(root, STATE_FOLDER)).filter((name) => /^(staging|lock)-/.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
