import type { SourceFile, SyntaxNode } from '@fastapi-mcp/kit';

/** Why a dependency cannot be extended without a guess, and what to do by hand. */
export interface Obstacle {
  /** `file:line` */
  readonly at: string;
  readonly reason: string;
  readonly byHand: string;
}

/** A value, or the obstacle on the way to it. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly obstacle: Obstacle };

export function found<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function blocked(
  file: SourceFile,
  node: SyntaxNode,
  reason: string,
  byHand: string,
): { readonly ok: false; readonly obstacle: Obstacle } {
  return { ok: false, obstacle: { at: file.at(node), reason, byHand } };
}

/** What to write where fastapi-users' list of backends is not a plain list. */
export const byHandBackend =
  'put service_backend(tokens) of service_auth.py first into the list that FastAPIUsers gets; tokens is a function that returns the service tokens';
