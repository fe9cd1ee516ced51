import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.js';
import { errorCode, isMissing } from './error-code.js';

/**
 * Makes the output folder and those above it, one at a time: Node's own `recursive` never returns where a file system
 * answers ENOENT to every new entry (`/proc`).
 *
 * @param folder - absolute.
 * @throws UserError when the place cannot hold it.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run made it meanwhile.
    if (errorCode(error) === 'EEXIST' && isFolder(folder)) return;
    throw refusal(error, folder, parent);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function refusal(error: unknown, folder: string, parent: string): unknown {
  const hint = 'choose another --output';
  switch (errorCode(error)) {
    case 'ENOENT':
      return new UserError(`${parent} takes no new folder`, `it is no ordinary file system; ${hint}`);
    case 'ENOTDIR':
    case 'EEXIST':
      return new UserError(`${folder} cannot be a folder: there is a file in its place`, hint);
    case 'ENAMETOOLONG':
      return new UserError(`the name of the output folder is too long: ${folder.slice(0, 80)}…`, hint);
    default:
      return error;
  }
}
