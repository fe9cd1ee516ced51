import { code, isPyCode, type PyCode } from './code.js';
import { isHidden } from './visible.js';

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What has a Python literal: JSON, exact integers, and code inside lists and dicts. */
export type PyValue = JsonValue | bigint | PyCode | readonly PyValue[] | { readonly [key: string]: PyValue };

export interface LiteralOptions {
  /** Strings longer than this many characters are split at spaces into adjacent literals in parentheses. */
  readonly wrap?: number;
}

/** CPython's tokenizer gives up at 200 open brackets. */
const MAX_DEPTH = 150;
/** CPython refuses longer integer literals (`sys.int_info.default_max_str_digits`). */
const MAX_DIGITS = 4300;

/**
 * The Python literal of a value. The same value always gives the same text, in ruff's quote style, and nothing in it is
 * invisible: control, bidi, zero-width and other non-printable characters are `\x`, `\u` or `\U` escapes.
 *
 * @throws RangeError for what Python source cannot say: NaN, infinities, `undefined`, nesting beyond 150. JSON holds none
 * of the first three, so it is a bug in the caller, not in the user's spec.
 * @example literal({ a: [1, null, 'x"y'] }).text // {"a": [1, None, 'x"y']}
 */
export function literal(value: PyValue | undefined, options: LiteralOptions = {}): PyCode {
  return code(render(value, options, 0));
}

function render(value: PyValue | undefined, options: LiteralOptions, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError(`a value nested deeper than ${MAX_DEPTH} has no Python literal`);
  if (value === undefined) throw new RangeError('undefined has no Python literal; is a field of the view missing?');
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return numberLiteral(value);
    case 'bigint':
      return integerLiteral(value);
    case 'string':
      return wrapped(value, options.wrap) ?? stringLiteral(value);
    default:
      return isPyCode(value) ? value.text : container(value, options, depth + 1);
  }
}

function container(
  value: readonly PyValue[] | { readonly [key: string]: PyValue },
  options: LiteralOptions,
  depth: number,
): string {
  if (isList(value)) return `[${value.map((item) => render(item, options, depth)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${stringLiteral(key)}: ${render(item, options, depth)}`);
  return `{${entries.join(', ')}}`;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: object): value is readonly PyValue[] {
  return Array.isArray(value);
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no Python literal`);
  if (Object.is(value, -0)) return '-0.0';
  return String(value).replace('e+', 'e');
}

function integerLiteral(value: bigint): string {
  const text = value.toString();
  if (text.length > MAX_DIGITS) throw new RangeError(`an integer of ${text.length} digits has no Python literal`);
  return text;
}

/** Ruff's choice: double quotes, unless single ones need fewer escapes. */
function stringLiteral(value: string): string {
  const quote = count(value, '"') > count(value, "'") ? "'" : '"';
  let body = '';
  for (const character of value) {
    if (character === quote || character === '\\') body += `\\${character}`;
    else body += isHidden(character) ? escaped(character) : character;
  }
  return `${quote}${body}${quote}`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Adjacent literals in parentheses, each ending in the spaces that part it from the next; null when one line is enough. */
function wrapped(value: string, width: number | undefined): string | null {
  if (width === undefined || value.length <= width) return null;
  const lines = [''];
  for (const word of value.match(/\n+|\S+[^\S\n]*|[^\S\n]+/g) ?? []) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && (line.endsWith('\n') || line.length + word.trimEnd().length > width)) lines.push(word);
    else lines[lines.length - 1] = line + word;
  }
  return lines.length > 1 ? `(${lines.map(stringLiteral).join(' ')})` : null;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
