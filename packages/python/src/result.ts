/** Something a person should know. The same shape as api-model's `Diagnostic`, which this package may not import. */
export interface Problem {
  /** Stable, kebab-case: `python-syntax-error`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** `file:line`. */
  readonly at: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** A value with what should be known about it, or the reasons why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Problem[] }
  | { readonly ok: false; readonly diagnostics: readonly Problem[] };

export function ok<T>(value: T, diagnostics: readonly Problem[] = []): Result<T> {
  return { ok: true, value, diagnostics };
}

export function failed(...diagnostics: readonly Problem[]): {
  readonly ok: false;
  readonly diagnostics: readonly Problem[];
} {
  return { ok: false, diagnostics };
}
