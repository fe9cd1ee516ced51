import { formatPython, mergeModules, organiseImports, type Result } from '@fastapi-mcp/python';
import type { OwnedFile } from '../commit/file-set.js';
import type { Context, EmittedFile, GeneratorDefinition } from '../define-generator.js';
import { InternalError, UserError } from '../errors.js';
import { type Frame, headerOf, withFooter } from './frame-module.js';
import { TEMPLATE_FOLDER, withTemplates } from './template-overrides.js';

const DEFAULT_ORDER = 50;
const NO_FRAME: Frame = { templates: {}, view: { project: '', title: '' } };

/**
 * A file as one generator emitted it.
 *
 * @internal
 */
export interface Contribution {
  readonly owner: string;
  /** The plugin that the owner belongs to; absent: none. */
  readonly plugin?: string;
  readonly file: EmittedFile;
}

/**
 * What generators emit for a context, in the order of the generators.
 *
 * @internal
 */
export function contributionsOf(
  definitions: readonly GeneratorDefinition[],
  context: Context,
): readonly Contribution[] {
  return withTemplates(context.templates ?? {}, () =>
    definitions.flatMap((definition) => {
      const by = { owner: definition.name, ...(definition.plugin === undefined ? {} : { plugin: definition.plugin }) };
      return definition.files(context).map((file) => ({ ...by, file }));
    }),
  );
}

/**
 * Puts a run's files together: Python modules of one path become one file (by `order`, then as listed), their imports
 * are organised, and every Python file is formatted.
 *
 * @param frame - what the project puts around every Python module.
 * @throws InternalError when a template made no valid Python, or two generators emit one path that cannot be merged;
 *   UserError when the template is the user's own.
 * @example
 * const files = assembleFiles(contributionsOf([clientGenerator, schemasGenerator], context));
 *
 * @internal
 */
export function assembleFiles(contributions: readonly Contribution[], frame: Frame = NO_FRAME): readonly OwnedFile[] {
  const byPath = new Map<string, Contribution[]>();
  for (const contribution of contributions) {
    byPath.set(contribution.file.path, [...(byPath.get(contribution.file.path) ?? []), contribution]);
  }
  const firstParty = [...new Set([...byPath.keys()].filter(isPython).map(topLevelName))].sort();
  return [...byPath].map(([path, parts]) => assembleFile(path, parts, { firstParty, frame }));
}

interface Around {
  readonly firstParty: readonly string[];
  readonly frame: Frame;
}

function assembleFile(path: string, parts: readonly Contribution[], { firstParty, frame }: Around): OwnedFile {
  const [first, ...others] = [...parts].sort(
    (a, b) => (a.file.order ?? DEFAULT_ORDER) - (b.file.order ?? DEFAULT_ORDER),
  );
  if (first === undefined) throw new InternalError(`nothing emits ${path}`);
  const owners = [...new Set(parts.flatMap(({ owner, file }) => [owner, ...(file.alsoBy ?? [])]))].sort();
  refuseTwoPlugins(path, parts);
  if (first.file.kind !== 'python') {
    if (others.length > 0) throw new InternalError(`${owners.join(' and ')} each emit ${path}`);
    return { ...first.file, owners };
  }
  const source = others.length === 0 ? parsedIfOwn(first.file) : merged(path, [first, ...others]);
  const module = organiseImports(withFooter(source, path, frame), { firstParty });
  const formatted = textOf(formatPython(`${headerOf(path, frame)}${module}`, first.file.template ?? path));
  return { ...first.file, content: formatted, owners };
}

/** Modules of one path are merged, but only ours: a plugin that wrote into another's file would do it unseen. */
function refuseTwoPlugins(path: string, parts: readonly Contribution[]): void {
  const plugins = [...new Set(parts.map(({ plugin = 'generator-fastapi-mcp' }) => plugin))].sort();
  if (plugins.length > 1)
    throw new UserError(
      `${plugins.join(' and ')} both emit ${path}`,
      'use one of the two, or ask the author of the plugin for another name',
    );
}

function merged(path: string, parts: readonly Contribution[]): string {
  const modules = parts.map(({ file, owner }, index) => ({
    module: file.template ?? `${owner}[${index}]`,
    source: parsed(file.content, file.template ?? path),
  }));
  return textOf(mergeModules(modules, { dropModules: [moduleName(path)] }));
}

/** Each part must be a module by itself; said here, the message can still name its template. */
function parsed(source: string, name: string): string {
  textOf(formatPython(source, name));
  return source;
}

/** Said before imports move: the line is then the one that the user's template made. */
function parsedIfOwn({ content, template = '' }: EmittedFile): string {
  return template.startsWith(`${TEMPLATE_FOLDER}/`) ? parsed(content, template) : content;
}

function textOf(result: Result<string>): string {
  if (result.ok) return result.value;
  const told = result.diagnostics.map(({ at, message }) => `${at}: ${message}`).join('\n');
  if (told.startsWith(`${TEMPLATE_FOLDER}/`))
    throw new UserError(
      `${told} (lines are those of the Python that it makes)`,
      'see docs/templates.md for what the template may read',
    );
  throw new InternalError(told);
}

function isPython(path: string): boolean {
  return path.endsWith('.py');
}

/** `src/client.py` → `src`; `client.py` → `client`. */
function topLevelName(path: string): string {
  return path.split('/')[0]?.replace(/\.py$/, '') ?? path;
}

/** `src/tools/__init__.py` → `src.tools`. */
function moduleName(path: string): string {
  return path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}
