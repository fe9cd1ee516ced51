import { resolve } from 'node:path';
import { finishInterrupted } from '../commit/finish-interrupted.js';
import { findProject, type Project } from './find-project.js';
import type { SessionRequest } from './session.js';

const DEFAULT_OUTPUT = 'mcp-server';

type Place = Pick<SessionRequest, 'cwd' | 'flags' | 'file'>;

/**
 * The project that a run is about: in the folder it names, else in the current one, or in the default output.
 *
 * @returns null when there is none yet.
 * @throws UserError when its store cannot be read.
 *
 * @internal
 */
export function locateProject(place: Place): Project | null {
  for (const folder of possibleFolders(place)) {
    const project = findProject(folder, place.cwd);
    if (project !== null) return project;
  }
  return null;
}

/**
 * Before anything is read: of a tree that is half old and half new, answers, contract and names of tools would not
 * belong together.
 *
 * @returns what was done, for the user; null: no run had been stopped while it wrote.
 *
 * @internal
 */
export async function finishEarlierRun(place: Place): Promise<string | null> {
  for (const folder of possibleFolders(place)) {
    const done = await finishInterrupted(folder);
    if (done !== null) return done;
  }
  return null;
}

function possibleFolders({ cwd, flags, file }: Place): readonly string[] {
  const named =
    flags.output ?? (typeof file === 'object' && file !== null && 'output' in file ? file.output : undefined);
  return typeof named === 'string' ? [resolve(cwd, named)] : [cwd, resolve(cwd, DEFAULT_OUTPUT)];
}
