import { formatPython, mergeModules } from '@fastapi-mcp/python';
import { UserError } from '../errors.js';
import { renderTemplate } from './compile-template.js';
import { escapePlain } from './escape-text.js';
import { pythonLiteral } from './python-literal.js';
import { FRAME, type OwnTemplates, TEMPLATE_FOLDER } from './template-overrides.js';

/** What `header.py.ejs` and `footer.py.ejs` may read. */
export interface FrameView {
  /** Of the module, in the project: `src/client.py`. */
  readonly path: string;
  /** The project's name: `todo-mcp`. */
  readonly project: string;
  /** The API's title. */
  readonly title: string;
}

/** What stands around every Python module of a project. */
export interface Frame {
  readonly templates: OwnTemplates;
  readonly view: Omit<FrameView, 'path'>;
}

/**
 * A module with the project's footer behind it: any Python; its imports join the module's own. An empty module stays so.
 *
 * @throws UserError when the footer is no Python by itself.
 */
export function withFooter(source: string, path: string, { templates, view }: Frame): string {
  const template = templates[FRAME.footer];
  if (template === undefined || source.trim() === '') return source;
  const footer = renderTemplate(new URL(template), { ...view, path }, pythonLiteral);
  const name = `${TEMPLATE_FOLDER}/${FRAME.footer}`;
  const parsed = formatPython(footer, name);
  if (!parsed.ok) throw frameFault(parsed.diagnostics, `${name} makes no valid Python`);
  if (!/^(?:import|from)\s/m.test(footer)) return `${source.trimEnd()}\n\n${footer}`;
  const joined = mergeModules(
    [
      { module: path, source },
      { module: name, source: footer },
    ],
    { dropModules: [] },
  );
  if (!joined.ok) throw frameFault(joined.diagnostics, `${name} does not go with ${path}`);
  return joined.value;
}

/**
 * The project's header, which is comments alone: a docstring must stay the first statement, and imports the next.
 *
 * @throws UserError when it is more than comments.
 */
export function headerOf(path: string, { templates, view }: Frame): string {
  const template = templates[FRAME.header];
  if (template === undefined) return '';
  const header = renderTemplate(new URL(template), { ...view, path }, escapePlain).trim();
  const lines = header.split('\n');
  const wrong = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (wrong >= 0)
    throw new UserError(
      `${TEMPLATE_FOLDER}/${FRAME.header}:${wrong + 1}: is no comment`,
      'start every line of the header with #; put code into footer.py.ejs',
    );
  return header === '' ? '' : `${header}\n\n`;
}

function frameFault(
  diagnostics: readonly { readonly at: string; readonly message: string }[],
  otherwise: string,
): UserError {
  const [first] = diagnostics;
  return new UserError(first ? `${first.at}: ${first.message}` : otherwise, 'see docs/templates.md');
}
