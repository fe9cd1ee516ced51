import { cleanLine, cleanText } from '../clean-text.js';
import { child, type JsonObject, stringAt } from '../json.js';
import type { Report } from '../report.js';

/** What a person and a model read about an operation. */
export interface OperationText {
  readonly title: string;
  readonly description: string;
}

/**
 * Title and description, never empty. FastAPI makes a summary of the handler's name (`Update Task`), which says nothing
 * beside it: it becomes the title in sentence case, and stays out of the description.
 */
export function describeOperation(node: JsonObject, pointer: string, name: string, report: Report): OperationText {
  const summary = cleanLine(stringAt(node, 'summary') ?? '', child(pointer, 'summary'), report);
  const described = cleanText(stringAt(node, 'description') ?? '', child(pointer, 'description'), report);
  const plain = sentence(name);
  const isMadeUp = summary === '' || isTitleCase(summary, name);
  const title = isMadeUp ? plain : summary;
  if (described === '') return { title, description: title };
  const repeats = isMadeUp || described.toLowerCase().startsWith(summary.toLowerCase().replace(/[.…]$/, ''));
  return { title, description: repeats ? described : `${summary.replace(/[.…]$/, '')}.\n\n${described}` };
}

/** `update_task` → `Update task` */
function sentence(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** FastAPI's own: `name.replace("_", " ").title()`. */
function isTitleCase(summary: string, name: string): boolean {
  const words = summary.split(' ');
  const isTitle = words.every((word) => /^[A-Z0-9][a-z0-9]*$/.test(word));
  const spelled = words.join('_').toLowerCase();
  return isTitle && (spelled === name || name.startsWith(`${spelled}_`));
}
