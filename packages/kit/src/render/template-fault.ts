import { Script } from 'node:vm';
import ejs from 'ejs';
import { InternalError, UserError } from '../errors.js';
import { isOwn, templateName } from './template-overrides.js';

/**
 * What went wrong in a template, as the error to throw: a bug where the template is ours, else a mistake that the user
 * can mend, with its line.
 */
export function templateFault(error: unknown, template: URL, text: string): Error {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!isOwn(template)) return error instanceof InternalError ? error : new InternalError(message, { cause: error });
  const name = templateName(template);
  const line = runtimeLine(message) ?? namedLine(message, name) ?? syntaxLine(text) ?? 1;
  return new UserError(
    `${name}:${line}: ${what(message, name)}`,
    'see docs/templates.md for what the template may read',
  );
}

/** EJS puts the place and an excerpt before the message. */
function runtimeLine(message: string): number | null {
  const found = /^[^\n]*:(\d+)\n/.exec(message);
  return found ? Number(found[1]) : null;
}

/** `name:12: …`, as our own checks write it. */
function namedLine(message: string, name: string): number | null {
  const rest = message.startsWith(`${name}:`) ? /^(\d+)/.exec(message.slice(name.length + 1)) : null;
  return rest ? Number(rest[1]) : null;
}

/** Without the excerpt, and without the name that stands before the line already. */
function what(message: string, name: string): string {
  const told = runtimeLine(message) === null ? message : message.slice(message.indexOf('\n\n'));
  const [first = ''] = told.trim().split('\n');
  if (/Unexpected token '(?:catch|\))'/.test(first)) return 'a block that opens with { is never closed';
  const plain = first.replace(/ in \S+ while compiling ejs$/, '');
  return plain.startsWith(name)
    ? plain
        .slice(name.length)
        .replace(/^:\d+:/, '')
        .trim()
    : plain;
}

/** A syntax error has no place of its own: the last line that the compiled code counts before it. */
function syntaxLine(text: string): number | null {
  const template = new ejs.Template(text, { filename: 'template', escape: String, unsafePrototypeLocals: true });
  try {
    template.generateSource();
    new Script(`(function () {\n${template.source}\n})`, { filename: 'compiled' });
    return null;
  } catch (error) {
    const place = /^compiled:(\d+)/.exec(stackOf(error));
    if (!place) return null;
    const before = template.source
      .split('\n')
      .slice(0, Number(place[1]) - 1)
      .join('\n');
    return Number([...before.matchAll(/; __line = (\d+)/g)].at(-1)?.[1] ?? 1);
  }
}

/** By its shape: an error of another realm is no `Error` of ours. */
function stackOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'stack' in error ? String(error.stack) : '';
}
