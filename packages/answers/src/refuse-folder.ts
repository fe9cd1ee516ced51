import { posix } from 'node:path';
import type { Refusal } from './problem.js';
import { refuseText } from './refuse-text.js';

const elsewhere = 'name a folder of its own, as mcp-server';

/** Whole home folders, by the customs of Linux, macOS and Windows; a real home is not known without looking. */
const home = /^(\/root|\/home(\/[^/]+)?|\/Users(\/[^/]+)?|\/var\/root|[a-z]:\/Users(\/[^/]+)?)$/i;

/** Folders that must never fill with generated files. Text only: whether the folder exists is for the caller to see. */
export function refuseOutput(value: string): Refusal | null {
  const text = refuseText(value);
  if (text !== null) return text;
  // No shell expands `--output=~/x`; it would make a folder called ~.
  if (/^~/.test(value)) return { what: 'begins with ~, which was not expanded', fix: 'write the path out' };
  const path = posix.normalize(value.replaceAll('\\', '/')).replace(/(?<=.)\/$/, '');
  if (path === '/' || /^[a-z]:\/?$/i.test(path)) return { what: 'is the root of a disk', fix: elsewhere };
  if (home.test(path)) return { what: 'is a home folder', fix: elsewhere };
  return null;
}
