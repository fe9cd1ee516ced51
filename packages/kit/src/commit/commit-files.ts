import { realpathSync, rmdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { fillSecrets, projectSecrets, type Secrets } from '../secrets.js';
import { applyChanges } from './apply-changes.js';
import { type Decided, decideAll } from './decide-all.js';
import type { Change } from './decide-change.js';
import { diskError } from './disk-error.js';
import { isMissing } from './error-code.js';
import { checkFileSet, type OwnedFile } from './file-set.js';
import type { FileReport } from './file-state.js';
import { finishInterrupted } from './finish-interrupted.js';
import { lockFolder } from './lock-folder.js';
import { makeFolder } from './make-folder.js';
import { hasLeftovers, recover } from './recover.js';
import { STATE_FOLDER } from './state-folder.js';
import { undoAtExit } from './undo-at-exit.js';
import { unifiedDiff } from './unified-diff.js';

/**
 * What to write and how to meet what is there.
 *
 * @internal
 */
export interface CommitOptions {
  /** The output folder; made when it is not there. */
  readonly folder: string;
  /** The whole output, finished. */
  readonly files: readonly OwnedFile[];
  /** The generators that ran: only their files are written or removed. */
  readonly ran: ReadonlySet<string>;
  /** Generators of plugins that are not at hand: a file that one of them had a part in is left as it is. */
  readonly absent?: ReadonlySet<string>;
  /** Same-line conflicts: `markers` in the file, or `refuse` and write nothing. */
  readonly conflicts: 'markers' | 'refuse';
  /** Write nothing, return the diff. */
  readonly dryRun?: boolean;
  /** Fills `randomSecret` places; those of the folder's `.env` when absent. */
  readonly secrets?: Secrets;
  /** How long to wait for another run on the same folder, in milliseconds; 5,000 when absent. */
  readonly patience?: number;
}

/**
 * What became of it.
 *
 * @internal
 */
export interface CommitResult {
  /** False: nothing was written, because of conflicts or a dry run. */
  readonly committed: boolean;
  /** Sorted by path. */
  readonly files: readonly FileReport[];
  /** What was put in order after an earlier run that was interrupted; null: nothing. */
  readonly recovered: string | null;
  /** Unified diff; dry runs only. */
  readonly diff: string | null;
}

const PATIENCE_MS = 5_000;

/**
 * Brings files into the user's tree: three-way merged, all or nothing, and nothing at all when nothing changed.
 *
 * @throws UserError when the folder cannot be written, is held by another run, or a link leads out of it.
 * @example
 * const result = await commitFiles({ folder: 'mcp-server', files, ran: new Set(['client']), conflicts: 'refuse' });
 *
 * @internal
 */
export async function commitFiles(options: CommitOptions): Promise<CommitResult> {
  checkFileSet(options.files);
  const folder = resolve(options.folder);
  const root = realRoot(folder);
  const recovered = root === null ? null : await finishInterrupted(root);
  const isClean = root === null || !hasLeftovers(root);
  const first = decideAll(root ?? folder, options);
  if (options.dryRun) return report(first, { committed: false, recovered, diff: await unifiedDiff(first.changes) });
  if (isClean && (isRefused(first, options) || !hasWork(first))) {
    return report(first, { committed: !isRefused(first, options), recovered, diff: null });
  }
  const result = await commitLocked(folder, options);
  return { ...result, recovered: result.recovered ?? recovered };
}

async function commitLocked(folder: string, options: CommitOptions): Promise<CommitResult> {
  const isNew = realRoot(folder) === null;
  const tidy = (): void => {
    removeIfEmpty(join(folder, STATE_FOLDER));
    if (isNew) removeIfEmpty(folder);
  };
  try {
    makeFolder(folder);
    makeFolder(join(folder, STATE_FOLDER));
    return await undoAtExit(tidy, () => commitHolding(realpathSync(folder), options));
  } catch (error) {
    throw diskError(error);
  } finally {
    tidy();
  }
}

async function commitHolding(root: string, options: CommitOptions): Promise<CommitResult> {
  const unlock = await lockFolder(root, options.patience ?? PATIENCE_MS);
  try {
    const recovered = recover(root);
    const decided = decideAll(root, options);
    const refused = isRefused(decided, options);
    if (!refused && hasWork(decided)) {
      const changes = finished(decided, options.secrets ?? projectSecrets(root));
      await undoAtExit(unlock, () => applyChanges(root, changes, decided.base));
    }
    return report(decided, { committed: !refused, recovered, diff: null });
  } finally {
    unlock();
  }
}

/** Secrets come into being here, in files that are stored nowhere else. */
function finished({ changes }: Decided, secrets: Secrets): readonly Change[] {
  return changes.map(({ change }) => {
    const { action, base } = change;
    if (action.kind !== 'write' || base?.kind !== 'once') return change;
    return { ...change, action: { ...action, content: fillSecrets(action.content, secrets) } };
  });
}

function hasWork({ changes, baseChanged }: Decided): boolean {
  return baseChanged || changes.some(({ change }) => change.action.kind !== 'none');
}

function isRefused({ changes }: Decided, { conflicts }: CommitOptions): boolean {
  return conflicts === 'refuse' && changes.some(({ change }) => change.state === 'conflicted');
}

function report({ changes }: Decided, outcome: Omit<CommitResult, 'files'>): CommitResult {
  return { ...outcome, files: changes.map(({ change: { path, state, reason } }) => ({ path, state, reason })) };
}

function realRoot(folder: string): string | null {
  try {
    if (statSync(folder).isDirectory()) return realpathSync(folder);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  throw new UserError(`${folder} is a file`, 'choose another --output');
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty: it stays.
  }
}
