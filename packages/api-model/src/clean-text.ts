import { isHidden, visible } from '@fastapi-mcp/python';
import type { Report } from './report.js';

/** Most prose: nothing to look at twice. */
const PLAIN = /^[\x20-\x7e\n\t]*$/;

/**
 * Prose from a spec, without what a reader cannot see: controls, bidi marks, zero-width characters and lone surrogates
 * are dropped, line breaks become `\n`, odd spaces a space. A diagnostic says where something was hidden.
 */
export function cleanText(text: string, pointer: string, report: Report): string {
  if (PLAIN.test(text)) return text.trim();
  const shown = visible(text);
  if (!shown.changed) return shown.text.trim();
  report.add({
    code: 'hidden-characters',
    severity: 'warning',
    at: pointer,
    message: 'text with characters that a reader cannot see (control, bidi, zero-width); they were dropped',
    hint: 'Read the text in the source: hidden characters can carry instructions to a model.',
  });
  return visible([...text].filter((character) => /\s/u.test(character) || !isHidden(character)).join('')).text.trim();
}

/** Like {@link cleanText}, on one line and no longer than `most` characters. */
export function cleanLine(text: string, pointer: string, report: Report, most = 120): string {
  const line = cleanText(text, pointer, report).replace(/\s+/g, ' ');
  if (line.length <= most) return line;
  const cut = line.slice(0, most - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most - 30)).trimEnd()}…`;
}
