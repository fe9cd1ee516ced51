import type { EmittedFile } from '../define-generator.js';
import { InternalError } from '../errors.js';
import { TRANSFORMS_SCHEMA_FILE } from '../transform/transforms-file.js';
import { STATE_FOLDER } from './state-folder.js';

/** What may be generated into it: an editor's help for `mcp-tools.yaml`. */
const STATE_FILES: ReadonlySet<string> = new Set([TRANSFORMS_SCHEMA_FILE]);

/**
 * A finished file and who wrote it: the generators whose next run may change or remove it.
 *
 * @internal
 */
export interface OwnedFile extends EmittedFile {
  readonly owners: readonly string[];
}

/**
 * Refuses paths that no generator may write, and two files that cannot both exist.
 *
 * @throws InternalError naming the path and its generators: paths come from *plan*, so this is a bug, never a bad spec.
 */
export function checkFileSet(files: readonly OwnedFile[]): void {
  const seen = new Map<string, OwnedFile>();
  for (const file of files) {
    const problem = pathProblem(file.path);
    if (problem) throw new InternalError(`${file.owners.join(', ')} emits ${JSON.stringify(file.path)}: ${problem}`);
    // Case-insensitive file systems (macOS, Windows) hold only one of two such files.
    const key = file.path.toLowerCase();
    const other = seen.get(key);
    if (other)
      throw new InternalError(`${file.owners.join(', ')} and ${other.owners.join(', ')} both emit ${file.path}`);
    seen.set(key, file);
  }
  for (const file of files) {
    const folder = parentFolders(file.path).find((parent) => seen.has(parent.toLowerCase()));
    if (folder) throw new InternalError(`${file.path} needs ${folder} to be a folder, but it is a file`);
  }
}

/** What is wrong with a path, or null. */
export function pathProblem(path: string): string | null {
  if (path === '' || path.length > 240) return 'a path has 1 to 240 characters';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is absolute';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\\\u0000-\u001f\u007f]/.test(path)) return 'it has a backslash or a control character';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'it has an empty, "." or ".." part';
  if (STATE_FILES.has(path)) return null;
  const first = parts[0]?.toLowerCase();
  if (first === '.git' || first === STATE_FOLDER) return `${first}/ is not for generators`;
  return null;
}

/** `a/b/c.py` → `a`, `a/b`. */
export function parentFolders(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
