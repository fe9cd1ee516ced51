import type { Diagnostic } from '../diagnostic.js';

/** A key that is there twice: legal JSON, but one of the two is lost, which may be a whole route. */
export function duplicateKey(at: string, key: string): Diagnostic {
  return {
    code: 'duplicate-key',
    severity: 'warning',
    at,
    message: `the key ${key === '' ? 'here' : key} is there twice in its object; the last one counts`,
    hint: 'Merge the two: what stands under the first is lost.',
  };
}
