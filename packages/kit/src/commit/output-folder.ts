import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UserError } from '../errors.js';
import type { OnDisk } from './decide-change.js';
import { parentFolders } from './file-set.js';

/**
 * Where a path of the output really is, with links inside the folder followed.
 *
 * @param root - the real path of the output folder.
 * @throws UserError when a symbolic link leads out of the folder: nothing outside is ever written.
 */
export function targetOf(root: string, path: string): string {
  for (const place of [...parentFolders(path), path]) {
    const stat = lstatOf(join(root, place));
    if (stat === null) return join(root, path);
    if (stat.isSymbolicLink() && !isInside(root, realpathOf(root, place))) {
      throw new UserError(
        `${place} is a symbolic link out of the output folder`,
        'replace it by a real folder or file, or choose another --output',
      );
    }
    if (place !== path && !stat.isSymbolicLink() && !stat.isDirectory()) {
      throw new UserError(
        `${place} is a file, but ${path} needs a folder there`,
        'move it away, or choose another --output',
      );
    }
  }
  return realpathSync(join(root, path));
}

/** What is on disk at a path; text is UTF-8, anything else is left alone. */
export function readTarget(root: string, path: string): OnDisk {
  const target = targetOf(root, path);
  const stat = lstatOf(target);
  if (stat === null) return { kind: 'absent' };
  if (stat.isDirectory()) return { kind: 'other', what: 'a folder' };
  if (!stat.isFile()) return { kind: 'other', what: 'no regular file' };
  const bytes = readFileSync(target);
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'other', what: 'not UTF-8 text' };
  }
}

function realpathOf(root: string, place: string): string {
  try {
    return realpathSync(join(root, place));
  } catch {
    throw new UserError(`${place} is a symbolic link to nothing`, 'remove it');
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way));
}

function lstatOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}
