import { argumentsOf } from './call-arguments.js';
import { isFastapi } from './fastapi-names.js';
import { field, type SyntaxNode, same } from './parse.js';
import type { Resolution } from './resolution.js';
import { unresolved } from './resolution.js';
import type { Resolver } from './resolve.js';
import { scopeOf } from './scopes.js';
import type { SourceFile } from './source-file.js';

/** Where a `Depends(…)` stands. */
export type UseContext =
  /** `user: User = Depends(f)` */
  | 'parameter-default'
  /** `user: Annotated[User, Depends(f)]` */
  | 'parameter-annotation'
  /** `CurrentUser = Annotated[User, Depends(f)]`, `type CurrentUser = …` */
  | 'annotated-alias'
  /** `auth = Depends(f)`, `auth = [Depends(f)]` */
  | 'value-alias'
  /** `dependencies=[Depends(f)]` of an app, a router, an inclusion or a route */
  | 'dependencies-list'
  /** `user: User = Depends(f)` in a class body: a class-based view, or a dataclass used as a dependency */
  | 'class-attribute'
  /** Anywhere else: returned, in a dict, passed on. */
  | 'other';

/** One `Depends(…)` or `Security(…)`. */
export interface DependencyUse {
  readonly marker: 'Depends' | 'Security';
  readonly context: UseContext;
  readonly file: SourceFile;
  /** `file:line` */
  readonly at: string;
  /** The whole call. */
  readonly call: SyntaxNode;
  /** The expression that is depended on; null for `Depends()`, where the annotation's class is meant. */
  readonly target: SyntaxNode | null;
  readonly resolution: Resolution;
  /** Other arguments as written: `use_cache`, `scopes`, `scope`. */
  readonly options: ReadonlyMap<string, SyntaxNode>;
  /** The parameter, attribute or alias that holds it. */
  readonly name: string | null;
  /** The function, class or module whose code it is in. */
  readonly owner: SyntaxNode;
  /** `dependencies-list`: the call that takes the list (`APIRouter(…)`, `router.get(…)`). */
  readonly receiver: SyntaxNode | null;
}

export interface DependencyUses {
  readonly uses: readonly DependencyUse[];
  /** What looks like a use and may be one: `file:line` and why it was not followed. */
  readonly unresolved: readonly { readonly at: string; readonly reason: string }[];
}

/**
 * Every use of FastAPI's dependency markers in a project, under whatever names they are imported. Files that do not have
 * such a name in their text are not parsed.
 */
export function findDependencyUses(resolver: Resolver): DependencyUses {
  const names = markerNames(resolver);
  const anyName = new RegExp(`\\b(?:${[...names].join('|')})\\b`);
  const uses: DependencyUse[] = [];
  const problems: { at: string; reason: string }[] = [];
  for (const file of resolver.project.files.values()) {
    if (!anyName.test(file.text)) continue;
    for (const name of names) {
      for (const node of file.occurrences(name)) {
        const found = useAt(resolver, file, node);
        if (found === null) continue;
        if ('marker' in found) uses.push(found);
        else problems.push(found);
      }
    }
  }
  const inOrder = (a: { file: SourceFile; call: SyntaxNode }, b: { file: SourceFile; call: SyntaxNode }): number =>
    a.file === b.file ? a.call.startIndex - b.call.startIndex : a.file.path < b.file.path ? -1 : 1;
  return { uses: uses.sort(inOrder), unresolved: problems };
}

/** `Depends`, `Security`, and the other names that imports and assignments give them anywhere in the project. */
function markerNames(resolver: Resolver): ReadonlySet<string> {
  const names = new Set(['Depends', 'Security']);
  for (const file of resolver.project.files.values()) {
    if (!/\b(?:Depends|Security)\b/.test(file.text)) continue;
    for (const match of file.text.matchAll(/\b(?:Depends|Security)\s+as\s+(\w+)/g))
      if (match[1] !== undefined) names.add(match[1]);
    for (const match of file.text.matchAll(/^\s*(\w+)\s*=\s*(?:\w+\.)*(?:Depends|Security)\s*$/gm))
      if (match[1] !== undefined) names.add(match[1]);
  }
  return names;
}

/** Reads one call as a use of a marker; null when it is a call of something else. */
export function dependencyUseOf(resolver: Resolver, file: SourceFile, call: SyntaxNode): DependencyUse | null {
  const callee = field(call, 'function');
  if (call.type !== 'call' || callee === null) return null;
  const marker = resolver.resolve(file, callee);
  if (isFastapi(marker, 'Depends')) return readUse(resolver, file, call, 'Depends');
  return isFastapi(marker, 'Security') ? readUse(resolver, file, call, 'Security') : null;
}

type Found = DependencyUse | { readonly at: string; readonly reason: string };

function useAt(resolver: Resolver, file: SourceFile, node: SyntaxNode): Found | null {
  const parent = node.parent;
  const callee = parent?.type === 'attribute' && same(field(parent, 'attribute'), node) ? parent : node;
  const call = callee.parent;
  if (call?.type !== 'call' || !same(field(call, 'function'), callee)) return passedOn(resolver, file, node, callee);
  const use = dependencyUseOf(resolver, file, call);
  if (use !== null) return use;
  const marker = resolver.resolve(file, callee);
  if (marker.kind === 'unresolved' && /^(?:Depends|Security)$/.test(node.text)) {
    return { at: file.at(call), reason: `${callee.text} is not known to be FastAPI's: ${marker.reason}` };
  }
  return null;
}

/** `partial(Depends, f)`, `class Auth(params.Depends)`: uses that are not calls. */
function passedOn(resolver: Resolver, file: SourceFile, node: SyntaxNode, callee: SyntaxNode): Found | null {
  const holder = callee.parent;
  if (holder?.type !== 'argument_list' || !isFastapi(resolver.resolve(file, callee), 'Depends', 'Security'))
    return null;
  const subclass = holder.parent?.type === 'class_definition';
  const what = subclass
    ? `class ${field(holder.parent, 'name')?.text} is a dependency marker of its own`
    : `${node.text} is passed to another function`;
  return { at: file.at(node), reason: `${what}: what it stands for is decided when it runs` };
}

function readUse(
  resolver: Resolver,
  file: SourceFile,
  call: SyntaxNode,
  marker: DependencyUse['marker'],
): DependencyUse {
  const { positional, keywords, spread } = argumentsOf(call);
  const target = keywords.get('dependency') ?? positional[0] ?? null;
  const options = new Map([...keywords].filter(([name]) => name !== 'dependency'));
  const place = placeOf(resolver, file, call);
  const use = { marker, file, at: file.at(call), call, target, options, ...place };
  if (target !== null) return { ...use, resolution: targetOf(resolver, file, target) };
  if (spread) return { ...use, resolution: unresolved(file, call, 'the dependency is passed with * or **') };
  const annotation = place.annotation;
  const resolution =
    annotation === null
      ? unresolved(file, call, 'Depends() without an annotation')
      : resolver.resolve(file, annotation);
  return { ...use, resolution };
}

/** `Depends(RULES[key])` is not RULES; `Depends(Filter[Item])` is Filter. */
function targetOf(resolver: Resolver, file: SourceFile, target: SyntaxNode): Resolution {
  const resolution = resolver.resolve(file, target);
  const isChosen =
    target.type === 'subscript' && resolution.kind === 'definition' && resolution.definition.kind !== 'class';
  return isChosen ? unresolved(file, target, `${target.text} is chosen by its key`) : resolution;
}

interface Place extends Pick<DependencyUse, 'context' | 'name' | 'owner' | 'receiver'> {
  /** What `Depends()` without an argument stands for. */
  readonly annotation: SyntaxNode | null;
}

const TRANSPARENT = new Set([
  'type',
  'type_parameter',
  'parenthesized_expression',
  'list',
  'tuple',
  'argument_list',
  'binary_operator',
  'list_splat',
  'conditional_expression',
]);

function placeOf(resolver: Resolver, file: SourceFile, call: SyntaxNode): Place {
  let annotated: SyntaxNode | null = null;
  let listed: SyntaxNode | null = null;
  for (let child = call, node = call.parent; node !== null; child = node, node = node.parent) {
    if (node.type === 'generic_type' || node.type === 'subscript') {
      const isAnnotated = !same(node.firstNamedChild, child) && isFastapi(resolver.resolve(file, node), 'Annotated');
      if (!isAnnotated) return place('other', node, null, null);
      annotated = firstItem(node);
    } else if (node.type === 'keyword_argument') {
      if (field(node, 'name')?.text !== 'dependencies') return place('other', node, null, null);
      listed = node;
    } else if (listed !== null && node.type === 'call') {
      return { ...place('dependencies-list', node, null, null), receiver: node };
    } else if (!TRANSPARENT.has(node.type)) {
      return placeIn(node, child, annotated);
    }
  }
  return place('other', call, null, annotated);
}

function placeIn(node: SyntaxNode, child: SyntaxNode, annotated: SyntaxNode | null): Place {
  const name = (field(node, 'name') ?? field(node, 'left') ?? node.firstNamedChild)?.text ?? null;
  const annotation = annotated ?? field(node, 'type');
  const inAnnotation = same(field(node, 'type'), child);
  switch (node.type) {
    case 'typed_parameter':
    case 'default_parameter':
    case 'typed_default_parameter': {
      const context = inAnnotation ? 'parameter-annotation' : 'parameter-default';
      return { ...place(context, node, name, annotation), owner: functionOf(node) };
    }
    case 'type_alias_statement':
      return place('annotated-alias', node, name, annotated);
    case 'assignment': {
      if (scopeOf(node).type === 'class_definition') return place('class-attribute', node, name, annotation);
      return place(annotated !== null && !inAnnotation ? 'annotated-alias' : 'value-alias', node, name, annotation);
    }
    default:
      return place('other', node, null, annotation);
  }
}

function place(context: UseContext, node: SyntaxNode, name: string | null, annotation: SyntaxNode | null): Place {
  return { context, name, owner: scopeOf(node), receiver: null, annotation };
}

function functionOf(parameter: SyntaxNode): SyntaxNode {
  return parameter.parent?.parent ?? parameter;
}

/** `X` of `Annotated[X, …]`. */
function firstItem(annotated: SyntaxNode): SyntaxNode | null {
  const items =
    annotated.type === 'subscript'
      ? annotated.childrenForFieldName('subscript')[0]
      : annotated.namedChildren[1]?.firstNamedChild;
  return items ?? null;
}
