import { isHidden } from '@fastapi-mcp/python';

/** Anything but printable ASCII may be hidden; `isHidden` decides. */
const SUSPECT = /[^\x20-\x7e\n]/gu;

/**
 * JSON, two spaces deep, with a final newline, in which nothing is invisible: control, bidi and zero-width characters
 * are `\u` escapes, so that a reader of the file sees what a program sees.
 */
export function visibleJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(SUSPECT, (character) => (isHidden(character) ? escaped(character) : character))}\n`;
}

/** UTF-16 code units, as JSON counts (RFC 8259 §7). */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
