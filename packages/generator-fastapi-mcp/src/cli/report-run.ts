import { relative } from 'node:path';
import {
  type CommitResult,
  countFiles,
  formatDiagnostics,
  formatNotableFiles,
  LOCK_FILE,
  type Session,
  visible,
} from '@fastapi-mcp/kit';
import type { BackendOutcome } from '../backend/patch-in-app.js';
import { changesForCallers } from '../check/changes-for-callers.js';
import type { ToolChange } from '../check/compare-tools.js';
import { changeLine } from '../check/report-check.js';
import type { Locked } from './lock-python.js';
import { type Terminal, writeLines } from './terminal.js';

/** A run that came to its end. */
export interface FinishedRun {
  readonly session: Session;
  readonly result: CommitResult;
  /** Null: there was nothing to lock. */
  readonly lock: Locked | null;
  /** The backend's patch; null: there was none to make. */
  readonly backend: BackendOutcome | null;
  /** What is left to do by hand after a move to another pattern. */
  readonly toDo: readonly string[];
  readonly dryRun: boolean;
  /** Where the user is: folders are shown relative to it. */
  readonly cwd: string;
}

/**
 * The closing summary, or the machine-readable result.
 *
 * @returns the exit code: 1 while there are conflicts to settle, whether they kept everything from being written or are
 * between markers now, as `git merge` does it. A dry run that ended is 0, whatever it shows.
 */
export async function reportRun(finished: FinishedRun, json: boolean, terminal: Terminal): Promise<number> {
  const { result } = finished;
  const exitCode = hasConflicts(finished) && !finished.dryRun ? 1 : 0;
  if (json) {
    await writeLines(terminal.stdout, [JSON.stringify(asJson(finished, exitCode), null, 2)]);
    return exitCode;
  }
  if (result.diff) await writeLines(terminal.stdout, [result.diff.trimEnd()]);
  if (finished.backend?.diff) await writeLines(terminal.stdout, [finished.backend.diff.trimEnd()]);
  await writeLines(terminal.stderr, summary(finished));
  return exitCode;
}

function asJson({ session, result, lock, backend, toDo }: FinishedRun, exitCode: number): object {
  const { answers, api, plan } = session.context;
  return {
    ok: exitCode === 0,
    exitCode,
    folder: session.folder,
    pattern: answers.pattern,
    structure: plan.structure,
    identity: answers.identity,
    contract: session.contractName,
    api: { title: api.title, version: api.version },
    tools: plan.tools.map(({ name }) => name),
    changes: changesIn({ session, result }),
    files: result.files,
    committed: result.committed,
    recovered: result.recovered ?? session.recovered,
    diff: result.diff,
    lock,
    backend: backend?.json ?? null,
    toDo: toDo.filter((line) => line.startsWith('  - ')).map((line) => line.slice(4)),
    diagnostics: session.diagnostics,
  };
}

/** The lock holds all that callers depend on: where it stays as it is, there is nothing to look for. */
function changesIn({ session, result }: Pick<FinishedRun, 'session' | 'result'>): readonly ToolChange[] {
  const lock = result.files.find(({ path }) => path === LOCK_FILE);
  return lock === undefined || lock.state === 'unchanged' ? [] : changesForCallers(session);
}

function isRefused({ result, dryRun }: FinishedRun): boolean {
  return !result.committed && !dryRun;
}

/** Files that a person has to look at before the project works again. */
export function hasConflicts({ result }: FinishedRun): boolean {
  return result.files.some(({ state }) => state === 'conflicted');
}

/** The closing summary, line by line. */
export function summary(finished: FinishedRun): readonly string[] {
  const { session, result, lock, cwd } = finished;
  const { answers, plan } = session.context;
  const recovered = result.recovered ?? session.recovered;
  const leftOut = session.diagnostics.filter(({ severity }) => severity !== 'info');
  const rows: readonly (readonly [string, string])[] = [
    ['folder', shownFolder(session.folder, cwd)],
    ['pattern', `${answers.pattern}, structure ${plan.structure}, identity ${answers.identity}`],
    ['tools', String(plan.tools.length)],
    ['files', countFiles(result.files)],
    ...(lock?.state === 'locked' ? [['uv.lock', 'written'] as const] : []),
    ...(leftOut.length > 0 ? [['to look at', `${leftOut.length} in the contract, listed above`] as const] : []),
  ];
  return [
    ...(recovered === null ? [] : [`note: ${recovered}`]),
    ...formatDiagnostics(leftOut),
    ...formatNotableFiles(result.files),
    ...changesIn(finished).map(changeLine),
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(11)} ${visible(value).text}`),
    ...(lock && lock.state !== 'locked'
      ? ['', `warning: dependencies are not locked: ${visible(lock.why).text}`, `hint: ${lock.hint}`]
      : []),
    ...(finished.backend?.lines ?? []),
    ...finished.toDo,
    '',
    ...ending(finished),
  ];
}

function ending(finished: FinishedRun): readonly string[] {
  const { session, dryRun, cwd } = finished;
  if (dryRun) return ['dry run: nothing was written'];
  if (isRefused(finished))
    return [
      'error: nothing was written, because of the conflicts above',
      'hint: run it in a terminal or with --force to get both versions between markers in those files',
    ];
  if (hasConflicts(finished))
    return [
      'error: everything was written; the conflicts above are yours to settle',
      'hint: search for <<<<<<<, keep what is right of each pair, and run the tests',
    ];
  return nextSteps(session, cwd);
}

function nextSteps({ folder, context: { plan } }: Session, cwd: string): readonly string[] {
  const start =
    plan.structure === 'b'
      ? `uv run python -m ${plan.modules.server.module}`
      : `uv run python ${plan.modules.server.file}`;
  const enter = folder === cwd ? [] : [`  cd ${shownFolder(folder, cwd)}`];
  return [
    'Next:',
    ...enter,
    '  uv sync',
    '  uv run pytest tests/',
    plan.pattern === 4
      ? '  # fill in what is empty in .env; the service token is in it already'
      : '  cp -n .env.example .env; chmod 600 .env    # then fill in what is empty',
    `  ${start}`,
  ];
}

function shownFolder(folder: string, cwd: string): string {
  const way = relative(cwd, folder);
  return way === '' ? '.' : way.startsWith('..') ? folder : way;
}
