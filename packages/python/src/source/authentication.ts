import type { AppObject } from './app-objects.js';
import type { DependencyUse } from './dependencies.js';
import {
  callablesOf,
  classDependencies,
  type DependencyEdge,
  dependenciesOf,
  listedDependencies,
} from './dependency-graph.js';
import { isFastapi } from './fastapi-names.js';
import { ancestor, field, namedChildren, type SyntaxNode } from './parse.js';
import { type Definition, type Resolution, targetKey } from './resolution.js';
import type { Resolver } from './resolve.js';
import type { Inclusion, RouteDeclaration, Routing } from './routes.js';
import { type SecurityScheme, securitySchemeOf } from './security-schemes.js';
import type { SourceFile } from './source-file.js';

/** A route as a client reaches it: through one chain of inclusions from an app. */
export interface Route {
  readonly app: AppObject;
  readonly declaration: RouteDeclaration;
  /** From the app inwards. */
  readonly inclusions: readonly Inclusion[];
  /** The whole path; computed prefixes stand in it as `{source}` and `exact` is false. */
  readonly path: string;
  readonly exact: boolean;
  /** Everything that runs before the handler, outermost first. */
  readonly dependencies: readonly RouteDependency[];
}

export interface RouteDependency extends DependencyEdge {
  readonly level: 'app' | 'inclusion' | 'router' | 'route' | 'view' | 'handler';
}

/** One way from a route to a credential. */
export interface AuthPath {
  /** A declared scheme; null when the last function reads the request itself. */
  readonly scheme: SecurityScheme | null;
  /** What the last function reads, when there is no scheme: `Header`, `Cookie`, `Request`. */
  readonly reads: 'Header' | 'Cookie' | 'Request' | null;
  /** From the route's own dependency down to the one that takes the credential (the scheme itself not included). */
  readonly chain: readonly Resolution[];
  readonly edge: RouteDependency;
}

/**
 * Every route of every app, with all that runs before it. Routers that no app includes are left out; an app that another
 * always mounts is listed where it is mounted.
 */
export function listRoutes(resolver: Resolver, apps: readonly AppObject[], routing: Routing): Route[] {
  const mounts = routing.inclusions.filter(
    ({ kind, call }) => kind === 'mount' && ancestor(call, 'if_statement') === null,
  );
  const mounted = new Set(mounts.map(({ router }) => router));
  return apps
    .filter((app) => app.kind === 'app' && !mounted.has(app))
    .flatMap((app) => routesUnder(resolver, routing, app, app, []));
}

function routesUnder(
  resolver: Resolver,
  routing: Routing,
  app: AppObject,
  on: AppObject,
  inclusions: readonly Inclusion[],
): Route[] {
  const own = routing.declarations
    .filter((declaration) => declaration.on === on)
    .map((declaration) => routeOf(resolver, app, declaration, inclusions));
  const inner = routing.inclusions
    .filter(({ into, router }) => into === on && !inclusions.some((outer) => outer.router === router))
    .flatMap((inclusion) => routesUnder(resolver, routing, app, inclusion.router, [...inclusions, inclusion]));
  return [...own, ...inner];
}

function routeOf(
  resolver: Resolver,
  app: AppObject,
  declaration: RouteDeclaration,
  inclusions: readonly Inclusion[],
): Route {
  const parts = [app.prefix, ...inclusions.flatMap(({ prefix, router }) => [prefix, router.prefix]), declaration.path];
  const path = parts.map(({ text, source }) => text ?? `{${source}}`).join('');
  return {
    app,
    declaration,
    inclusions,
    path,
    exact: parts.every(({ text }) => text !== null),
    dependencies: before(resolver, app, declaration, inclusions),
  };
}

function before(
  resolver: Resolver,
  app: AppObject,
  { file, dependencies, view, handler, asks, call }: RouteDeclaration,
  inclusions: readonly Inclusion[],
): RouteDependency[] {
  const listed = (level: RouteDependency['level'], home: SourceFile, node: SyntaxNode | null): RouteDependency[] =>
    node === null ? [] : listedDependencies(resolver, home, node).map((edge) => ({ ...edge, level }));
  // A mounted app does not inherit dependencies: it is another application.
  const inherited = inclusions.slice(inclusions.findLastIndex(({ kind }) => kind === 'mount') + 1);
  const outermost =
    inherited.length === inclusions.length
      ? app
      : (inclusions[inclusions.length - inherited.length - 1]?.router ?? app);
  return [
    ...listed('app', outermost.file, outermost.dependencies),
    ...inherited.flatMap((inclusion) => [
      ...listed('inclusion', inclusion.file, inclusion.dependencies),
      ...listed('router', inclusion.router.file, inclusion.router.dependencies),
    ]),
    ...listed('route', file, dependencies),
    ...(view === null ? [] : classDependencies(resolver, view).map((edge) => ({ ...edge, level: 'view' as const }))),
    ...dependenciesOf(resolver, handler).map((edge) => ({ ...edge, level: 'handler' as const })),
    ...(asks ? [{ ...unwritten(file, call, asks), level: 'handler' as const }] : []),
  ];
}

/** A dependency of another package's route, as if it stood where its router is made. */
function unwritten(file: SourceFile, call: SyntaxNode, resolution: Resolution): DependencyEdge {
  const use: DependencyUse = {
    marker: 'Depends',
    context: 'other',
    file,
    at: file.at(call),
    call,
    target: null,
    resolution,
    options: new Map(),
    name: null,
    owner: file.root,
    receiver: null,
  };
  return { use, resolution, parameter: null, alias: null };
}

/**
 * How a route finds out who calls: every path through its dependencies to a security scheme, or to a function that takes
 * a credential out of the request itself. Middleware is not seen.
 */
export function authenticationOf(resolver: Resolver, route: Pick<Route, 'dependencies'>): AuthPath[] {
  return route.dependencies.flatMap((edge) => follow(resolver, edge.resolution, []).map((path) => ({ ...path, edge })));
}

type Step = Omit<AuthPath, 'edge'>;

function follow(resolver: Resolver, target: Resolution, chain: readonly Resolution[]): Step[] {
  const scheme = securitySchemeOf(resolver, target);
  if (scheme !== null) return [{ scheme, reads: null, chain }];
  if (chain.some((outer) => targetKey(outer) === targetKey(target))) return [];
  const next = [...chain, target];
  const deeper = dependenciesOf(resolver, target).flatMap(({ resolution }) => follow(resolver, resolution, next));
  if (deeper.length > 0) return deeper;
  const callables = callablesOf(resolver, target);
  const direct = callables.flatMap((callable) => {
    const reads = readsCredential(resolver, callable);
    return reads === null ? [] : [{ scheme: null, reads, chain: next }];
  });
  if (direct.length > 0 || callables.length === 0) return direct;
  return isSecurityObject(resolver, target) || isGivenCheck(resolver, target)
    ? [{ scheme: null, reads: 'Request', chain: next }]
    : [];
}

/** An instance of a class that FastAPI lists as a security scheme (`class PermissionDependency(SecurityBase)`). */
function isSecurityObject(resolver: Resolver, target: Resolution): boolean {
  const made = madeBy(resolver, target);
  return made?.kind === 'definition' && isDerived(resolver, made, 0);
}

function isDerived(resolver: Resolver, made: Resolution, depth: number): boolean {
  if (made.kind === 'external') return /^fastapi\.security\.(?:\w+\.)?SecurityBase$/.test(made.name);
  if (made.kind !== 'definition' || made.definition.kind !== 'class' || depth > 10) return false;
  return resolver.bases(made.definition).some((base) => isDerived(resolver, base, depth + 1));
}

/** What an instance is given to ask: `Depends(PermissionDependency([IsAdmin]))`, where a method of `IsAdmin` reads the user. */
function isGivenCheck(resolver: Resolver, target: Resolution): boolean {
  if (target.kind !== 'call') return false;
  const { file } = target;
  const names = field(target.node, 'arguments')?.descendantsOfType('identifier') ?? [];
  return names.some((name) => {
    const given = resolver.resolve(file, name);
    if (given.kind !== 'definition' || given.definition.kind !== 'class') return false;
    const { definition } = given;
    return definition.node
      .descendantsOfType('function_definition')
      .some((node) => readsCredential(resolver, { ...definition, kind: 'function', node }) !== null);
  });
}

/** The class of an instance that is made on the spot, or that has a name. */
function madeBy(resolver: Resolver, target: Resolution): Resolution | null {
  if (target.kind === 'call') return target.callee;
  if (target.kind !== 'definition' || target.definition.kind !== 'assignment') return null;
  const value = field(target.definition.node, 'right');
  const callee = value?.type === 'call' ? field(value, 'function') : null;
  return callee === null ? null : resolver.resolve(target.definition.file, callee);
}

const CREDENTIAL = /authorization|token|api[-_]?key|session|user|auth|secret|credential|access[-_]?key/i;

const FINDS_USER = /(?:^|_)(?:current_\w+|\w*user|principal|identity|auth\w*)$/i;

/** A function without dependencies of its own that looks into headers, cookies, the session or the request's state. */
function readsCredential(resolver: Resolver, { file, node, name: own }: Definition): AuthPath['reads'] {
  const body = field(node, 'body')?.text ?? '';
  for (const parameter of namedChildren(field(node, 'parameters'))) {
    const name = (field(parameter, 'name') ?? parameter.firstNamedChild ?? parameter).text;
    if (CREDENTIAL.test(parameter.text)) {
      const marker = parameter
        .descendantsOfType('call')
        .flatMap((call) => parameterMarker(resolver, file, call) ?? [])[0];
      if (marker !== undefined) return marker;
    }
    const annotation = field(parameter, 'type');
    if (annotation === null || !isFastapi(resolver.resolve(file, annotation), 'Request')) continue;
    const direct = new RegExp(`\\b${name}\\.(?:headers|cookies|session|user|auth)\\b`).test(body);
    const state = new RegExp(`\\b${name}\\.state\\.\\w*(?:user|auth|token|identity|principal)`, 'i').test(body);
    // `get_current_user(request)`, which asks whatever is configured: it says what it is for.
    const asks = FINDS_USER.test(own) && new RegExp(`\\w\\((?:[^()]*,\\s*)?${name}\\s*[,)]`).test(body);
    // What a patch for service calls has added asks the function beside it.
    if (state || asks || own.endsWith('_or_service') || (direct && CREDENTIAL.test(body))) return 'Request';
  }
  return null;
}

/** `Header(…)` or `Cookie(…)`, as a default or in `Annotated`. */
function parameterMarker(resolver: Resolver, file: SourceFile, call: SyntaxNode | null): 'Header' | 'Cookie' | null {
  const callee = field(call, 'function');
  if (callee === null) return null;
  const made = resolver.resolve(file, callee);
  if (isFastapi(made, 'Header')) return 'Header';
  return isFastapi(made, 'Cookie') ? 'Cookie' : null;
}
