import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { errorCode, isMissing } from './error-code.js';
import { STATE_FOLDER } from './state-folder.js';

const LOCK_FILE = `${STATE_FOLDER}/lock`;
/** A lock whose process id is not written within this time was left by a crash between the two. */
const UNWRITTEN_FOR_MS = 2_000;
const POLL_MS = 50;

/**
 * Holds the output folder for this process: of two runs at once the second waits a little, then refuses.
 *
 * @param root - real path of the output folder; its state folder exists.
 * @param patience - how long to wait, in milliseconds.
 * @returns gives the folder back.
 * @throws UserError when another run still holds it.
 */
export async function lockFolder(root: string, patience: number): Promise<() => void> {
  const file = join(root, LOCK_FILE);
  const until = Date.now() + patience;
  for (;;) {
    if (takeLock(file)) return () => rmSync(file, { force: true });
    const holder = holderOf(file);
    if (holder === 'nobody') breakLock(file);
    else if (Date.now() > until) {
      throw new UserError(
        `another run (process ${holder}) is writing to this folder`,
        'wait until it ends and run this again',
      );
    } else await delay(POLL_MS);
  }
}

/** Whether a run that is no longer there has left its lock. */
export function hasDeadLock(root: string): boolean {
  return holderOf(join(root, LOCK_FILE)) === 'nobody';
}

function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead run's lock away. Two runs may do so at once: the one that took a live lock by mistake puts it back. */
function breakLock(file: string): void {
  const away = `${file}-${process.pid}`;
  try {
    renameSync(file, away);
    if (holderOf(away) !== 'nobody') linkSync(away, file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  } finally {
    rmSync(away, { force: true });
  }
}

function holderOf(file: string): number | 'nobody' | 'unknown' {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (Number.isInteger(pid) && pid > 0) return isRunning(pid) ? pid : 'nobody';
    return Date.now() - statSync(file).mtimeMs > UNWRITTEN_FOR_MS ? 'nobody' : 'unknown';
  } catch (error) {
    if (isMissing(error)) return 'unknown';
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
