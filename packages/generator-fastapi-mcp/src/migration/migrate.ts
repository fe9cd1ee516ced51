import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type CommitResult, commitEdits, readOrNull, type Session } from '@fastapi-mcp/kit';
import type { BackendOutcome } from '../backend/patch-in-app.js';
import { envEdit, settingsIn } from '../generators/backend/env-files.js';
import {
  MIGRATION_FILE,
  type Migration,
  migrationIn,
  newMigrationFile,
  openSteps,
  updatedMigrationFile,
} from './migration-file.js';
import { migrationSteps } from './migration-steps.js';

/**
 * Puts a service token into the `.env` of a project that moves to Pattern 4 and had one before: it is the user's file, and
 * only a line is added. Before the backend is patched, so that both sides get the same.
 */
export async function provideToken({ folder, context }: Session): Promise<void> {
  const text = readOrNull(join(folder, '.env'));
  if (context.answers.pattern !== '4' || text === null) return;
  const edit = envEdit(text, randomBytes(32).toString('base64url'));
  if (edit === null) return;
  await commitEdits(folder, [edit]);
  chmodSync(join(folder, '.env'), 0o600);
}

/** A run that may have moved a project, or finds one on its way. */
export interface MigratingRun {
  readonly session: Session;
  readonly result: CommitResult;
  readonly backend: BackendOutcome | null;
  readonly dryRun: boolean;
}

/**
 * Keeps the list of what is left to do by hand after a project has moved to another pattern, in `MIGRATION.md`.
 *
 * @returns what is open, for people; empty when no move is under way.
 */
export async function followMigration(run: MigratingRun): Promise<readonly string[]> {
  const { session, result, dryRun } = run;
  const { folder } = session;
  const text = readOrNull(join(folder, MIGRATION_FILE));
  const migration = moveOf(session) ?? migrationIn(text);
  if (migration === null || !(result.committed || dryRun)) return [];
  const steps = migrationSteps(migration.from, migration.to, factsOf(run));
  const goesOn = text !== null && sameMove(migration, migrationIn(text));
  const next = goesOn ? updatedMigrationFile(text, steps) : newMigrationFile(migration, steps);
  if (!dryRun && next !== text) await commitEdits(folder, [{ path: MIGRATION_FILE, before: text, after: next }]);
  const open = openSteps(next);
  if (open.length === 0) return ['', `Every step of ${MIGRATION_FILE} is done: delete it.`];
  const head = `From Pattern ${migration.from} to Pattern ${migration.to}, left to do by hand (${MIGRATION_FILE}):`;
  return ['', head, ...open.map((step) => `  - ${step.replaceAll('`', '')}`)];
}

/** The move that this very run makes. */
function moveOf({ project, context }: Session): Migration | null {
  const from = migrationIn(`# From Pattern ${project?.stored.pattern} to Pattern ${context.answers.pattern}`);
  return from === null || from.from === from.to ? null : from;
}

function sameMove(one: Migration, other: Migration | null): boolean {
  return one.from === other?.from && one.to === other.to;
}

function factsOf({ session: { folder, context }, result, backend }: MigratingRun) {
  return {
    settings: settingsIn(readOrNull(join(folder, '.env')) ?? ''),
    backend: context.answers.backend,
    isPatched: backend?.isPatched ?? null,
    kept: result.files
      .filter(
        ({ path, state, reason }) => state === 'kept' && path !== '.env' && reason?.startsWith('no longer generated'),
      )
      .map(({ path }) => path),
    userParameter: context.answers.userParameter,
  };
}
