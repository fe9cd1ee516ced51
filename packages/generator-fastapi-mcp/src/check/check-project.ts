import { join } from 'node:path';
import {
  commitFiles,
  type Fault,
  type FileReport,
  finishEarlierRun,
  hasConflictMarkers,
  isNewer,
  locateProject,
  NOT_AT_HAND,
  openSession,
  projectFiles,
  type RunPlugins,
  readOrNull,
  type Session,
  type SessionHost,
  type SessionRequest,
  STORE_FILE,
  UserError,
  withNeeds,
} from '@fastapi-mcp/kit';
import { changesForCallers } from './changes-for-callers.js';
import type { ToolChange } from './compare-tools.js';
import { type ExposedSecret, findExposedSecrets } from './find-exposed-secrets.js';

/** What a check found; nothing was written, but for what an earlier run had not finished. */
export interface CheckResult {
  readonly folder: string;
  /** Where the contract was read from; null when no source is known, so that drift could not be looked for. */
  readonly source: string | null;
  /** The contract reads differently now, be it only in a description, which is what a model goes by. */
  readonly contractChanged: boolean;
  /** The tools as they would be now, against those that callers know. */
  readonly tools: readonly ToolChange[];
  /** Which version of the generator made the project, and which one looks at it; null: it does not say. */
  readonly generator: { readonly project: string | null; readonly running: string | null; readonly newer: boolean };
  /** Files with both versions between markers, from an earlier run. */
  readonly conflicts: readonly FileReport[];
  /** Files that a run would change although the contract is the pinned one: another generator version, or other answers. */
  readonly stale: readonly FileReport[];
  /** Files that were edited by hand; allowed, and merged by the next run. */
  readonly edited: readonly FileReport[];
  readonly secrets: readonly ExposedSecret[];
  /** Plugins of the project that could not be used, so that what they brought was not looked at. */
  readonly plugins: readonly Fault[];
  /** What was put in order first, after a run that was stopped while it wrote; null: nothing. */
  readonly recovered: string | null;
}

/** Does anything need doing? Edits by hand do not, nor an older generator whose files are still the same. */
export function hasDrifted(result: CheckResult): boolean {
  const { contractChanged, tools, stale, conflicts, secrets, generator, plugins } = result;
  const found = [tools, stale, conflicts, secrets, plugins].some(({ length }) => length > 0);
  return found || contractChanged || generator.newer;
}

/**
 * Compares a generated project with its contract, its generator and its own rules.
 *
 * @param request - as for a run; a source among the flags wins over the stored one.
 * @throws UserError when there is no project, or its source cannot be read.
 */
export async function checkProject(
  given: SessionRequest,
  host: SessionHost,
  plugins: RunPlugins,
): Promise<CheckResult> {
  const { questions, templates } = plugins.toolbox;
  const request = { ...given, set: questions, templates };
  const { openapi, app, backend, ...others } = request.flags;
  const recovered = request.recovered ?? (await finishEarlierRun(request));
  if (locateProject(request)?.contract == null) {
    throw new UserError('there is no generated project here', 'run it in the project, or name it with --output', {
      exitCode: 2,
    });
  }
  const pinned = await openSession({ ...request, flags: others, refresh: false }, { ...host, tell: () => {} });
  const source = { openapi, app, backend, ...storedSource(pinned, { openapi, app, backend }) };
  const fresh = Object.values(source).some((value) => value !== undefined)
    ? await openSession({ ...request, flags: { ...others, ...defined(source) } }, host)
    : null;
  const files = await plannedChanges(pinned, plugins);
  return {
    folder: pinned.folder,
    source: fresh?.contractName ?? null,
    contractChanged: fresh !== null && fresh.context.contract !== pinned.context.contract,
    tools: changesForCallers(fresh ?? pinned),
    generator: generatorOf(pinned),
    conflicts: files.filter(({ path, state }) => state === 'conflicted' && isMarked(pinned.folder, path)),
    stale: files.filter(({ path, state }) => isStale(state) && !isMarked(pinned.folder, path)),
    edited: files.filter(({ state, reason }) => state === 'kept' && !(reason ?? '').endsWith(NOT_AT_HAND)),
    secrets: findExposedSecrets(pinned.folder),
    plugins: plugins.missing.length > 0 ? plugins.warnings : [],
    recovered,
  };
}

type SourceFlags = Readonly<Partial<Record<'openapi' | 'app' | 'backend', unknown>>>;

/** The source that the project was last generated from, unless this run names one. */
function storedSource({ project }: Session, named: SourceFlags): SourceFlags {
  if (Object.values(named).some((value) => value !== undefined)) return {};
  const { openapi, app, backend } = project?.stored ?? {};
  return { openapi: openapi ?? undefined, app: app ?? undefined, backend: backend ?? undefined };
}

function defined(values: SourceFlags): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}

function generatorOf({ project, version }: Session): CheckResult['generator'] {
  const made = project?.generatorVersion ?? null;
  return { project: made, running: version, newer: made !== null && version !== null && isNewer(made, version) };
}

function isStale(state: FileReport['state']): boolean {
  return ['created', 'updated', 'merged', 'conflicted', 'removed'].includes(state);
}

function isMarked(folder: string, path: string): boolean {
  return hasConflictMarkers(readOrNull(join(folder, path)) ?? '');
}

async function plannedChanges(session: Session, plugins: RunPlugins): Promise<readonly FileReport[]> {
  const { registry } = plugins.toolbox;
  const present = session.project?.generators ?? [];
  const running = withNeeds(
    present.filter((name) => registry.has(name)),
    registry,
    present,
  );
  // That a newer version would write its number down is no reason to run it.
  const version = session.project?.generatorVersion ?? session.version;
  const { files, ran, absent } = projectFiles({
    session: { ...session, version },
    running,
    known: registry,
    store: readOrNull(join(session.folder, STORE_FILE)),
    plugins: plugins.recorded(session.folder),
  });
  const { files: reports } = await commitFiles({
    folder: session.folder,
    files,
    ran,
    absent,
    dryRun: true,
    conflicts: 'refuse',
  });
  return reports;
}
