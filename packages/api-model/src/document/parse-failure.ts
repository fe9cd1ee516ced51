import type { Diagnostic } from '../diagnostic.js';

/** One reason why a text is no document we can read. */
export function failure(
  code: string,
  at: string,
  message: string,
  hint: string,
): { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  return { ok: false, diagnostics: [{ code, severity: 'error', at, message, hint }] };
}

/** `openapi.json:3:14` for an offset into a text; lines and columns count from 1. */
export function place(name: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${name}:${line}:${offset - before.lastIndexOf('\n')}`;
}
