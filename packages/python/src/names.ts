import { BUILTINS, KEYWORDS, SOFT_KEYWORDS } from './word-lists.js';

const ASCII = /^\w*$/;
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

/** The first plane's letters and marks of Unicode 15 to 17, and joiners that these let into names: first and last of each row. */
const NEWER_THAN_PYTHON: readonly (readonly [number, number])[] = [
  [0x088f, 0x088f],
  [0x0897, 0x0897],
  [0x0c5c, 0x0c5c],
  [0x0cdc, 0x0cdc],
  [0x0cf3, 0x0cf3],
  [0x0ece, 0x0ece],
  [0x1acf, 0x1aeb],
  [0x1c89, 0x1c8a],
  [0x200c, 0x200d],
  [0x30fb, 0x30fb],
  [0xa7cb, 0xa7cf],
  [0xa7d2, 0xa7d2],
  [0xa7d4, 0xa7d4],
  [0xa7da, 0xa7dc],
  [0xa7f1, 0xa7f1],
  [0xff65, 0xff65],
];

/** Node may know letters that Python 3.11 (Unicode 14) does not: beyond the first plane new ones come by the thousand. */
function isKnownToPython(text: string): boolean {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0).every(
    (code) => code < 0x10000 && !NEWER_THAN_PYTHON.some(([first, last]) => code >= first && code <= last),
  );
}

/** A reserved word: never a name. */
export function isKeyword(text: string): boolean {
  return KEYWORDS.has(text);
}

/** `match`, `case`, `type`, `_`: names that also are keywords in some places. */
export function isSoftKeyword(text: string): boolean {
  return SOFT_KEYWORDS.has(text);
}

/** A public name of `builtins`, which a definition of the same name would hide. */
export function isBuiltin(text: string): boolean {
  return BUILTINS.has(text);
}

/**
 * Whether text can be a name in source as it stands: an identifier, no keyword, and the same after Python's own NFKC
 * normalisation (language reference §2.3), so that two names that differ here differ there too.
 */
export function isIdentifier(text: string): boolean {
  if (!IDENTIFIER.test(text) || isKeyword(text)) return false;
  return ASCII.test(text) || (text.normalize('NFKC') === text && isKnownToPython(text));
}

/**
 * `snake_case` in ASCII: accents are dropped, other letters part words. Empty when nothing is left; may start with a digit.
 *
 * @example snakeCase('HTTPServer v2-Größe') // 'http_server_v2_grosse'
 */
export function snakeCase(text: string): string {
  return asciiWords(text).join('_').toLowerCase();
}

/**
 * `PascalCase` in ASCII, words as in {@link snakeCase}; capitals inside a word stay (`HTTPValidationError`).
 *
 * @example pascalCase('update task_v2') // 'UpdateTaskV2'
 */
export function pascalCase(text: string): string {
  return asciiWords(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/**
 * The nearest usable name: `fallback` for nothing, a prefix before a digit, a trailing underscore after a keyword
 * (PEP 8, "Descriptive: naming styles"). Takes ASCII words, as {@link snakeCase} and {@link pascalCase} make them.
 *
 * @param fallback - what a nameless or digit-led thing is called: `field`, `Model`
 * @example safeName('from', 'field') // 'from_'
 * @example safeName('2fa', 'field') // 'field_2fa'
 */
export function safeName(name: string, fallback: string): string {
  if (name === '') return fallback;
  if (/^\d/.test(name)) return /^[A-Z]/.test(fallback) ? `${fallback}${name}` : `${fallback}_${name}`;
  return isKeyword(name) ? `${name}_` : name;
}

function asciiWords(text: string): string[] {
  const ascii = text
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
  return ascii
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
}
