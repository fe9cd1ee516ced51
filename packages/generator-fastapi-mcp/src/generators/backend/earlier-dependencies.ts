import {
  callablesOf,
  type Definition,
  definitionKey,
  field,
  parameterDependencies,
  type Resolution,
  type Resolver,
} from '@fastapi-mcp/kit';
import type { Survey, SurveyedRoute } from './survey.js';

/** What may answer a request before anybody is asked who calls. */
export interface EarlierDependencies {
  /** By a name in a module: a test can put something in their place. */
  readonly replaceable: readonly Definition[];
  /** Declarations (`file:line`) of routes that have others, made on the spot. */
  readonly routes: ReadonlySet<string>;
}

/**
 * FastAPI runs a route's dependencies in order: one that stands before the credential's and refuses by itself (`a form that
 * is not complete` → 422) answers first, and says nothing about who may call.
 */
export function earlierDependencies({ resolver, routes }: Survey): EarlierDependencies {
  const replaceable = new Map<string, Definition>();
  const others = new Set<string>();
  for (const each of routes) {
    for (const resolution of earlierThanCredential(resolver, each)) {
      if (!callablesOf(resolver, resolution).some((callable) => mayRefuse(resolver, callable, 0))) continue;
      const definition = importable(resolution);
      if (definition === null) others.add(each.route.declaration.at);
      else replaceable.set(definitionKey(definition), definition);
    }
  }
  return { replaceable: [...replaceable.values()], routes: others };
}

/** What runs before the first way to a credential, and is no part of one. */
function earlierThanCredential(resolver: Resolver, { route, authentication }: SurveyedRoute): readonly Resolution[] {
  const first = route.dependencies.findIndex((edge) =>
    authentication.some((path) => path.edge.use === edge.use && path.edge.level === edge.level),
  );
  if (first < 1) return [];
  const needed = new Set<string>();
  for (const { edge } of authentication) for (const key of keysBelow(resolver, edge.resolution, 0)) needed.add(key);
  return route.dependencies
    .slice(0, first)
    .map(({ resolution }) => resolution)
    .filter((resolution) => resolution.kind !== 'definition' || !needed.has(definitionKey(resolution.definition)));
}

const MAX_DEPTH = 8;

/** Keys of a dependency and of all that it depends on. */
function keysBelow(resolver: Resolver, resolution: Resolution, depth: number): string[] {
  const own = resolution.kind === 'definition' ? [definitionKey(resolution.definition)] : [];
  if (depth > MAX_DEPTH) return own;
  const below = callablesOf(resolver, resolution).flatMap((callable) => parameterDependencies(resolver, callable));
  return [...own, ...below.flatMap((edge) => keysBelow(resolver, edge.resolution, depth + 1))];
}

/** It, what it calls or what it depends on has a `raise`. */
function mayRefuse(resolver: Resolver, { file, node }: Definition, depth: number): boolean {
  const body = field(node, 'body');
  if (body === null || depth > 2) return false;
  if (body.descendantsOfType('raise_statement').length > 0) return true;
  const called = body.descendantsOfType('call').flatMap((call) => {
    const callee = field(call, 'function');
    const target = callee === null ? null : resolver.resolve(file, callee);
    return target?.kind === 'definition' && target.definition.kind === 'function' ? [target.definition] : [];
  });
  const below = parameterDependencies(resolver, { kind: 'function', name: '', file, node, owner: null }).flatMap(
    ({ resolution }) => callablesOf(resolver, resolution),
  );
  return [...called, ...below].some((each) => mayRefuse(resolver, each, depth + 1));
}

/** A function, class or object of a module: what a test can import. */
function importable(resolution: Resolution): Definition | null {
  if (resolution.kind !== 'definition') return null;
  const { kind, node } = resolution.definition;
  const isWrapped = node.parent?.type === 'decorated_definition' || node.parent?.type === 'expression_statement';
  const outer = isWrapped ? node.parent?.parent : node.parent;
  return /^(?:function|class|assignment)$/.test(kind) && outer?.type === 'module' ? resolution.definition : null;
}
