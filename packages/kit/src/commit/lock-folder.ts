import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { errorCode, isMissing } from './error-code.js';
import { processStart } from './process-start.js';
import { STATE_FOLDER } from './state-folder.js';

const LOCK_FILE = `${STATE_FOLDER}/lock`;
/** A lock that is not written whole within this time was left by a crash on the way. */
const UNWRITTEN_FOR_MS = 2_000;
const POLL_MS = 50;
/** How far two clocks (the system's start, a process's start, ours) may be apart. */
const CLOCK_SLACK_MS = 10_000;

const pid = z.int().positive();
/** A bare number is what the first versions wrote. */
const lockSchema = z.union([
  pid.transform((number) => ({ pid: number, host: null, since: null })),
  z.object({ pid, host: z.string(), since: z.iso.datetime() }),
]);

/** Who holds a folder. */
type Holder = z.infer<typeof lockSchema>;

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
    else if (Date.now() > until) throw heldBy(holder);
    else await delay(POLL_MS);
  }
}

/** Whether a run that is no longer there has left its lock. */
export function hasDeadLock(root: string): boolean {
  return holderOf(join(root, LOCK_FILE)) === 'nobody';
}

function takeLock(file: string): boolean {
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    // A full disk leaves it there, and empty.
    if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT') rmSync(file, { force: true });
    throw error;
  }
}

function heldBy(holder: Holder | 'unknown'): UserError {
  if (holder === 'unknown')
    return new UserError('another run is writing to this folder', 'wait until it ends and run this again');
  const { pid: number, host, since } = holder;
  const where = host === null || host === hostname() ? '' : ` on ${host}`;
  const when = since === null ? '' : `, since ${since}`;
  return new UserError(
    `another run (process ${number}${where}${when}) is writing to this folder`,
    `wait until it ends and run this again; if process ${number}${where} is something else by now, that run was killed: delete ${LOCK_FILE}`,
  );
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

function holderOf(file: string): Holder | 'nobody' | 'unknown' {
  try {
    const holder = lockSchema.safeParse(parsed(readFileSync(file, 'utf8')));
    if (holder.success) return isAtWork(holder.data) ? holder.data : 'nobody';
    return Date.now() - statSync(file).mtimeMs > UNWRITTEN_FOR_MS ? 'nobody' : 'unknown';
  } catch (error) {
    if (isMissing(error)) return 'unknown';
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Another machine's or container's processes cannot be seen from here: its lock is believed. */
function isAtWork({ pid: number, host, since }: Holder): boolean {
  if (host !== null && host !== hostname()) return true;
  if (!isRunning(number)) return false;
  if (since === null) return true;
  // A number is given out again, after a restart at the latest: who started after the lock was taken did not take it.
  const taken = Date.parse(since) + CLOCK_SLACK_MS;
  const started = processStart(number) ?? 0;
  return Math.max(started, Date.now() - uptime() * 1000) <= taken;
}

function isRunning(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
