import { join } from 'node:path';
import { z } from 'zod';
import { readOrNull } from '../commit/read-or-null.js';
import { UserError } from '../errors.js';

/** The names that tools were given, for good. */
export const LOCK_FILE = 'tools.lock.json';

/** The version of the lock's form that is written; a new one comes with a step in {@link lockMigrations}. */
export const LOCK_VERSION = 1;

type Json = Readonly<Record<string, unknown>>;

/** From one version of the lock to the next, by the version it starts from; every version that was ever released. */
export const lockMigrations: Readonly<Record<number, (old: Json) => Json>> = {};

const hints = z.object({ readOnly: z.boolean(), destructive: z.boolean(), idempotent: z.boolean() });
const lockedTool = z.object({
  method: z.string(),
  path: z.string(),
  /** The tool was renamed by the user; this is its own name. */
  contractName: z.string().optional(),
  /** A combined tool: no route of its own. */
  steps: z.array(z.unknown()).readonly().optional(),
  hints: hints.optional(),
  arguments: z.record(z.string(), z.object({ required: z.boolean() })).optional(),
});
const lockedTools = z.record(z.string(), lockedTool);
const versioned = z.looseObject({ lockVersion: z.int().positive().default(1) });
const lockSchema = z.object({ tools: lockedTools, hidden: lockedTools.optional() });

/**
 * The tools as callers knew them after the last run.
 *
 * @internal
 */
export type ToolsLock = z.infer<typeof lockSchema>;

/**
 * Reads `tools.lock.json`.
 *
 * @param folder - the project, absolute.
 * @param known - the versions to know about; ours, but for tests.
 * @returns null when there is no lock yet.
 * @throws UserError (exit code 2) when the lock cannot be read, or is newer than this generator.
 */
export function readLock(
  folder: string,
  known = { version: LOCK_VERSION, migrations: lockMigrations },
): ToolsLock | null {
  const file = join(folder, LOCK_FILE);
  const text = readOrNull(file);
  if (text === null) return null;
  const stored = versioned.safeParse(parsed(text)).data;
  if (stored && stored.lockVersion > known.version)
    throw new UserError(
      `${LOCK_FILE}: lockVersion ${stored.lockVersion} is newer than this generator knows (${known.version})`,
      'update it: npm install --global generator-fastapi-mcp@latest',
      { exitCode: 2 },
    );
  const lock = stored && lockSchema.safeParse(migrated(stored, known)).data;
  if (!lock)
    throw new UserError(`${file} cannot be read`, 'restore it from git; without it tools could change their names', {
      exitCode: 2,
    });
  return lock;
}

/**
 * The names that the contract's operations have in a project, without the user's renames.
 *
 * @returns by `METHOD /path`; empty when there is no lock yet.
 */
export function lockedNames(lock: ToolsLock | null): Readonly<Record<string, string>> {
  const single = [...Object.entries(lock?.hidden ?? {}), ...Object.entries(lock?.tools ?? {})].filter(
    ([, { steps }]) => steps === undefined,
  );
  return Object.fromEntries(
    single.map(([name, { method, path, contractName }]) => [`${method} ${path}`, contractName ?? name]),
  );
}

function migrated(
  lock: z.infer<typeof versioned>,
  { version, migrations }: { readonly version: number; readonly migrations: typeof lockMigrations },
): Json {
  let json: Json = lock;
  for (let from = lock.lockVersion; from < version; from += 1) json = migrations[from]?.(json) ?? json;
  return json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
