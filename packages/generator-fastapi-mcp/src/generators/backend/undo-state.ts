import { gunzipSync, gzipSync } from 'node:zlib';
import { diffEdits, type FileEdit, mergeText, UserError } from '@fastapi-mcp/kit';
import { readText } from './read-backend.js';
import type { UserIdType } from './user-id-type.js';

/** A file of the patch as it was and as the patch made it; null: it was not there. */
export interface PatchedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/** The way back. What is in `.env` is never kept here. */
export interface UndoState {
  readonly version: 1;
  readonly files: readonly PatchedFile[];
  /** What the patch did to `.env`. */
  readonly env: 'created' | 'extended' | null;
  /** Uses that are left to users alone, for the next run. */
  readonly leave: readonly string[];
  /** The dependencies that a person named or chose, for the next run; empty or absent: all. */
  readonly dependencies?: readonly string[];
  /** How users are loaded, as a person said it: `get_current_user=app.crud:get_user(user_id)`. */
  readonly loadUser?: readonly string[];
  /** What a user id is, as a person said it. */
  readonly userIdType?: UserIdType | null;
}

const FOLDER = '.fastapi-mcp';
const UNDO_FILE = `${FOLDER}/backend-undo`;
/** Git has its own way back, and this folder may hold what others commit: only our files are kept out. */
const IGNORE_FILE = `${FOLDER}/.gitignore`;
const IGNORED = 'backend-undo\nbackend.reverse.patch\n.gitignore\n';
/** The patch backwards, for `git apply` and `patch -p1`. */
export const REVERSE_PATCH = `${FOLDER}/backend.reverse.patch`;

/** What an earlier run left; null when the backend is not patched by us. */
export function readUndoState(folder: string): UndoState | null {
  const text = readText(folder, UNDO_FILE);
  if (text === null) return null;
  try {
    const state: UndoState = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8'));
    if (state.version === 1 && Array.isArray(state.files)) return state;
  } catch {
    // Told below.
  }
  throw new UserError(
    `${UNDO_FILE} is damaged or from a newer version`,
    `undo the patch with git, or with ${REVERSE_PATCH}`,
  );
}

/** The edits that keep the way back beside the patch itself, in one and the same commit. */
export async function undoEdits(folder: string, state: UndoState): Promise<readonly FileEdit[]> {
  const reverse = await diffEdits(
    state.files.map(({ path, before, after }) => ({ path, before: after, after: before })),
  );
  const packed = gzipSync(JSON.stringify(state), { level: 9 });
  // No time stamp of gzip's: the same patch is the same bytes.
  return changed(folder, [
    { path: UNDO_FILE, after: `${packed.toString('base64')}\n` },
    { path: REVERSE_PATCH, after: reverse },
    { path: IGNORE_FILE, after: readText(folder, IGNORE_FILE) ?? IGNORED },
  ]);
}

function changed(folder: string, files: readonly { readonly path: string; readonly after: string }[]): FileEdit[] {
  return files.flatMap(({ path, after }) => {
    const before = readText(folder, path);
    return before === after ? [] : [{ path, before, after, mode: 0o600 }];
  });
}

/** The state after one more patch: a file that both touched keeps its oldest text, without what its owner did since. */
export function extendUndoState(
  earlier: UndoState | null,
  { dependencies = [], loadUser = [], userIdType = null, ...patch }: Omit<UndoState, 'version'>,
): UndoState {
  const files = new Map((earlier?.files ?? []).map((file) => [file.path, file]));
  for (const file of patch.files) {
    const known = files.get(file.path);
    files.set(file.path, known === undefined ? file : { ...file, before: without(known, file.before) });
  }
  const ordered = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    version: 1,
    files: ordered,
    env: earlier?.env ?? patch.env,
    leave: patch.leave,
    dependencies,
    loadUser,
    userIdType,
  };
}

/** A file's present text with our part taken out: the original where nobody touched it, a three-way merge where somebody did. */
function without({ before, after }: PatchedFile, now: string | null): string | null {
  if (now === null || now === after) return before;
  const merged = mergeText(after, now, before ?? '');
  return merged.conflicts > 0 ? now : merged.text;
}

/**
 * The edits that take a patch back.
 *
 * @throws UserError when a person has changed the very lines of the patch since; nothing is taken back then.
 */
export function reversalEdits(folder: string, state: UndoState): readonly FileEdit[] {
  const edits = state.files.flatMap((file): FileEdit[] => {
    const now = readText(folder, file.path);
    if (now === file.before) return [];
    if (now === null || now === file.after) return [{ path: file.path, before: now, after: file.before }];
    const merged = mergeText(file.after, now, file.before ?? '');
    if (merged.conflicts > 0 || file.before === null)
      throw new UserError(
        `${file.path} was changed where the patch is`,
        `take the patch out of it by hand (${REVERSE_PATCH} shows it), then run --undo again`,
      );
    return [{ path: file.path, before: now, after: merged.text }];
  });
  const own = [UNDO_FILE, REVERSE_PATCH, IGNORE_FILE].flatMap((path): FileEdit[] => {
    const before = readText(folder, path);
    return before === null || (path === IGNORE_FILE && before !== IGNORED) ? [] : [{ path, before, after: null }];
  });
  return [...edits, ...own];
}
