import { patternTokens } from './pattern-tokens.js';

/** As Python, Rust, Perl and Java write "whatever the case"; JavaScript knows no flags inside a pattern. */
const IGNORE_CASE = '(?i)';

/**
 * A pattern that starts with `(?i)`, spelled without it: each ASCII letter as a class of both cases. Null where that
 * cannot be said so: letters beyond ASCII, letters by their code, a range across the cases.
 *
 * @example bothCases('(?i)^(all|[a-f]\\d)$') // '^([aA][lL][lL]|[a-fA-F]\\d)$'
 */
export function bothCases(pattern: string): string | null {
  if (!pattern.startsWith(IGNORE_CASE)) return pattern;
  const tokens = patternTokens(pattern.slice(IGNORE_CASE.length));
  return tokens.every(isAsciiCased) ? tokens.map(tokenOfBothCases).join('') : null;
}

function isAsciiCased(token: string): boolean {
  if (/[^\0-\x7f]|\\[xu]/.test(token)) return false;
  if (!token.startsWith('[')) return true;
  const rest = token.slice(1, -1).replace(/\\./g, '').replace(SAME_CASE_RANGE, '');
  return !/[a-z]-.|.-[a-z]/i.test(rest);
}

const SAME_CASE_RANGE = /[a-z]-[a-z]|[A-Z]-[A-Z]/g;

function tokenOfBothCases(token: string): string {
  if (/^[a-z]$/i.test(token)) return `[${token}${otherCase(token)}]`;
  if (!token.startsWith('[')) return token;
  return token.replace(/\\.|[a-z]-[a-z]|[A-Z]-[A-Z]|[A-Za-z]/g, (text) =>
    text.startsWith('\\') ? text : `${text}${otherCase(text)}`,
  );
}

function otherCase(text: string): string {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
}
