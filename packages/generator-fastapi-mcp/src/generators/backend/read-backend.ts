import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@fastapi-mcp/kit';
import type { BackendFile } from './survey.js';

const SKIPPED = /^(?:\.|__pycache__$|node_modules$|site-packages$|venv$|env$|virtualenv$)/;
const WANTED = /\.py$|^(?:pyproject\.toml|setup\.py|setup\.cfg|pytest\.ini|tox\.ini|\.?ruff\.toml)$/;
const MAX_BYTES = 2_000_000;
const MAX_FILES = 50_000;

/** @throws UserError when there is no such folder. */
export function checkFolder(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(
      `--backend: there is no folder ${folder}`,
      'check the path; it is relative to the current folder',
    );
}

/**
 * The Python sources of a backend, sorted by path. Links are not followed; what is no UTF-8 cannot be patched and is left
 * out, as are files of over 2 MB (data, not code).
 *
 * @param folder - absolute.
 * @throws UserError when there is no such folder, or far more files than a backend has.
 */
export function readBackend(folder: string): readonly BackendFile[] {
  checkFolder(folder);
  const files: BackendFile[] = [];
  const visit = (directory: string): void => {
    for (const entry of readdirSync(join(folder, directory), { withFileTypes: true })) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) visit(path);
      else if (entry.isFile() && WANTED.test(entry.name)) files.push(...readSource(folder, path));
      if (files.length > MAX_FILES)
        throw new UserError(
          `--backend: ${folder} holds more than ${MAX_FILES} Python files`,
          'name the folder of the backend alone',
        );
    }
  };
  visit('');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readSource(folder: string, path: string): BackendFile[] {
  const text = readText(folder, path);
  return text === null || text.length > MAX_BYTES ? [] : [{ path, text }];
}

/** A text file as it is, BOM and line ends included; null when it is not there, or no UTF-8. */
export function readText(folder: string, path: string): string | null {
  const file = join(folder, path);
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch {
    return null;
  }
}
