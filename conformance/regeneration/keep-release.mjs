/**
 * Keeps a generated project as what a released version wrote, for the upgrade tests. Run it with the version that is
 * about to be released, before its number changes:
 *
 *     node conformance/regeneration/keep-release.mjs PROJECT conformance/regeneration/released/0.1.0-pattern-3.json.br
 *
 * One compressed file: text by path, the base unpacked (compressed twice it would be twice as large). Locks of other
 * tools, caches and secrets stay out.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from './released.mjs';

const [, , project, file] = process.argv;
if (!project || !file) {
  console.error('usage: keep-release.mjs PROJECT FILE');
  process.exit(2);
}
const LEFT_OUT = new Set(['uv.lock', '.env', '.venv', '.git', '__pycache__', 'node_modules']);
const texts = Object.fromEntries(filesIn('').map((path) => [path, readFileSync(join(project, path))]));
writeFileSync(file, pack(texts));
console.log(`${Object.keys(texts).length} files`);

function filesIn(folder) {
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (LEFT_OUT.has(entry.name) || entry.name.endsWith('_cache')) return [];
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
