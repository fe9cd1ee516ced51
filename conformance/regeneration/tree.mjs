/** A project as it is on disk. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const PASSED_OVER = new Set(['.venv', '.git', '__pycache__', 'uv.lock', '.mypy_cache', '.ruff_cache', '.pytest_cache']);

/** @returns {string[]} paths of all files, sorted */
export function pathsIn(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      if (PASSED_OVER.has(entry.name)) return [];
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? pathsIn(root, path) : [path];
    })
    .sort();
}

/** @returns {Map<string, string>} text by path, without our own folder */
export function textsIn(root) {
  const own = pathsIn(root).filter((path) => !path.startsWith('.fastapi-mcp/'));
  return new Map(own.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** One value for the whole tree, our own folder included. */
export function fingerprint(root, paths = pathsIn(root)) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

/** @returns {Record<string, { kind: string, content?: string }>} what the last run wrote, by path */
export function baseOf(root) {
  return JSON.parse(gunzipSync(readFileSync(join(root, '.fastapi-mcp', 'base.json.gz'))).toString('utf8')).files;
}
