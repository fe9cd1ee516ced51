import {
  bindingsIn,
  type Definition,
  type DependencyUse,
  definitionKey,
  type Edit,
  field,
  importsOf,
  type Resolution,
  type Resolver,
  returnedValues,
  type SourceFile,
  type SyntaxNode,
  same,
} from '@fastapi-mcp/kit';
import { covers } from './covers.js';
import { returnedFunctions } from './find-seams.js';
import { SUFFIX } from './suffix.js';
import { isTest, type Unfollowed } from './survey.js';
import { classOf } from './understand-dependency.js';

/** What becomes of the uses of one dependency, file by file. */
export interface Rewrites {
  readonly rewritten: readonly { readonly at: string; readonly file: SourceFile; readonly edit: Edit }[];
  /** Files that must import the new name, from the dependency's own module or by extending an import of the old name. */
  readonly wanted: readonly { readonly file: SourceFile; readonly from: SourceFile }[];
  /** Imported names that nothing needs any more. */
  readonly dropped: readonly { readonly file: SourceFile; readonly node: SyntaxNode }[];
  /** Strings to be added to an `__all__`. */
  readonly exported: readonly { readonly file: SourceFile; readonly edit: Edit }[];
  /** Places where the dependency is handed on as a value. */
  readonly unfollowed: readonly Unfollowed[];
}

/** Rewrites every use of a dependency to its extension; uses in `leave` stay as they are. */
export function rewriteUses(
  resolver: Resolver,
  uses: readonly DependencyUse[],
  seam: Definition,
  leave: (use: DependencyUse) => boolean,
): Rewrites {
  const own = uses.filter((use) => isSeam(use.resolution, seam) && use.target !== null);
  const rewritten: { at: string; file: SourceFile; edit: Edit }[] = [];
  const wanted: { file: SourceFile; from: SourceFile }[] = [];
  const exported = new Map<string, { file: SourceFile; edit: Edit }>();
  const targets: { file: SourceFile; node: SyntaxNode }[] = [];
  const unfollowed: Unfollowed[] = [];
  const isMethod = classOf(seam) !== null;
  for (const use of own) {
    if (leave(use) || use.target === null) continue;
    const name = use.target.type === 'attribute' ? field(use.target, 'attribute') : use.target;
    if (name === null) continue;
    if (isMethod && use.target.type !== 'attribute') {
      unfollowed.push({
        at: use.at,
        reason: `${name.text} is another name of the method ${seam.name}: write <object>.${seam.name}${SUFFIX} here`,
      });
      continue;
    }
    rewritten.push({
      at: use.at,
      file: use.file,
      edit: { start: name.startIndex, end: name.endIndex, text: seam.name + SUFFIX },
    });
    if (isMethod) continue;
    targets.push({ file: use.file, node: name });
    const hops = use.resolution.via;
    const isAttribute = use.target.type === 'attribute';
    const renamed = hops.some((hop) => hop.kind === 'alias');
    if (
      !isAttribute &&
      use.file !== seam.file &&
      !hops.some((hop) => hop.kind === 'star-import' && hop.file === use.file)
    ) {
      wanted.push({
        file: use.file,
        from: renamed ? seam.file : (importedFrom(resolver, use.file, name.text) ?? seam.file),
      });
    }
    if (renamed) continue;
    for (const hop of hops) {
      if (hop.file === use.file || hop.kind !== 'import') continue;
      wanted.push({ file: hop.file, from: importedFrom(resolver, hop.file, hop.name) ?? seam.file });
    }
    for (const file of [seam.file, ...hops.map((hop) => hop.file)]) {
      const edit = exportEdit(file, seam.name);
      if (edit !== null && (file !== use.file || file === seam.file)) exported.set(file.path, { file, edit });
    }
  }
  for (const { file, node } of returnedBy(resolver, uses, seam)) {
    rewritten.push({
      at: file.at(node),
      file,
      edit: { start: node.startIndex, end: node.endIndex, text: seam.name + SUFFIX },
    });
    targets.push({ file, node });
    if (file !== seam.file) wanted.push({ file, from: seam.file });
  }
  const dropped = unneeded(resolver, seam, targets);
  return {
    rewritten,
    wanted,
    dropped,
    exported: [...exported.values()],
    unfollowed: [...unfollowed, ...handedOn(resolver, uses, seam)],
  };
}

/** The places where a factory that something depends on returns the dependency: `return _user if required else _optional_user`. */
export function returnedBy(
  resolver: Resolver,
  uses: readonly DependencyUse[],
  seam: Definition,
): { readonly file: SourceFile; readonly node: SyntaxNode }[] {
  const places = new Map<string, { file: SourceFile; node: SyntaxNode }>();
  for (const { resolution } of uses) {
    if (resolution.kind !== 'call' || resolution.callee.kind !== 'definition') continue;
    if (!returnedFunctions(resolver, resolution).some((each) => definitionKey(each) === definitionKey(seam))) continue;
    const { file, node: factory } = resolution.callee.definition;
    for (const node of returnedValues(factory))
      if (isSeam(resolver.resolve(file, node), seam)) places.set(file.at(node) + node.startIndex, { file, node });
  }
  return [...places.values()];
}

function isSeam(resolution: Resolution, seam: Definition): boolean {
  return (
    resolution.kind === 'definition' &&
    resolution.definition.file === seam.file &&
    same(resolution.definition.node, seam.node)
  );
}

/** The file that a file imports a name from: the next step of a chain of re-exports. */
function importedFrom(resolver: Resolver, file: SourceFile, name: string): SourceFile | null {
  const imported = importsOf(file).find((each) => each.binds === name && each.name !== null);
  if (imported === undefined) return null;
  const module = resolver.project.findModule(file, imported.module, imported.level);
  return module.kind === 'file' ? module.file : null;
}

/** `__all__ = [..., "get_current_user"]` gets the new name too. */
function exportEdit(file: SourceFile, name: string): Edit | null {
  const [all] = bindingsIn(file, '__all__', file.root);
  const right = field(all?.statement, 'right');
  if (right?.type !== 'list' && right?.type !== 'tuple') return null;
  const item = right.namedChildren.find((each) => each?.type === 'string' && each.text.slice(1, -1) === name);
  if (!item || right.text.includes(`${name}${SUFFIX}`)) return null;
  const quote = item.text[0] ?? '"';
  const next = `${quote}${name}${SUFFIX}${quote}`;
  const before = file.text.slice(right.startIndex, item.startIndex);
  const separator = before.includes('\n') ? `,${/\r?\n[ \t]*$/.exec(before)?.[0] ?? ' '}` : ', ';
  return { start: item.endIndex, end: item.endIndex, text: separator + next };
}

/** Imports of the old name that only the rewritten uses needed, and that no other module or test reaches through them. */
function unneeded(
  resolver: Resolver,
  seam: Definition,
  targets: readonly { readonly file: SourceFile; readonly node: SyntaxNode }[],
): { file: SourceFile; node: SyntaxNode }[] {
  const files = [...new Set(targets.map(({ file }) => file))].filter(
    (file) => file !== seam.file && !file.path.endsWith('__init__.py'),
  );
  return files.flatMap((file) => {
    const imported = importsOf(file).filter(
      (each) => each.name === seam.name && each.alias === null && each.statement.parent?.type === 'module',
    );
    const [only] = imported;
    if (imported.length !== 1 || only === undefined) return [];
    const others = file
      .occurrences(seam.name)
      .filter(
        (node) => !targets.some((each) => each.file === file && same(each.node, node)) && !covers(only.node, node),
      );
    if (others.length > 0 || new RegExp(`['"]${seam.name}['"]`).test(file.text)) return [];
    return isReached(resolver, file, seam.name) ? [] : [{ file, node: only.node }];
  });
}

function isReached(resolver: Resolver, file: SourceFile, name: string): boolean {
  const module = resolver.project.moduleName(file);
  const last = module.split('.').at(-1) ?? module;
  for (const other of resolver.project.files.values()) {
    if (other === file || !other.text.includes(name)) continue;
    if (new RegExp(`\\b${last}\\.${name}\\b`).test(other.text)) return true;
    const through = importsOf(other).some((each) => {
      if (each.name !== name && each.name !== '*') return false;
      const target = resolver.project.findModule(other, each.module, each.level);
      return target.kind === 'file' && target.file === file;
    });
    if (through) return true;
  }
  return false;
}

/** `make_guard(get_current_user)`: what is done with it there is decided when it runs. */
function handedOn(resolver: Resolver, uses: readonly DependencyUse[], seam: Definition): Unfollowed[] {
  const known = new Set(
    uses.flatMap(({ file, target }) => (target === null ? [] : [`${file.path}:${target.startIndex}`])),
  );
  const found: Unfollowed[] = [];
  for (const file of resolver.project.files.values()) {
    if (isTest(file.path) || !file.text.includes(seam.name)) continue;
    for (const node of file.occurrences(seam.name)) {
      const value =
        node.parent?.type === 'attribute' && same(field(node.parent, 'attribute'), node) ? node.parent : node;
      if (known.has(`${file.path}:${value.startIndex}`)) continue;
      const holder = value.parent?.type;
      const isPassed =
        holder === 'argument_list' || holder === 'keyword_argument' || holder === 'list' || holder === 'pair';
      if (!isPassed || (holder === 'keyword_argument' && same(field(value.parent, 'name'), value))) continue;
      if (
        value.parent?.parent?.type === 'call' &&
        /(?:^|\.)extends(?:_async)?$/.test(field(value.parent.parent, 'function')?.text ?? '')
      )
        continue;
      if (isSeam(resolver.resolve(file, value), seam))
        found.push({
          at: file.at(node),
          reason: `${seam.name} is handed on as a value here, so it is not known what depends on it`,
        });
    }
  }
  return found;
}
