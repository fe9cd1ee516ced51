import { readFileSync } from 'node:fs';
import { InternalError } from './errors.js';

/**
 * The version of this package, for the ranges of plugins.
 *
 * @internal
 */
export function kitVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new InternalError('kit has no version');
}
