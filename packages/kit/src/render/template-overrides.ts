import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nearest } from '@fastapi-mcp/answers';
import { isMissing } from '../commit/error-code.js';
import { STATE_FOLDER } from '../commit/state-folder.js';
import { UserError } from '../errors.js';

/** Where a project keeps templates of its own. */
export const TEMPLATE_FOLDER = `${STATE_FOLDER}/templates`;

/** Put around every Python module; they replace no template. */
export const FRAME = { header: 'header.py.ejs', footer: 'footer.py.ejs' } as const;

/** A project's own templates: file name → file, as a URL. */
export type OwnTemplates = Readonly<Record<string, string>>;

/**
 * The templates in a project's `.fastapi-mcp/templates/`.
 *
 * @param folder - the project, absolute.
 */
export function findTemplates(folder: string): OwnTemplates {
  return templatesIn(join(folder, TEMPLATE_FOLDER));
}

/** The templates in a folder. */
export function templatesIn(place: string): OwnTemplates {
  return Object.fromEntries(
    entries(place)
      .filter((name) => name.endsWith('.ejs'))
      .sort()
      .map((name) => [name, pathToFileURL(join(place, name)).href]),
  );
}

function entries(place: string): readonly string[] {
  try {
    return readdirSync(place);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** While generators render: the project's templates, and the folders in which those lie that they could replace. */
let active: { readonly own: OwnTemplates; readonly folders: Set<string> } | null = null;

/**
 * Runs generators so that the project's own templates are used in place of those of the same name.
 *
 * @throws UserError for a template that replaces none: its name is wrong, and it would silently do nothing.
 */
export function withTemplates<T>(own: OwnTemplates, run: () => T): T {
  const outer = active;
  active = { own, folders: new Set() };
  try {
    const result = run();
    refuseUnknown(active.own, active.folders);
    return result;
  } finally {
    active = outer;
  }
}

/** The template to render: the project's own of that name, else the one given. */
export function chosenTemplate(template: URL): URL {
  if (active === null) return template;
  const own = active.own[basename(template.pathname)];
  if (!Object.hasOwn(active.own, basename(template.pathname)) || own === undefined) {
    active.folders.add(new URL('.', template).href);
    return template;
  }
  if (template.href !== own) active.folders.add(new URL('.', template).href);
  return new URL(own);
}

/** How messages call a template: ours by its name, the user's by where it lies. */
export function templateName(template: URL): string {
  const name = basename(template.pathname);
  return isOwn(template) ? `${TEMPLATE_FOLDER}/${name}` : name;
}

/** Whether a template is the user's, so that a mistake in it is theirs to mend. */
export function isOwn(template: URL): boolean {
  return new URL('.', template).pathname.endsWith(`/${TEMPLATE_FOLDER}/`);
}

function refuseUnknown(own: OwnTemplates, folders: ReadonlySet<string>): void {
  const known = new Set<string>([...folders].flatMap((folder) => entries(fileURLToPath(folder))));
  // A name that starts with _ is a part, for other templates of the project to include.
  const isNeeded = (name: string): boolean =>
    known.has(name) || name.startsWith('_') || Object.values<string>(FRAME).includes(name);
  const unknown = Object.keys(own).find((name) => !isNeeded(name));
  if (unknown === undefined || folders.size === 0) return;
  const near = nearest(unknown, [...known, ...Object.values(FRAME)]);
  const file = new URL(own[unknown] ?? '');
  throw new UserError(
    `${isOwn(file) ? `${TEMPLATE_FOLDER}/${unknown}` : fileURLToPath(file)}: there is no template of this name to replace`,
    near === null ? 'name it as in docs/templates.md, or move it away' : `did you mean ${near}?`,
  );
}
