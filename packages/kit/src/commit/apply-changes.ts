import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UserError } from '../errors.js';
import { BASE_FILE, type Base, packBase } from './base-store.js';
import type { Change } from './decide-change.js';
import { diskError } from './disk-error.js';
import { isMissing } from './error-code.js';
import { parentFolders } from './file-set.js';
import {
  dropJournal,
  fingerprint,
  foldersOf,
  type Journal,
  removeJournal,
  type Step,
  syncFiles,
  syncFolder,
  writeJournal,
} from './journal.js';
import { targetOf } from './output-folder.js';
import { STATE_FOLDER } from './state-folder.js';
import { undoAtExit } from './undo-at-exit.js';

const NEW_FILE_MODE = 0o644;

/**
 * Writes changes and the new base, all or nothing: everything is staged beside the tree and synced, a journal says what
 * is to be renamed, then the renames run without a pause in which a signal handler could act. What fails on the way is
 * undone; what is killed on the way is finished by the next run.
 *
 * @param root - real path of the output folder; the caller holds its lock.
 * @param base - null: these files are the user's own, and no later run merges with them.
 * @throws UserError when a file changed while we decided, or the disk refuses; the old tree is whole then.
 */
export async function applyChanges(root: string, changes: readonly Change[], base: Base | null): Promise<void> {
  const staging = `${STATE_FOLDER}/staging-${process.pid}`;
  let journal: Journal;
  let moves: readonly Move[];
  const drop = (): void => rmSync(join(root, staging), { recursive: true, force: true });
  try {
    mkdirSync(join(root, staging), { recursive: true, mode: 0o700 });
    journal = { version: 1, staging, ...stage({ root, staging, changes, base }) };
    await undoAtExit(drop, () => syncStaged(root, journal));
    const seen = stampsOf(root, journal.steps);
    refuseChangedMeanwhile(root, journal.steps);
    backUp(root, journal);
    moves = movesOf(root, journal);
    writeJournal(root, journal);
    refuseTouched(root, journal.steps, seen);
  } catch (error) {
    removeJournal(root);
    drop();
    throw diskError(error);
  }
  try {
    for (const folder of journal.folders) mkdirSync(join(root, folder), { recursive: true });
    replaceAll(moves);
    settle(root, journal);
  } catch (error) {
    rollBack(root, journal);
    throw diskError(error);
  }
}

/** A step as absolute paths; `from` is null when the file goes. */
interface Move {
  readonly from: string | null;
  readonly to: string;
}

function movesOf(root: string, { staging, steps }: Journal): readonly Move[] {
  return steps.map(({ path, staged }) => ({
    from: staged === null ? null : join(root, staging, staged),
    to: join(root, path),
  }));
}

/**
 * The only moments in which the tree is neither old nor new: one system call for each file, everything else is done
 * before (checks, paths, links to the old files) or after (syncing folders).
 */
function replaceAll(moves: readonly Move[]): void {
  for (const { from, to } of moves) {
    if (from === null) removeIfThere(to);
    else renameSync(from, to);
  }
}

function backUp(root: string, { staging, steps }: Journal): void {
  for (const { path, before, backup } of steps)
    if (before !== null) linkOrCopy(join(root, path), join(root, staging, backup));
}

function stampsOf(root: string, steps: readonly Step[]): readonly string[] {
  return steps.map(({ path }) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false, bigint: true });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '';
  });
}

/** Cheaper than a second fingerprint, so that little can happen between this look and the renames. */
function refuseTouched(root: string, steps: readonly Step[], seen: readonly string[]): void {
  const now = stampsOf(root, steps);
  const touched = steps.find((_, index) => now[index] !== seen[index]);
  if (touched) throw changedMeanwhile(touched.path);
}

interface Staging {
  readonly root: string;
  readonly staging: string;
  readonly changes: readonly Change[];
  readonly base: Base | null;
}

function stage({ root, staging, changes, base }: Staging): { readonly steps: Step[]; readonly folders: string[] } {
  const steps = changes.flatMap((change, index): Step[] => {
    if (change.action.kind === 'none') return [];
    const target = targetOf(root, change.path);
    const path = relative(root, target).replaceAll(sep, '/');
    const step = { path, before: change.before, backup: `old-${index}` };
    if (change.action.kind === 'remove') return [{ ...step, staged: null }];
    stageFile({
      file: join(root, staging, `new-${index}`),
      target,
      content: change.action.content,
      mode: change.action.mode,
    });
    return [{ ...step, staged: `new-${index}` }];
  });
  if (base === null) return { steps, folders: missingFolders(root, steps) };
  writeFileSync(join(root, staging, 'base'), packBase(base), { flag: 'wx', mode: NEW_FILE_MODE });
  const baseStep: Step = {
    path: BASE_FILE,
    staged: 'base',
    before: fingerprint(join(root, BASE_FILE)),
    backup: 'old-base',
  };
  return { steps: [...steps, baseStep], folders: missingFolders(root, steps) };
}

/** What is to be renamed is on disk before the journal says so. */
async function syncStaged(root: string, { staging, steps }: Journal): Promise<void> {
  await syncFiles(steps.flatMap(({ staged }) => (staged === null ? [] : join(root, staging, staged))));
  syncFolder(join(root, staging));
}

/** A file that is there keeps its permissions: they are the user's. */
function stageFile({
  file,
  target,
  content,
  mode,
}: {
  readonly file: string;
  readonly target: string;
  readonly content: string;
  readonly mode: number | null;
}): void {
  const there = statSync(target, { throwIfNoEntry: false });
  const wanted = there ? there.mode & 0o777 : (mode ?? NEW_FILE_MODE);
  writeFileSync(file, content, { flag: 'wx', mode: mode ?? NEW_FILE_MODE });
  if (there) chmodSync(file, wanted);
}

function missingFolders(root: string, steps: readonly Step[]): string[] {
  const folders = new Set(steps.filter(({ staged }) => staged !== null).flatMap(({ path }) => parentFolders(path)));
  return [...folders].filter((folder) => !statSync(join(root, folder), { throwIfNoEntry: false })).sort();
}

function refuseChangedMeanwhile(root: string, steps: readonly Step[]): void {
  const changed = steps.find(({ path, before }) => fingerprint(join(root, path)) !== before);
  if (changed) throw changedMeanwhile(changed.path);
}

function changedMeanwhile(path: string): UserError {
  return new UserError(`${path} was changed while this run was at work; nothing was written`, 'run it again');
}

/**
 * Does what a journal says, as far as it is not done yet. A file that somebody has edited since it was decided is left
 * as it is.
 *
 * @returns paths that were left because they had been edited.
 */
export function rollForward(root: string, journal: Journal): readonly string[] {
  for (const folder of journal.folders) mkdirSync(join(root, folder), { recursive: true });
  const left = journal.steps.filter((step) => !takeStep(root, journal.staging, step)).map(({ path }) => path);
  settle(root, journal);
  return left;
}

/** All is in its place: made durable, and the journal goes. */
function settle(root: string, journal: Journal): void {
  for (const folder of foldersOf(root, journal.steps))
    if (statSync(folder, { throwIfNoEntry: false })) syncFolder(folder);
  dropJournal(root, journal);
  for (const { path, staged } of journal.steps) if (staged === null) removeEmptyFolders(root, path);
}

function takeStep(root: string, staging: string, step: Step): boolean {
  const target = join(root, step.path);
  const backup = join(root, staging, step.backup);
  const staged = step.staged === null ? null : join(root, staging, step.staged);
  if (staged !== null && !statSync(staged, { throwIfNoEntry: false })) return true;
  const now = fingerprint(target);
  if (now !== step.before) return staged === null && now === null;
  if (now !== null) linkOrCopy(target, backup);
  if (staged === null) rmSync(target, { force: true });
  else renameSync(staged, target);
  return true;
}

/** Puts the old files back; every step leaves its old file in the staging folder until the journal is gone. */
export function rollBack(root: string, journal: Journal): void {
  for (const step of [...journal.steps].reverse()) {
    const target = join(root, step.path);
    const backup = join(root, journal.staging, step.backup);
    const done = step.staged === null || !statSync(join(root, journal.staging, step.staged), { throwIfNoEntry: false });
    if (!done) continue;
    if (statSync(backup, { throwIfNoEntry: false })) renameSync(backup, target);
    else if (step.before === null) removeIfThere(target);
  }
  for (const folder of [...journal.folders].reverse()) removeFolderIfEmpty(join(root, folder));
  dropJournal(root, journal);
}

function linkOrCopy(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    // Not every file system has hard links.
    copyFileSync(from, to);
  }
}

/** Also where somebody has put a file in the place of its folder since: then it is gone already. */
function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function removeEmptyFolders(root: string, path: string): void {
  for (const folder of [...parentFolders(path)].reverse()) if (!removeFolderIfEmpty(join(root, folder))) return;
}

function removeFolderIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return isMissing(error);
  }
}
