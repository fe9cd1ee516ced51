import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyChanges } from './apply-changes.js';
import type { Change } from './decide-change.js';
import { diskError } from './disk-error.js';
import { lockFolder } from './lock-folder.js';
import { hasLeftovers, recover } from './recover.js';
import { STATE_FOLDER } from './state-folder.js';
import { undoAtExit } from './undo-at-exit.js';
import { unifiedDiff } from './unified-diff.js';

/**
 * One file of a tree that belongs to somebody else: what it was when the edit was planned, and what it becomes.
 *
 * @internal
 */
export interface FileEdit {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** Null: it is not there. */
  readonly before: string | null;
  /** Null: it goes. */
  readonly after: string | null;
  /** Octal permission bits of a new file; 0o644 when absent. A file that is there keeps its own. */
  readonly mode?: number;
}

const PATIENCE_MS = 5_000;

/**
 * Writes edits over a tree that is not ours, all or nothing: staged, journalled, renamed; nothing is merged and nothing
 * is remembered for a later run. An interrupted run is finished or undone by the next one.
 *
 * @param folder - absolute, and there.
 * @throws UserError when a file is no longer what it was when its edit was planned; nothing is written then.
 *
 * @internal
 */
export async function commitEdits(folder: string, edits: readonly FileEdit[]): Promise<void> {
  const root = realpathSync(folder);
  try {
    await holding(root, async () => {
      recover(root);
      if (edits.length > 0) await applyChanges(root, edits.map(toChange), null);
    });
  } catch (error) {
    // The lock, too, needs a place on the disk.
    throw diskError(error);
  }
}

/**
 * Finishes or undoes what an interrupted run left in a folder.
 *
 * @returns what was done, for the user; null when there was nothing to do.
 *
 * @internal
 */
export async function recoverFolder(folder: string): Promise<string | null> {
  const root = realpathSync(folder);
  if (!hasLeftovers(root)) return null;
  let done: string | null = null;
  try {
    await holding(root, async () => {
      done = recover(root);
    });
  } catch (error) {
    throw diskError(error);
  }
  return done;
}

/**
 * Edits as a unified diff that `git apply` and `patch -p1` read; the content of `.env` files is not in it.
 *
 * @internal
 */
export function diffEdits(edits: readonly FileEdit[]): Promise<string> {
  return unifiedDiff(
    edits.map((edit) => ({
      change: toChange(edit),
      yours: edit.before === null ? { kind: 'absent' } : { kind: 'text', text: edit.before },
    })),
  );
}

async function holding(root: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(join(root, STATE_FOLDER), { recursive: true });
  const unlock = await lockFolder(root, PATIENCE_MS);
  const leave = (): void => {
    unlock();
    try {
      rmdirSync(join(root, STATE_FOLDER));
    } catch {
      // Not empty: it stays.
    }
  };
  try {
    await undoAtExit(leave, work);
  } finally {
    leave();
  }
}

function toChange({ path, before, after, mode }: FileEdit): Change {
  const action =
    after === null ? ({ kind: 'remove' } as const) : ({ kind: 'write', content: after, mode: mode ?? null } as const);
  const state = after === null ? 'removed' : before === null ? 'created' : 'updated';
  return {
    path,
    state,
    reason: null,
    before: before === null ? null : createHash('sha256').update(before, 'utf8').digest('hex'),
    action,
    base: null,
  };
}
