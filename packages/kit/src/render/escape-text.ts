import { isHidden, isPyCode, visible } from '@fastapi-mcp/python';
import { InternalError } from '../errors.js';

/** How `<%= value %>` is written into one kind of file. */
export type Escape = (value: unknown) => string;

/** `<%=` of a plain file (`.gitignore`, `.env.example`): one line, as it is, with nothing invisible in it. */
export const escapePlain: Escape = (value) => oneLine(scalarText(value));

/**
 * `<%=` of Markdown: prose that cannot become a heading, a link, HTML or a table cell of its own
 * (CommonMark 0.31 §2.4: any ASCII punctuation may be escaped by a backslash). Code is a code span.
 */
export const escapeMarkdown: Escape = (value) => (isPyCode(value) ? codeSpan(oneLine(value.text)) : escapeProse(value));

/** More backticks outside than inside (CommonMark §6.1); a bar would end a table's cell even in code (GFM §4.10). */
function codeSpan(code: string): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 ? ' ' : '';
  return `${fence}${padding}${code.replaceAll('|', '\\|')}${padding}${fence}`;
}

const escapeProse: Escape = (value) =>
  oneLine(scalarText(value))
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replace(/^(\s*\d*)([-+=.)])/, '$1\\$2');

/** `<%=` of TOML: a basic string, a number, a boolean or an inline array of them (TOML 1.0 "String"). */
export const escapeToml: Escape = (value) => {
  if (Array.isArray(value)) return `[${value.map(escapeToml).join(', ')}]`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `"${[...scalarText(value)].map(tomlCharacter).join('')}"`;
};

function tomlCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (!isHidden(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  // A lone surrogate is no Unicode scalar value: TOML cannot say it.
  if (point >= 0xd800 && point <= 0xdfff) return '\ufffd';
  return point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
}

function oneLine(text: string): string {
  return visible(text).text.replace(/\s+/g, ' ').trim();
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isPyCode(value)) return value.text;
  throw new InternalError(`only text, numbers and booleans can be written here, not ${typeof value}`);
}
