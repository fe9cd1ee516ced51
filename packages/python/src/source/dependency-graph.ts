import { argument } from './call-arguments.js';
import { type DependencyUse, dependencyUseOf } from './dependencies.js';
import { isFastapi } from './fastapi-names.js';
import { field, namedChildren, type SyntaxNode } from './parse.js';
import { type Definition, type Resolution, targetKey } from './resolution.js';
import type { Resolver } from './resolve.js';
import { returnedValues } from './returned-values.js';
import type { SourceFile } from './source-file.js';

/** What one parameter (or list item) makes FastAPI call first. */
export interface DependencyEdge {
  readonly use: DependencyUse;
  /** What is called: `use.resolution`. */
  readonly resolution: Resolution;
  readonly parameter: string | null;
  /** The `CurrentUser = Annotated[…]` or `auth = Depends(…)` that stands between, if one does. */
  readonly alias: Definition | null;
}

/**
 * Direct dependencies of something depended on: a function, a class, an instance with `__call__`, what a factory returns.
 * A factory that returns one of several functions has the dependencies of them all.
 */
export function dependenciesOf(resolver: Resolver, target: Resolution): readonly DependencyEdge[] {
  const perResolver = cache.get(resolver) ?? new Map<string, readonly DependencyEdge[]>();
  cache.set(resolver, perResolver);
  const key = targetKey(target);
  const known = perResolver.get(key);
  if (known !== undefined) return known;
  const edges = callablesOf(resolver, target).flatMap((callable) => parameterDependencies(resolver, callable));
  perResolver.set(key, edges);
  return edges;
}

/** Hundreds of routes share a few dependencies. */
const cache = new WeakMap<Resolver, Map<string, readonly DependencyEdge[]>>();

/** The functions whose parameters FastAPI may read; none when they are not in the project, or not known. */
export function callablesOf(resolver: Resolver, target: Resolution): Definition[] {
  return callables(resolver, target, 0);
}

/** More steps than people write; a function that returns itself has no end. */
const MAX_STEPS = 12;

function callables(resolver: Resolver, target: Resolution, steps: number): Definition[] {
  if (steps > MAX_STEPS) return [];
  if (target.kind === 'call') return calledOf(resolver, target.callee, steps);
  return target.kind === 'definition' ? ofDefinition(resolver, target.definition, steps) : [];
}

function ofDefinition(resolver: Resolver, definition: Definition, steps: number): Definition[] {
  if (definition.kind === 'lambda') return [definition];
  if (definition.kind === 'function') return wrappedBy(resolver, definition, steps) ?? [definition];
  if (definition.kind === 'class') return functionsIn(resolver.attribute(definition, '__init__'));
  const value = field(definition.node, 'right');
  const callee = value?.type === 'call' ? field(value, 'function') : null;
  return callee === null ? [] : calledOf(resolver, resolver.resolve(definition.file, callee), steps);
}

/** What the result of a call does when FastAPI calls it. */
function calledOf(resolver: Resolver, callee: Resolution, steps: number): Definition[] {
  if (callee.kind !== 'definition') return [];
  const { definition } = callee;
  if (definition.kind === 'class') return functionsIn(resolver.attribute(definition, '__call__'));
  if (definition.kind !== 'function') return [];
  return returnedValues(definition.node).flatMap((value) =>
    callables(resolver, resolver.resolve(definition.file, value), steps + 1),
  );
}

/** `@wraps(f)` shows FastAPI the parameters of `f` (`inspect.signature` follows `__wrapped__`). */
function wrappedBy(resolver: Resolver, { file, node }: Definition, steps: number): Definition[] | null {
  if (node.parent?.type !== 'decorated_definition') return null;
  for (const decorator of namedChildren(node.parent)) {
    const call = decorator.type === 'decorator' ? decorator.firstNamedChild : null;
    const wrapped = call?.type === 'call' ? argument(call, 'wrapped', 0) : null;
    const callee = field(call, 'function');
    if (wrapped === null || callee === null) continue;
    const wraps = resolver.resolve(file, callee);
    if (wraps.kind !== 'external' || wraps.name !== 'functools.wraps') continue;
    const found = callables(resolver, resolver.resolve(file, wrapped), steps + 1);
    if (found.length > 0) return found;
  }
  return null;
}

function functionsIn(resolution: Resolution | null): Definition[] {
  return resolution?.kind === 'definition' && resolution.definition.kind === 'function' ? [resolution.definition] : [];
}

/** Dependencies that a function's parameters declare. */
export function parameterDependencies(resolver: Resolver, { file, node }: Definition): DependencyEdge[] {
  return namedChildren(field(node, 'parameters')).flatMap((parameter) => {
    const name = (field(parameter, 'name') ?? parameter.firstNamedChild ?? parameter).text;
    const value = field(parameter, 'value');
    const annotation = field(parameter, 'type');
    const edges = [
      ...(value === null ? [] : inValue(resolver, file, value, null)),
      ...(annotation === null ? [] : inAnnotation(resolver, file, annotation, null, 0)),
    ];
    return edges.map((edge) => ({ ...edge, parameter: name }));
  });
}

/**
 * Dependencies that a class-based view declares for all of its routes: in its own body and in those of the project's classes
 * that it is made from, where it does not say otherwise.
 */
export function classDependencies(resolver: Resolver, view: Definition): DependencyEdge[] {
  const edges = new Map<string, DependencyEdge[]>();
  for (const owner of [view, ...basesOf(resolver, view, 0)])
    for (const [name, declared] of attributeDependencies(resolver, owner))
      if (!edges.has(name)) edges.set(name, declared);
  return [...edges.values()].flat();
}

function basesOf(resolver: Resolver, owner: Definition, depth: number): Definition[] {
  if (depth > MAX_STEPS) return [];
  return resolver
    .bases(owner)
    .flatMap((base) =>
      base.kind === 'definition' && base.definition.kind === 'class'
        ? [base.definition, ...basesOf(resolver, base.definition, depth + 1)]
        : [],
    );
}

function attributeDependencies(resolver: Resolver, { file, node }: Definition): [string, DependencyEdge[]][] {
  return namedChildren(field(node, 'body')).flatMap((statement): [string, DependencyEdge[]][] => {
    const assignment = statement.type === 'expression_statement' ? statement.firstNamedChild : null;
    const name = field(assignment, 'left')?.text;
    if (assignment?.type !== 'assignment' || name === undefined) return [];
    const [value, annotation] = [field(assignment, 'right'), field(assignment, 'type')];
    const edges = [
      ...(value === null ? [] : inValue(resolver, file, value, null)),
      ...(annotation === null ? [] : inAnnotation(resolver, file, annotation, null, 0)),
    ];
    // `user: User` without a value leaves what a base class says.
    const isSilent = value === null && edges.length === 0;
    return isSilent ? [] : [[name, edges.map((edge) => ({ ...edge, parameter: name }))]];
  });
}

/** Dependencies in `dependencies=[…]`: a list, a name for one, items that are names, lists put together with `+` or `*`. */
export function listedDependencies(resolver: Resolver, file: SourceFile, node: SyntaxNode): DependencyEdge[] {
  return inValue(resolver, file, node, null);
}

function inValue(resolver: Resolver, file: SourceFile, node: SyntaxNode, alias: Definition | null): DependencyEdge[] {
  switch (node.type) {
    case 'call': {
      const use = dependencyUseOf(resolver, file, node);
      return use === null ? [] : [{ use, resolution: use.resolution, parameter: null, alias }];
    }
    case 'list':
    case 'tuple':
    case 'list_splat':
    case 'binary_operator':
    case 'parenthesized_expression':
      return namedChildren(node).flatMap((item) => inValue(resolver, file, item, alias));
    case 'identifier':
    case 'attribute': {
      const found = resolver.resolve(file, node);
      const value = found.kind === 'definition' ? field(found.definition.node, 'right') : null;
      if (found.kind !== 'definition' || value === null || value.type === 'identifier' || value.type === 'attribute')
        return [];
      return inValue(resolver, found.definition.file, value, found.definition);
    }
    default:
      return [];
  }
}

function inAnnotation(
  resolver: Resolver,
  file: SourceFile,
  node: SyntaxNode,
  alias: Definition | null,
  depth: number,
): DependencyEdge[] {
  if (depth > 20) return [];
  const inner = node.type === 'type' ? node.firstNamedChild : node;
  if (inner === null) return [];
  if (inner.type === 'generic_type' || inner.type === 'subscript') {
    if (!isFastapi(resolver.resolve(file, inner), 'Annotated')) return [];
    const items =
      inner.type === 'subscript'
        ? inner.childrenForFieldName('subscript')
        : (inner.namedChildren[1]?.namedChildren ?? []);
    return items.flatMap((item, index) => {
      if (item === null || item.type === 'comment') return [];
      if (index === 0) return inAnnotation(resolver, file, item, alias, depth + 1);
      return inValue(resolver, file, item.type === 'type' ? (item.firstNamedChild ?? item) : item, alias);
    });
  }
  if (!['identifier', 'attribute', 'member_type', 'string'].includes(inner.type)) return [];
  const found = resolver.resolve(file, inner);
  const value = found.kind === 'definition' ? field(found.definition.node, 'right') : null;
  if (found.kind !== 'definition' || value === null) return [];
  return inAnnotation(resolver, found.definition.file, value, found.definition, depth + 1);
}
