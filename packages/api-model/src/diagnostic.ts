/** Something a person should know; never thrown. One bad operation becomes one of these and the rest is generated. */
export interface Diagnostic {
  /** Stable, kebab-case: `unsupported-parameter-style`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Where: a JSON pointer into the document (`#/paths/~1tasks/get`), or `file:line`. */
  readonly at: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}
