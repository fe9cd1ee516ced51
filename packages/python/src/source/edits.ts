import { failed, ok, type Result } from '../result.js';

/** Replaces `[start, end)` of a text; an insertion where the two are equal. Offsets are those of the JavaScript string. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Splices edits into a text; every character outside them stays as it is. Insertions at one place keep their order.
 *
 * @param name - what a problem names: the file's path
 * @returns the new text, or why the edits cannot all apply: two overlap, or one lies outside the text
 */
export function applyEdits(text: string, edits: readonly Edit[], name = 'text'): Result<string> {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) return refused(text, edit, name, at);
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return ok(result + text.slice(at));
}

function refused(text: string, edit: Edit, name: string, at: number): Result<string> {
  const overlap = edit.start < at;
  return failed({
    code: overlap ? 'overlapping-edits' : 'edit-outside-text',
    severity: 'error',
    at: `${name}:${text.slice(0, edit.start).split('\n').length}`,
    message: overlap
      ? 'two edits change the same characters'
      : `an edit of [${edit.start}, ${edit.end}) lies outside the text`,
    hint: 'Nothing was changed in this file.',
  });
}
