import { randomBytes } from 'node:crypto';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commitEdits, diffEdits, type FileEdit, recoverFolder, UserError } from '@fastapi-mcp/kit';
import {
  EXAMPLE_FILES,
  envEdit,
  envFileOf,
  exampleEdit,
  ignoreEdit,
  ignoresEnv,
  readsDotenv,
  settingIn,
  TOKEN_SETTING,
} from './env-files.js';
import { changedInGit, isIgnoredByGit } from './git-state.js';
import type { Patch, PatchChoices, SeamReport } from './patch.js';
import { planPatch } from './plan-patch.js';
import { checkFolder, readBackend, readText } from './read-backend.js';
import { extendUndoState, readUndoState, reversalEdits, type UndoState, undoEdits } from './undo-state.js';

/** What to do with a backend. */
export interface PatchRequest {
  /** The backend's folder, absolute. */
  readonly folder: string;
  readonly choices: PatchChoices;
  /** The secret that the MCP server has already, if it has one; the backend's own, if it has one, comes first. */
  readonly token?: string | null;
  readonly dryRun?: boolean;
  /** Patch although git has changes that are not committed. */
  readonly allowDirty?: boolean;
  /** Asks a person which of several dependencies to extend, as `module:name`; without it all are extended. */
  readonly choose?: (seams: readonly SeamReport[]) => Promise<readonly string[]>;
}

/** What became of it. */
export interface PatchResult {
  readonly status: 'patched' | 'unchanged' | 'dry-run' | 'nothing-to-extend';
  readonly patch: Patch;
  /** Files written (or to be written), by path. */
  readonly files: readonly { readonly path: string; readonly state: 'created' | 'updated' | 'removed' }[];
  /** The unified diff, without what is in `.env`. */
  readonly diff: string;
  /** What was put in order after an interrupted run; null: nothing. */
  readonly recovered: string | null;
  /** The dotenv file that the backend reads, where it is not its own `.env`: the token must be put there by hand. */
  readonly envElsewhere: string | null;
  /** Nothing in the source reads `.env`. */
  readonly envUnread: boolean;
  /** The secret that is in the backend's `.env` now, for the server's; never to be printed. */
  readonly token: string;
}

/**
 * Patches a FastAPI backend so that a service call is let in: all files or none, with a way back beside them. Run again,
 * it extends what is new and changes nothing else.
 *
 * @throws UserError when git has uncommitted changes, a file changes meanwhile, or a person chooses no dependency.
 * @example
 * const { status, diff } = await patchBackend({ folder, choices: { dependencies: [], leave: [], userIdType: null }, dryRun: true });
 */
export async function patchBackend(request: PatchRequest): Promise<PatchResult> {
  const { folder, dryRun = false } = request;
  checkFolder(folder);
  const recovered = dryRun ? null : await recoverFolder(folder);
  const earlier = readUndoState(folder);
  const leave = request.choices.leave.length > 0 ? request.choices.leave : (earlier?.leave ?? []);
  const userIdType = request.choices.userIdType ?? earlier?.userIdType ?? null;
  const sources = readBackend(folder);
  const written = new Map(earlier?.files.map(({ path, after }) => [path, after]));
  const { patch, dependencies } = await planChosen(request, earlier, (chosen) =>
    planPatch(
      sources,
      { ...request.choices, leave, userIdType, dependencies: chosen },
      { written, loadUser: earlier?.loadUser ?? [] },
    ),
  );
  const envFile = envFileOf(sources);
  const known = settingIn(readText(folder, envFile) ?? '', TOKEN_SETTING);
  const token = known ?? request.token ?? randomBytes(32).toString('base64url');
  const envElsewhere = envFile === '.env' || known !== null ? null : envFile;
  const envUnread = !readsDotenv(sources, patch.settingsFile === null ? 'environment' : 'settings');
  const about = { patch, recovered, token, envElsewhere, envUnread };
  const isPatched = patch.seams.length > 0 || earlier !== null || patch.after.some(({ service }) => service);
  if (!isPatched) return { ...about, status: 'nothing-to-extend', files: [], diff: '' };
  const source: FileEdit[] = [...patch.changes, ...settingsFiles(folder)];
  // A file that the backend does not read would only look as if the token were set.
  const isWritten = envFile === '.env' && patch.refusingToken === null;
  const env = isWritten ? envEdit(readText(folder, '.env'), token) : null;
  const edits = [...source, ...(env === null ? [] : [env])];
  const outcome = { ...about, files: edits.map(reportOf), diff: await diffEdits(edits) };
  if (edits.length === 0) return { ...outcome, status: 'unchanged' };
  if (dryRun) return { ...outcome, status: 'dry-run' };
  refuseDirty(request, source);
  const files = source.flatMap(({ path, before, after }) => (after === null ? [] : [{ path, before, after }]));
  const state = extendUndoState(earlier, {
    files,
    env: env === null ? null : env.before === null ? 'created' : 'extended',
    leave,
    dependencies,
    loadUser: patch.loadUser,
    userIdType,
  });
  await commitEdits(folder, [...edits, ...(await undoEdits(folder, state))]);
  keepToOwner(folder);
  return { ...outcome, status: 'patched' };
}

/** A person is asked once: neither where a flag or an earlier run has said it, nor about a single dependency. */
async function planChosen(
  { choices, choose }: PatchRequest,
  earlier: UndoState | null,
  plan: (dependencies: readonly string[]) => Promise<Patch>,
): Promise<{ readonly patch: Patch; readonly dependencies: readonly string[] }> {
  const said = choices.dependencies.length > 0 ? choices.dependencies : (earlier?.dependencies ?? []);
  const patch = await plan(said);
  if (choose === undefined || said.length > 0 || earlier !== null || patch.seams.length < 2)
    return { patch, dependencies: said };
  const chosen = await choose(patch.seams);
  if (chosen.length === 0)
    throw new UserError(
      'no dependency was chosen, so nothing was changed',
      'choose at least one, or name it: --dependency get_current_user',
    );
  return { patch: await plan(chosen), dependencies: chosen };
}

/**
 * Takes the patch back: every file as it was before, byte for byte, but for what its owner has changed in it since.
 *
 * @returns what was (or would be) restored.
 * @throws UserError when there is no patch of ours, or its lines were changed since.
 */
export async function unpatchBackend(
  folder: string,
  dryRun = false,
): Promise<{ readonly files: PatchResult['files']; readonly diff: string }> {
  checkFolder(folder);
  await (dryRun ? null : recoverFolder(folder));
  const state = readUndoState(folder);
  if (state === null)
    throw new UserError(
      'this backend holds no patch of ours to take back',
      'check --backend; a patch that was committed elsewhere is undone with git',
    );
  const env = withoutToken(readText(folder, '.env'), state.env);
  const edits = [...reversalEdits(folder, state), ...(env === null ? [] : [env])];
  if (!dryRun) await commitEdits(folder, edits);
  const visible = edits.filter(({ path }) => !path.startsWith('.fastapi-mcp/'));
  return { files: visible.map(reportOf), diff: await diffEdits(visible) };
}

function withoutToken(text: string | null, did: 'created' | 'extended' | null): FileEdit | null {
  if (text === null || did === null) return null;
  const after = text.replace(new RegExp(`^${TOKEN_SETTING}=[^\\r\\n]*(?:\\r?\\n|$)`, 'm'), '');
  return { path: '.env', before: text, after: did === 'created' && after === '' ? null : after };
}

/** `.env.example` with the new settings, and a `.gitignore` that keeps `.env` out of git. */
function settingsFiles(folder: string): FileEdit[] {
  const example = EXAMPLE_FILES.flatMap((path) => {
    const text = readText(folder, path);
    return text === null ? [] : [exampleEdit(path, text)];
  });
  const ignore = readText(folder, '.gitignore');
  const ignored = isIgnoredByGit(folder, '.env') ?? ignoresEnv(ignore ?? '');
  return [...example, ignored ? null : ignoreEdit(ignore)].flatMap((edit) => edit ?? []);
}

function refuseDirty({ folder, allowDirty = false }: PatchRequest, edits: readonly FileEdit[]): void {
  const dirty = allowDirty || edits.length === 0 ? [] : (changedInGit(folder) ?? []);
  if (dirty.length === 0) return;
  const more = dirty.length > 3 ? ` and ${dirty.length - 3} more` : '';
  throw new UserError(
    `the backend has changes that are not committed: ${dirty.slice(0, 3).join(', ')}${more}`,
    'commit or stash them, so that the patch can be reviewed by itself; or pass --force',
  );
}

/** A `.env` that was there keeps its content, but nobody else may read it any more. */
function keepToOwner(folder: string): void {
  const file = join(folder, '.env');
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0o600;
  if ((mode & 0o077) !== 0) chmodSync(file, 0o600);
}

function reportOf({ path, before, after }: FileEdit): PatchResult['files'][number] {
  return { path, state: before === null ? 'created' : after === null ? 'removed' : 'updated' };
}
