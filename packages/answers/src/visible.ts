/** Characters that a reader cannot see, or that reorder what they do see: controls, bidi marks, zero-width, lone surrogates, odd spaces. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}/u;
/** The same and unassigned code points: of no use on a terminal, but tomorrow's letters, so no reason to refuse a value. */
const unprintable = new RegExp(`\\p{Cn}|${hidden.source}`, 'gu');

/** Longest piece of somebody else's text that a message repeats. */
const longest = 80;

/** Does the text hold a character that would not show? */
export function hasHidden(text: string): boolean {
  return hidden.test(text);
}

/**
 * Text from outside, safe to print on one line of a terminal: hidden characters as `\u{…}`, long text cut.
 *
 * @example visible('a\u202Eb') // 'a\\u{202e}b'
 */
export function visible(text: string): string {
  const characters = Array.from(text.slice(0, longest * 2));
  const shown = characters.slice(0, longest).join('');
  const escaped = shown.replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return text.length > shown.length ? `${escaped}…` : escaped;
}

/** Any JSON-like value, as a message shows it. */
export function visibleValue(value: unknown): string {
  if (typeof value === 'string') return `"${visible(value)}"`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value === undefined ? 'nothing' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
