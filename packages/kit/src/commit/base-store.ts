import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { isMissing } from './error-code.js';
import { STATE_FOLDER } from './state-folder.js';

/** The pristine output of the last run, in one compressed file, so that editors, grep and linters do not see everything twice. */
export const BASE_FILE = `${STATE_FOLDER}/base.json.gz`;

const owners = z.array(z.string());
const baseEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('generated'), owners, content: z.string() }),
  /** Only that it was written: what is in it (a secret) is nobody's business. */
  z.object({ kind: z.literal('once'), owners }),
  z.object({ kind: z.literal('replaced'), owners, sha256: z.string() }),
]);
const baseSchema = z.object({ version: z.literal(1), files: z.record(z.string(), baseEntrySchema) });

export type BaseEntry = z.infer<typeof baseEntrySchema>;

/** By path. */
export type Base = Readonly<Record<string, BaseEntry>>;

/**
 * The base of the last run; empty when there was none.
 *
 * @throws UserError when the file is damaged: merging against a wrong base would lose edits.
 */
export function readBase(root: string): Base {
  let packed: Buffer;
  try {
    packed = readFileSync(join(root, BASE_FILE));
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
  try {
    return baseSchema.parse(JSON.parse(gunzipSync(packed).toString('utf8'))).files;
  } catch {
    throw new UserError(
      `${BASE_FILE} is damaged or from a newer version`,
      'restore it from git; or delete it, and files that you edited are reported as conflicts',
    );
  }
}

/** Sorted, without a date: the same base is the same bytes on every machine. */
export function packBase(base: Base): Buffer {
  const packed = gzipSync(`${baseText(base)}\n`);
  // RFC 1952 §2.3.1: byte 9 names the operating system that compressed; 255 is "unknown".
  packed[9] = 255;
  return packed;
}

/** Whether two bases say the same (compressed bytes may differ between zlib versions). */
export function sameBase(a: Base, b: Base): boolean {
  return baseText(a) === baseText(b);
}

/** Sorted, entries field by field, so that equal bases are equal texts. */
function baseText(base: Base): string {
  const entries = Object.entries(base).sort(([a], [b]) => (a < b ? -1 : 1));
  const files = entries.map(([path, entry]) => [
    path,
    Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))),
  ]);
  return JSON.stringify({ version: 1, files: Object.fromEntries(files) });
}
