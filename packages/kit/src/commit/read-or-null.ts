import { readFileSync } from 'node:fs';
import { isMissing } from './error-code.js';

/**
 * A file's text, or null when it is not there.
 *
 * @internal
 */
export function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
