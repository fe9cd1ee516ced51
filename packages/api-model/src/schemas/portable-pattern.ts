import { bothCases } from './both-cases.js';
import { MAX_PATTERN_SIZE, patternSize } from './pattern-size.js';
import { patternTokens } from './pattern-tokens.js';

/** Enough for any name or code. */
const MAX_LENGTH = 500;

/**
 * A regular expression, if three engines read it alike: the model's client (ECMAScript), Pydantic (Rust's
 * `regex`) and Python's `re`; else null. It stays as it is but for needless escapes and `(?i)` at its start. Look-around,
 * back-references, named groups, Unicode classes, other flags, set operations in classes and large repeats are where they
 * part.
 *
 * @example portablePattern('^[a-z]{2,8}$') // '^[a-z]{2,8}$'
 * @example portablePattern('^(?!x)') // null
 */
export function portablePattern(text: string): string | null {
  if (text.length > MAX_LENGTH || !text.isWellFormed()) return null;
  const spelled = bothCases(text);
  if (spelled === null) return null;
  const tokens = patternTokens(spelled).map(withoutNeedlessEscapes);
  const plain = tokens.join('');
  return isPattern(plain) && tokens.every(isPortable) && patternSize(tokens) <= MAX_PATTERN_SIZE ? plain : null;
}

/** `\-` and `\@` outside a class mean the character itself where they are allowed, and are not allowed everywhere. */
function withoutNeedlessEscapes(token: string): string {
  if (token.startsWith('['))
    return token.replace(/\\(.)/gsu, (whole, character: string) =>
      /[ !"#%',/:;<=>@_`]/.test(character) ? character : whole,
    );
  return /^\\[ !"#%&',\-:;<=>@_`~]$/.test(token) ? token.slice(1) : token;
}

/** A regular expression by the rules of JSON Schema validators: with the `u` flag, which refuses stray braces. */
export function isPattern(text: string): boolean {
  if (text.length > MAX_LENGTH || !text.isWellFormed()) return false;
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function isPortable(token: string, index: number, tokens: readonly string[]): boolean {
  // `(?=`, `(?!`, `(?<`, `(?i:`: the plain groups are tokens of their own.
  if (token === '?' && tokens[index - 1] === '(') return false;
  if (token.startsWith('\\')) return isPortableEscape(token);
  if (!token.startsWith('[')) return true;
  const inner = token.slice(1, -1).replace(/^\^/, '');
  const escapes = inner.match(/\\./gsu) ?? [];
  const rest = inner.replace(/\\./gsu, '');
  return (
    inner !== '' && escapes.every((text) => text !== '\\b' && isPortableEscape(text)) && !/\[|&&|--|~~|\|\|/.test(rest)
  );
}

/** `\u{1F600}`, `\cA`, `\0`, `\1`, `\k<x>` and `\p{L}` each fail in one of the three. */
function isPortableEscape(text: string): boolean {
  return /^\\[^0-9ckpP]/s.test(text) && text !== '\\u{';
}
