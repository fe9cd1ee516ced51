import { mergeText } from '@fastapi-mcp/kit';
import type { FileChange } from './patch.js';
import type { Unfollowed } from './survey.js';

/** A file that is the patch's own from its first line to its last. */
export interface WholeFile {
  readonly path: string;
  /** What is there; null: nothing. */
  readonly now: string | null;
  /** What the last run wrote there; null: nobody knows. */
  readonly written: string | null;
  /** What this run would write. */
  readonly next: string;
}

/** Brings such a file up to date. What its owner has changed in it stays; where both changed the same lines, it is left. */
export function bringWholeFile({ path, now, written, next }: WholeFile): {
  readonly change: FileChange | null;
  readonly left: Unfollowed | null;
} {
  const write = (after: string) => ({ change: after === now ? null : { path, before: now, after }, left: null });
  if (now === null || now === written) return write(next);
  if (now === next || written === next) return { change: null, left: null };
  const merged = written === null ? null : mergeText(written, now, next);
  if (merged?.conflicts === 0) return write(merged.text);
  return {
    change: null,
    left: { at: path, reason: 'it is not what an earlier run wrote, and was left; delete it to have it written anew' },
  };
}
