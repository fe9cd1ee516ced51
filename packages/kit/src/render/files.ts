import type { EmittedFile } from '../define-generator.js';
import type { ModulePath } from '../plan.js';
import { renderTemplate } from './compile-template.js';
import { type Escape, escapeMarkdown, escapePlain, escapeToml } from './escape-text.js';
import { pythonLiteral } from './python-literal.js';
import { chosenTemplate, templateName } from './template-overrides.js';
import { visibleJson } from './visible-json.js';

/** What every renderer takes. */
export interface TemplateFile {
  /** Path in the output, with forward slashes. */
  readonly to: string;
  /** The `.ejs` file: `new URL('./templates/client.py.ejs', import.meta.url)`. */
  readonly template: URL;
  /** What the template may read: plain data; a missing field throws. */
  readonly view: object;
  readonly mode?: number;
  readonly ownership?: EmittedFile['ownership'];
  /** Other generators whose contributions are in it. */
  readonly alsoBy?: readonly string[];
}

/** A Python module; where several of a run have one path, they are merged (structure A). */
export type PythonFile = (Omit<TemplateFile, 'to'> | { readonly source: string }) & {
  /** A module of the plan, or a path. */
  readonly to: ModulePath | string;
  /** Place among the modules that share a file: lower comes first, 50 when absent, equal ones stay in listed order. */
  readonly order?: number;
};

/**
 * A Python file: `<%= value %>` writes a Python literal, a `PyCode` value is written as it is. Imports are merged,
 * sorted and pruned, and the file is formatted, when the run's files are put together.
 *
 * @example
 * python({ to: plan.modules.client, template: new URL('./templates/client.py.ejs', import.meta.url), view: clientView(context) })
 */
export function python(file: PythonFile): EmittedFile {
  const order = file.order === undefined ? {} : { order: file.order };
  const to = typeof file.to === 'string' ? file.to : file.to.file;
  if ('source' in file) return { path: to, content: file.source, kind: 'python', ...order };
  return { ...rendered({ ...file, to }, pythonLiteral), kind: 'python', ...order };
}

/** A TOML file: `<%= value %>` writes a TOML string, number, boolean or inline array. */
export function toml(file: TemplateFile): EmittedFile {
  return rendered(file, escapeToml);
}

/** A Markdown file: `<%= value %>` writes text that cannot become markup. */
export function markdown(file: TemplateFile): EmittedFile {
  return rendered(file, escapeMarkdown);
}

/** Any other text (`.env.example`, `.gitignore`, YAML with quoted places): `<%= value %>` writes one visible line. */
export function plain(file: TemplateFile): EmittedFile {
  return rendered(file, escapePlain);
}

/**
 * Text from a template, with an escape of the caller's own.
 *
 * @param file - where to and from what.
 * @param write - how `<%= %>` writes a value.
 */
export function text(file: TemplateFile, write: Escape): EmittedFile {
  return rendered(file, write);
}

/** A JSON file, two spaces deep, with a final newline. */
export function json(file: {
  readonly to: string;
  readonly value: unknown;
  readonly mode?: number;
  readonly ownership?: EmittedFile['ownership'];
  readonly alsoBy?: readonly string[];
}): EmittedFile {
  return { path: file.to, content: visibleJson(file.value), ...fileOptions(file) };
}

function rendered(file: TemplateFile, write: Escape): EmittedFile {
  return {
    path: file.to,
    content: renderTemplate(file.template, file.view, write),
    template: templateName(chosenTemplate(file.template)),
    ...fileOptions(file),
  };
}

function fileOptions({
  mode,
  ownership,
  alsoBy = [],
}: {
  readonly mode?: number;
  readonly ownership?: EmittedFile['ownership'];
  readonly alsoBy?: readonly string[];
}): Partial<EmittedFile> {
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(ownership === undefined ? {} : { ownership }),
    ...(alsoBy.length > 0 ? { alsoBy } : {}),
  };
}
