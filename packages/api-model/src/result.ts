import type { Diagnostic } from './diagnostic.js';

/** What a stage returns: failures that a user can cause are values, never exceptions. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
