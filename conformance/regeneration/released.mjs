/** Projects as released versions left them, in one compressed file each. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, 'released');
/** Brotli, since its window spans the files: what the base repeats costs next to nothing. */
const PARAMETERS = { [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_QUALITY]: 11 };

/** @returns {string[]} names, without their ending: `0.1.0-pattern-3` */
export function releasedNames() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json.br'))
    .map((name) => name.slice(0, -'.json.br'.length))
    .sort();
}

/** @param {Record<string, Buffer>} files by path */
export function pack(files) {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [
      path,
      path.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8'),
    ]),
  );
  return brotliCompressSync(JSON.stringify(texts), { params: PARAMETERS });
}

/** @returns {Record<string, string>} text by path; what the project has compressed is unpacked */
export function releasedFiles(name) {
  return JSON.parse(brotliDecompressSync(readFileSync(join(folder, `${name}.json.br`))).toString('utf8'));
}

/** Writes a released project into a folder. */
export function unpackReleased(name, to) {
  for (const [path, text] of Object.entries(releasedFiles(name))) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), path.endsWith('.gz') ? gzipSync(text) : text);
  }
}
