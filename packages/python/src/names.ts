import { BUILTINS, KEYWORDS, SOFT_KEYWORDS } from './word-lists.js';

const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

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
  return IDENTIFIER.test(text) && !isKeyword(text) && text.normalize('NFKC') === text;
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
