import { code, type PyCode } from './code.js';
import { visible } from './visible.js';

export interface DocstringOptions {
  /** How many spaces the docstring stands in; 0 for a module's. */
  readonly indent: number;
  /** The longest line, indent and quotes included; 120 when absent. */
  readonly lineLength?: number;
}

const LINE_LENGTH = 120;
/** A quote at the very end that no backslash escapes yet. */
const CLOSING_QUOTE = /(?<=(?:^|[^\\])(?:\\\\)*)"$/;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/gu;

/**
 * A docstring of any text: what cannot be seen is shown, quotes and backslashes cannot end it, and long lines are wrapped
 * between words (not inside fenced code). The first line is not indented: print it where the docstring starts.
 *
 * @example docstring('Say "hi"', { indent: 4 }).text // """Say "hi\""""
 */
export function docstring(text: string, { indent, lineLength = LINE_LENGTH }: DocstringOptions): PyCode {
  const safe = visible(text).text.replaceAll('\t', '    ').replaceAll('\\', '\\\\').replaceAll('"""', '""\\"').trim();
  const single = `"""${safe.replace(CLOSING_QUOTE, '\\"')}"""`;
  if (!safe.includes('\n') && indent + width(single) <= lineLength) return code(single);
  const lines = wrapText(safe, lineLength - indent, '"""'.length);
  const margin = ' '.repeat(indent);
  const body = lines.map((line, index) => (index === 0 || line === '' ? line : margin + line)).join('\n');
  return code(`"""${body}\n${margin}"""`);
}

/** Comments that tools obey: a spec's text must not switch a linter off or change the file's encoding. */
const DIRECTIVE = /(^|#\s*)(?=(?:type|mypy|pyright|pyre|ruff|flake8|isort|fmt|yapf|pylint|pragma)\s*:|noqa|nosec)/gi;

/**
 * Text as one comment, a `# ` line for each of its lines, wrapped at the line length. The first line is not indented.
 *
 * @example comment('Sent to\nthe backend', { indent: 4 }).text // '# Sent to\n    # the backend'
 */
export function comment(text: string, { indent, lineLength = LINE_LENGTH }: DocstringOptions = { indent: 0 }): PyCode {
  const lines = wrapText(visible(text).text.replaceAll('\t', '    ').trim(), lineLength - indent - 2, 0)
    .map((line) => line.replace(DIRECTIVE, '$1| ').replace(/coding([:=])/gi, 'coding $1'))
    .map((line) => `# ${line}`.trimEnd());
  return code(lines.join(`\n${' '.repeat(indent)}`));
}

/** @param firstIndent - columns already taken on the first line */
function wrapText(text: string, columns: number, firstIndent: number): string[] {
  const wrapped: string[] = [];
  let fenced = false;
  for (const line of text.split('\n').map((raw) => raw.trimEnd())) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const room = columns - (wrapped.length === 0 ? firstIndent : 0);
    if (fenced || width(line) <= room) wrapped.push(line);
    else wrapped.push(...wrapLine(line, columns, room));
  }
  return wrapped;
}

/** A continued list item stands under its text, any other line under its own start. */
function wrapLine(line: string, columns: number, firstColumns: number): string[] {
  const lead = /^(\s*)((?:[-*+]|\d+[.)])\s+)?/.exec(line);
  const hang = ' '.repeat(lead?.[0].length ?? 0);
  const lines: string[] = [];
  let current = lead?.[0] ?? '';
  let empty = true;
  for (const word of line.slice(current.length).split(/ +/)) {
    const room = lines.length === 0 ? firstColumns : columns;
    if (!empty && width(current) + 1 + width(word) > room) {
      lines.push(current);
      current = hang + word;
    } else {
      current += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  return [...lines, current];
}

/** Columns on a screen, as ruff counts them for E501. */
function width(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}
