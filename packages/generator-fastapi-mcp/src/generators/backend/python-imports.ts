import {
  type Edit,
  field,
  importsOf,
  namedChildren,
  type PythonProject,
  type SourceFile,
  STANDARD_LIBRARY,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { covers } from './covers.js';
import { SUFFIX } from './suffix.js';

/** A name that a file must import. */
export interface Wanted {
  readonly module: string;
  readonly name: string;
  /** The module's file when it is one of the backend's own; `new` for one that is about to be added. */
  readonly from: SourceFile | 'new' | null;
  /** Where it is defined, where that is not the module that it is imported from. */
  readonly definedIn?: SourceFile;
}

/** The edits that give a file the names it wants and take those that it no longer needs, in the file's own style. */
export function importEdits({
  project,
  file,
  wanted,
  dropped,
  lineLength,
}: {
  readonly project: PythonProject;
  readonly file: SourceFile;
  readonly wanted: readonly Wanted[];
  /** Names inside import statements to take out, by the node of the name. */
  readonly dropped: readonly SyntaxNode[];
  readonly lineLength: number;
}): Edit[] {
  const missing = wanted.filter(
    ({ name }, index) => !isImported(file, name) && wanted.findIndex((each) => each.name === name) === index,
  );
  const statements = topLevel(file);
  const changed = new Map<
    number,
    { readonly statement: SyntaxNode; readonly added: string[]; readonly dropped: SyntaxNode[] }
  >();
  const change = (statement: SyntaxNode) => {
    const entry = changed.get(statement.startIndex) ?? { statement, added: [], dropped: [] };
    changed.set(statement.startIndex, entry);
    return entry;
  };
  const fresh = new Map<string, Wanted[]>();
  for (const want of missing) {
    const fitting = statements.filter((statement) => imports(project, file, statement, want));
    // In the place of the name that goes for it, where there are several.
    const existing =
      fitting.find((statement) => dropped.some((node) => covers(statement, node) && replaces(want.name, node))) ??
      fitting[0];
    if (existing !== undefined) change(existing).added.push(want.name);
    else fresh.set(want.module, [...(fresh.get(want.module) ?? []), want]);
  }
  for (const node of dropped) {
    const statement = statements.find((each) => covers(each, node));
    if (statement !== undefined) change(statement).dropped.push(node);
  }
  const newline = newlineOf(file.text);
  const style: Style = { project, file, statements, newline, lineLength };
  return [...[...changed.values()].map((each) => rewriteStatement(style, each)), ...newStatements(style, fresh)];
}

interface Style {
  readonly project: PythonProject;
  readonly file: SourceFile;
  readonly statements: readonly SyntaxNode[];
  readonly newline: string;
  readonly lineLength: number;
}

export function newlineOf(text: string): string {
  const lines = text.match(/\r?\n/g) ?? [];
  return lines.filter((each) => each === '\r\n').length * 2 > lines.length ? '\r\n' : '\n';
}

function topLevel(file: SourceFile): SyntaxNode[] {
  return namedChildren(file.root).filter(
    ({ type }) => type === 'import_from_statement' || type === 'import_statement' || type === 'future_import_statement',
  );
}

function isImported(file: SourceFile, name: string): boolean {
  return namedChildren(file.root).some((statement) =>
    importsOf(file).some((each) => each.statement.id === statement.id && each.binds === name),
  );
}

function imports(project: PythonProject, file: SourceFile, statement: SyntaxNode, { module, from }: Wanted): boolean {
  if (statement.type !== 'import_from_statement' || statement.childrenForFieldName('name').length === 0) return false;
  const [imported] = importsOf(file).filter((each) => each.statement.id === statement.id);
  if (imported === undefined) return false;
  if (from === null) return imported.level === 0 && imported.module === module;
  if (from === 'new') return absoluteModule(project, file, imported.module, imported.level) === module;
  const target = project.findModule(file, imported.module, imported.level);
  return target.kind === 'file' && target.file === from;
}

/** `..deps` in `app.api.routes.users` → `app.api.deps`. */
function absoluteModule(project: PythonProject, file: SourceFile, module: string, level: number): string {
  if (level === 0) return module;
  const parts = project.moduleName(file).split('.');
  const isPackage = file.path.endsWith('__init__.py');
  return [...parts.slice(0, parts.length - level + (isPackage ? 1 : 0)), ...(module === '' ? [] : [module])].join('.');
}

function rewriteStatement(
  style: Style,
  {
    statement,
    added,
    dropped,
  }: { readonly statement: SyntaxNode; readonly added: readonly string[]; readonly dropped: readonly SyntaxNode[] },
): Edit {
  const nodes = statement.childrenForFieldName('name').flatMap((node) => (node === null ? [] : [node]));
  const kept = nodes.filter((node) => !dropped.some((each) => each.startIndex === node.startIndex));
  if (kept.length === 0 && added.length === 0) return withoutLine(style.file, statement);
  const inner = {
    start: nodes[0]?.startIndex ?? statement.endIndex,
    end: nodes.at(-1)?.endIndex ?? statement.endIndex,
  };
  const text = style.file.text.slice(inner.start, inner.end);
  const multiline = text.includes('\n') || /\(\s*\n/.test(statement.text);
  if (text.includes('#') || !multiline || dropped.length === 0) return inPlace(style, statement, nodes, added, dropped);
  const names = ordered([...kept.map((node) => node.text), ...added]);
  const indent = /\n([ \t]+)/.exec(statement.text)?.[1] ?? '    ';
  return { ...inner, text: names.join(`,${style.newline}${indent}`) };
}

/** Whether a name comes for one that goes: `get_current_user_or_service` for `get_current_user`. */
function replaces(name: string, gone: SyntaxNode): boolean {
  return name === gone.text + SUFFIX;
}

/** A statement with its line, when there is nothing else on it. */
function withoutLine({ text }: SourceFile, { startIndex, endIndex }: SyntaxNode): Edit {
  const start = text.lastIndexOf('\n', startIndex - 1) + 1;
  const [rest = ''] = /^[ \t]*\r?\n?/.exec(text.slice(endIndex)) ?? [];
  const isAlone = text.slice(start, startIndex).trim() === '' && /\n$/.test(rest);
  return isAlone
    ? { start, end: endIndex + rest.length, text: '' }
    : { start: startIndex, end: endIndex, text: 'pass' };
}

/** Adds names where they belong alphabetically, and leaves the rest of the statement as it is. */
function inPlace(
  style: Style,
  statement: SyntaxNode,
  nodes: readonly SyntaxNode[],
  added: readonly string[],
  dropped: readonly SyntaxNode[],
): Edit {
  const start = statement.startIndex;
  const multiline = statement.text.includes('\n');
  const indent = /\n([ \t]+)/.exec(statement.text)?.[1] ?? '    ';
  const names = nodes.map((node) => ({
    node,
    text: node.text,
    gone: dropped.some((each) => each.startIndex === node.startIndex),
  }));
  const replaced = new Map<number, string>();
  // Of several in one place, the last to be put there comes first.
  const left = ordered(added).reverse();
  // A name that goes makes room for one that comes.
  for (const each of names) {
    if (!each.gone) continue;
    const own = left.findIndex((name) => replaces(name, each.node));
    replaced.set(each.node.startIndex, left.splice(Math.max(own, 0), 1)[0] ?? '');
  }
  const edits = [...replaced].map(([at, text]) => ({
    start: at - start,
    end: (names.find(({ node }) => node.startIndex === at)?.node.endIndex ?? at) - start,
    text,
  }));
  for (const name of left) {
    const before = [...names].reverse().find(({ text }) => sortKey(text) < sortKey(name));
    const separator = multiline ? `,${style.newline}${indent}` : ', ';
    const at = before?.node.endIndex ?? names[0]?.node.startIndex ?? statement.endIndex;
    edits.push({
      start: at - start,
      end: at - start,
      text: before === undefined ? `${name}${separator}` : `${separator}${name}`,
    });
  }
  let text = statement.text;
  for (const edit of edits.sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  text = text
    .replace(/import ,\s*/, 'import ')
    .replace(/,\s*,/, ',')
    .replace(/,\s*$/, '');
  return {
    start,
    end: statement.endIndex,
    text:
      multiline || text.length <= style.lineLength || text.includes('(') ? text : parenthesised(text, style.newline),
  };
}

function parenthesised(statement: string, newline: string): string {
  const [head = '', names = ''] = statement.split(/ import /);
  return `${head} import (${newline}${names
    .split(',')
    .map((name) => `    ${name.trim()},${newline}`)
    .join('')})`;
}

interface NewStatement {
  readonly path: string;
  readonly section: Section;
  readonly text: string;
}

/** Statements for modules of which nothing is imported yet: each where it belongs, those of a new section together. */
function newStatements(style: Style, fresh: ReadonlyMap<string, readonly Wanted[]>): Edit[] {
  const all = [...fresh].map(([module, wanted]) => newStatement(style, module, wanted));
  const { file, statements, newline } = style;
  const sections = statements.map((each) => (isOwn(style, each) ? 'own' : sectionOf(moduleKey(each))));
  return SECTIONS.flatMap((section) => {
    const added = all.filter((each) => each.section === section).sort((a, b) => (a.path < b.path ? -1 : 1));
    const beside = statements.filter((_, index) => sections[index] === section);
    if (beside.length > 0) return added.map((each) => besideOthers(file, newline, beside, each));
    if (added.length === 0) return [];
    const text = added.map((each) => each.text).join(newline);
    // It comes after the sections before it.
    const earlier = statements.findLast(
      (_, index) => SECTIONS.indexOf(sections[index] ?? 'own') < SECTIONS.indexOf(section),
    );
    if (earlier !== undefined) {
      const end = lineEnd(file.text, earlier.endIndex);
      return [{ start: end, end, text: newline + newline + text }];
    }
    const at = statements[0]?.startIndex ?? startOfCode(file);
    return [{ start: at, end: at, text: text + newline + (statements.length === 0 ? '' : newline) }];
  });
}

function newStatement(style: Style, module: string, wanted: readonly Wanted[]): NewStatement {
  const own = wanted.some(({ from }) => from !== null);
  const path = own ? ownPath(style, module) : module;
  const names = ordered(wanted.map(({ name }) => name));
  const line = `from ${path} import ${names.join(', ')}`;
  const text = line.length <= style.lineLength ? line : parenthesised(line, style.newline);
  return { path, section: own ? 'own' : sectionOf(path), text };
}

/** Among the statements of its section, by its module's name. */
function besideOthers(
  file: SourceFile,
  newline: string,
  beside: readonly SyntaxNode[],
  { path, text }: NewStatement,
): Edit {
  const froms = beside.filter(({ type }) => type === 'import_from_statement');
  const after = froms.findLast((each) => moduleKey(each) < path) ?? (froms.length > 0 ? undefined : beside.at(-1));
  if (after === undefined) {
    const at = froms[0]?.startIndex ?? startOfCode(file);
    return { start: at, end: at, text: text + newline };
  }
  const end = lineEnd(file.text, after.endIndex);
  return { start: end, end, text: newline + text };
}

/** As isort and ruff part imports. */
const SECTIONS = ['future', 'standard', 'packages', 'own'] as const;

type Section = (typeof SECTIONS)[number];

function sectionOf(module: string): Section {
  const [top = module] = module.replace(/^import\s+/, '').split(/[.\s,]/);
  return top === '__future__' || module.startsWith('from __future__')
    ? 'future'
    : STANDARD_LIBRARY.has(top)
      ? 'standard'
      : 'packages';
}

function isOwn({ project, file }: Style, statement: SyntaxNode): boolean {
  return importsOf(file).some(
    (each) =>
      each.statement.id === statement.id &&
      (each.level > 0 || project.findModule(file, each.module, 0).kind !== 'external'),
  );
}

function moduleKey(statement: SyntaxNode): string {
  return field(statement, 'module_name')?.text ?? statement.text;
}

/** A module of the backend, relative or absolute as the file itself imports its neighbours. */
function ownPath({ project, file, statements }: Style, module: string): string {
  const own = importsOf(file).filter(
    (each) => statements.some(({ id }) => id === each.statement.id) && each.name !== null,
  );
  const relative = own.filter(({ level }) => level > 0).length;
  const absolute = own.filter(
    ({ level, module: path }) => level === 0 && project.findModule(file, path, 0).kind !== 'external',
  ).length;
  if (relative + absolute > 0 ? relative === 0 || absolute > relative : !isRelative(project, file)) return module;
  const here = project
    .moduleName(file)
    .split('.')
    .slice(0, file.path.endsWith('__init__.py') ? undefined : -1);
  const there = module.split('.');
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  return shared === 0 && here.length > 0
    ? module
    : '.'.repeat(here.length - shared + 1) + there.slice(shared).join('.');
}

/** Whether the files of a package import each other relatively: how the package itself is called may then differ by how it is started. */
function isRelative(project: PythonProject, { path }: SourceFile): boolean {
  const [top] = path.split('/');
  const levels = [...project.files.values()]
    .filter((each) => each.path.startsWith(`${top}/`))
    .flatMap((each) =>
      importsOf(each).flatMap(({ level, module }) =>
        level > 0 ? [1] : project.findModule(each, module, 0).kind === 'external' ? [] : [0],
      ),
    );
  return levels.filter((level) => level > 0).length * 2 > levels.length;
}

/** As isort and ruff sort names: constants, classes, the rest. */
function ordered(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(name: string): string {
  return `${/^[A-Z0-9_]+$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2}${name}`;
}

/** Where the line of a place ends, before its line break. */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

function startOfCode(file: SourceFile): number {
  const [first] = namedChildren(file.root);
  const isDocstring = first?.type === 'expression_statement' && first.firstNamedChild?.type === 'string';
  if (first === undefined) return file.text.length;
  return isDocstring ? lineEnd(file.text, first.endIndex) + newlineOf(file.text).length : first.startIndex;
}
