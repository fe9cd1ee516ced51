import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InternalError } from '../errors.js';
import { isMissing } from './error-code.js';
import { STATE_FOLDER } from './state-folder.js';

/** Its presence means: everything is staged, and the tree may be half renamed. */
export const JOURNAL_FILE = `${STATE_FOLDER}/journal.json`;

/** Windows syncs only what is open for writing. */
const FOR_SYNC = process.platform === 'win32' ? 'r+' : 'r';
/** Open files are few on some systems; more threads than this Node does not have for it. */
const SYNCED_AT_ONCE = 64;

const stepSchema = z.object({
  /** Real target, relative to the output folder. */
  path: z.string(),
  /** Name in the staging folder of what comes; null when the file goes. */
  staged: z.string().nullable(),
  /** SHA-256 of what was there when this was decided; null when nothing was. */
  before: z.string().nullable(),
  /** Name in the staging folder for a link to the old file, for the way back. */
  backup: z.string(),
});
const journalSchema = z.object({
  version: z.literal(1),
  staging: z.string(),
  folders: z.array(z.string()),
  steps: z.array(stepSchema),
});

/** One rename or removal. */
export type Step = z.infer<typeof stepSchema>;

/** What a run is about to do, so that the next run can finish it. */
export type Journal = z.infer<typeof journalSchema>;

/** The journal of a run that did not finish; null when there is none. */
export function readJournal(root: string): Journal | null {
  let text: string;
  try {
    text = readFileSync(join(root, JOURNAL_FILE), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const journal = journalSchema.safeParse(JSON.parse(text));
  if (!journal.success) throw new InternalError(`${JOURNAL_FILE} cannot be read: ${journal.error.message}`);
  return journal.data;
}

/** Written beside its place and renamed: a journal is there whole or not at all. */
export function writeJournal(root: string, journal: Journal): void {
  const draft = join(root, journal.staging, 'journal');
  writeFileSync(draft, JSON.stringify(journal), { flag: 'wx', mode: 0o600 });
  syncFile(draft);
  renameSync(draft, join(root, JOURNAL_FILE));
  syncFolder(join(root, STATE_FOLDER));
}

/** From here on nothing is left to finish. */
export function removeJournal(root: string): void {
  rmSync(join(root, JOURNAL_FILE), { force: true });
}

export function dropJournal(root: string, journal: Journal): void {
  removeJournal(root);
  rmSync(join(root, journal.staging), { recursive: true, force: true });
}

/**
 * Waits until files are on disk, many at once: the file system flushes those together that wait together (1,300 files:
 * 0.2 s, one after the other 4 s).
 *
 * @param files - absolute
 */
export async function syncFiles(files: readonly string[]): Promise<void> {
  const waiting = files[Symbol.iterator]();
  const one = async (): Promise<void> => {
    for (const file of waiting) {
      const handle = await open(file, FOR_SYNC);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  };
  await Promise.all(Array.from({ length: SYNCED_AT_ONCE }, one));
}

/** Waits until a file is on disk. */
function syncFile(file: string): void {
  const handle = openSync(file, FOR_SYNC);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes renames in a folder durable; Windows cannot open a folder, and need not. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function foldersOf(root: string, steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.map(({ path }) => dirname(join(root, path))))];
}

/** SHA-256 of a file, or null when there is none. */
export function fingerprint(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
