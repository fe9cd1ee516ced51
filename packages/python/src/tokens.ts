/** One lexical token of Python, enough of it to tell names from everything else. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'fstring' | 'operator' | 'newline' | 'comment';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// The Unicode classes cost milliseconds to compile and run: only names that need them pay.
const ASCII_NAME = /[A-Za-z_]\w*(?!\w|[^\0-\x7f])/y;
const NAME = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const NUMBER = /(?:\d|\.\d)(?:[\w.]|(?<=[eE])[+-])*/y;
const SPACE = /(?:[ \t\f]|\\\r?\n)+/y;
const COMMENT = /#[^\r\n]*/y;
const NEWLINE = /\r?\n/y;
const OPERATOR = /->|:=|==|!=|<=|>=|\*\*=?|\/\/=?|>>=?|<<=?|[-+*/%@&|^]=|[^\s\w]/y;
const STRING_START = /([rRbBuUfFtT]{0,2})("""|'''|"|')/y;

/**
 * Splits source into tokens. Newlines are kept; those inside brackets are not told apart from others. Source that is no
 * Python gives some tokens or other, never an error: whoever needs to know asks the formatter.
 */
export function tokenize(source: string): Token[] {
  return [...lexemes(source)];
}

/** As {@link tokenize}, one after the other: who needs only the top of a module reads only that. */
export function* lexemes(source: string): Generator<Token> {
  let start = 0;
  while (start < source.length) {
    const space = endOf(SPACE, source, start);
    if (space !== null) {
      start = space;
      continue;
    }
    const token = tokenAt(source, start);
    if (token !== null) yield token;
    start = token?.end ?? start + 1;
  }
}

/** Null: a character that is no Python. */
function tokenAt(source: string, start: number): Token | null {
  const token = (kind: Token['kind'], end: number): Token => ({ kind, text: source.slice(start, end), start, end });
  const quoted = stringEnd(source, start);
  if (quoted !== null) return token(quoted.formatted ? 'fstring' : 'string', quoted.end);
  if (source.charCodeAt(start) > 127) {
    const end = endOf(NAME, source, start);
    if (end !== null) return token('name', end);
  }
  for (const [kind, pattern] of PATTERNS) {
    const end = endOf(pattern, source, start);
    if (end !== null) return token(kind, end);
  }
  return null;
}

const PATTERNS = [
  ['name', ASCII_NAME],
  ['number', NUMBER],
  ['newline', NEWLINE],
  ['comment', COMMENT],
  ['operator', OPERATOR],
  ['name', NAME],
] as const;

function endOf(pattern: RegExp, source: string, start: number): number | null {
  pattern.lastIndex = start;
  return pattern.test(source) ? pattern.lastIndex : null;
}

/** Where the string that starts here ends; null when none starts here. An unclosed one ends with its line, or the file. */
function stringEnd(source: string, start: number): { readonly end: number; readonly formatted: boolean } | null {
  STRING_START.lastIndex = start;
  const opening = STRING_START.exec(source);
  const quote = opening?.[2];
  if (opening === null || quote === undefined) return null;
  const formatted = /[fFtT]/.test(opening[1] ?? '');
  let at = STRING_START.lastIndex;
  while (at < source.length) {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith(quote, at)) return { end: at + quote.length, formatted };
    else if (quote.length === 1 && source[at] === '\n') return { end: at, formatted };
    else at += 1;
  }
  return { end: source.length, formatted };
}

/** What is inside a string's quotes, escapes untouched. */
export function stringContent(token: Token): string {
  const opening = /^[a-zA-Z]*("""|'''|"|')/.exec(token.text);
  const quote = opening?.[1];
  if (opening === null || quote === undefined) return token.text;
  const end = token.text.endsWith(quote) ? -quote.length : undefined;
  return token.text.slice(opening[0].length, end);
}

/** The source of the replacement fields of an f-string, format specs included. */
export function replacementFields(token: Token): string[] {
  const content = stringContent(token);
  const fields: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < content.length; at += 1) {
    const character = content[at];
    const doubled = depth === 0 && content[at + 1] === character && (character === '{' || character === '}');
    if (doubled) at += 1;
    else if (character === '{' && depth++ === 0) start = at + 1;
    else if (character === '}' && depth > 0 && --depth === 0) fields.push(content.slice(start, at));
  }
  return fields;
}
