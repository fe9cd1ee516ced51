import { field, namedChildren, type SyntaxNode } from './parse.js';
import type { SourceFile } from './source-file.js';

/** One name of an import statement. */
export interface Imported {
  /** `from m import name`; null for `import m`; `*` for a star. */
  readonly name: string | null;
  /** As written, without the leading dots: `a.b`. */
  readonly module: string;
  /** How many leading dots: 0 is absolute. */
  readonly level: number;
  readonly alias: string | null;
  /** The name that the scope gets: `import a.b` binds `a`; `*` for a star. */
  readonly binds: string;
  readonly file: SourceFile;
  readonly statement: SyntaxNode;
  /** This name with its alias, inside the statement. */
  readonly node: SyntaxNode;
}

/** What an import statement imports; nothing for any other node. */
export function importedBy(file: SourceFile, statement: SyntaxNode): Imported[] {
  if (statement.type === 'import_statement') {
    return namedChildren(statement).map((node) => {
      const { target, alias } = aliased(node);
      const binds = alias ?? target.split('.', 1)[0] ?? target;
      return { name: null, module: target, level: 0, alias, binds, file, statement, node };
    });
  }
  if (statement.type !== 'import_from_statement') return [];
  const path = (field(statement, 'module_name')?.text ?? '').replace(/\s/g, '');
  const level = /^\.*/.exec(path)?.[0].length ?? 0;
  const base = { module: path.slice(level), level, file, statement };
  const star = namedChildren(statement).find((child) => child.type === 'wildcard_import');
  if (star !== undefined) return [{ ...base, name: '*', alias: null, binds: '*', node: star }];
  return statement.childrenForFieldName('name').flatMap((node) => {
    if (node === null) return [];
    const { target, alias } = aliased(node);
    return [{ ...base, name: target, alias, binds: alias ?? target, node }];
  });
}

function aliased(node: SyntaxNode): { readonly target: string; readonly alias: string | null } {
  if (node.type !== 'aliased_import') return { target: node.text, alias: null };
  return { target: field(node, 'name')?.text ?? '', alias: field(node, 'alias')?.text ?? null };
}

/** Every import of a module, wherever it stands (functions and `TYPE_CHECKING` included), in source order. */
export function importsOf(file: SourceFile): Imported[] {
  const statements: SyntaxNode[] = [];
  for (const match of file.text.matchAll(/(?:^|[;:])[ \t]*(?:import|from)\b/gm)) {
    const start = match.index + match[0].search(/import|from/);
    const node = file.root.descendantForIndex(start, start + 1);
    const statement = node?.parent ?? null;
    if (statement !== null && /^import_(?:from_)?statement$/.test(statement.type) && statement.startIndex === start)
      statements.push(statement);
  }
  return statements.flatMap((statement) => importedBy(file, statement));
}

/** `from m import *` at a module's top level. */
export function starImportsOf(file: SourceFile): Imported[] {
  if (!/\bimport[ \t]*\(?[ \t]*\*/.test(file.text)) return [];
  return importsOf(file).filter(({ name }) => name === '*');
}

/** Whether a star import takes a name: `__all__` where there is one that can be read, else no leading underscore. */
export function isPublic(file: SourceFile, name: string): boolean {
  const all = /^__all__\b[^=\n]*=\s*[[(]([^\])]*)[\])]/m.exec(file.text)?.[1];
  return all === undefined ? !name.startsWith('_') : new RegExp(`['"]${name}['"]`).test(all);
}
