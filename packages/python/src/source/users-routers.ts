import type { AppObject } from './app-objects.js';
import { field, type SyntaxNode } from './parse.js';
import type { Resolution } from './resolution.js';
import type { Resolver } from './resolve.js';
import type { SourceFile } from './source-file.js';

type UsersRoute = readonly [method: string, path: string, asks: boolean];

/**
 * The routes of each router that a `FastAPIUsers` object makes, and which of them ask who calls
 * (https://fastapi-users.github.io/fastapi-users/latest/usage/routes/).
 */
const ROUTES: Readonly<Record<string, readonly UsersRoute[]>> = {
  get_auth_router: [
    ['POST', '/login', false],
    ['POST', '/logout', true],
  ],
  get_register_router: [['POST', '/register', false]],
  get_reset_password_router: [
    ['POST', '/forgot-password', false],
    ['POST', '/reset-password', false],
  ],
  get_verify_router: [
    ['POST', '/request-verify-token', false],
    ['POST', '/verify', false],
  ],
  get_users_router: [
    ['GET', '/me', true],
    ['PATCH', '/me', true],
    ['GET', '/{id}', true],
    ['PATCH', '/{id}', true],
    ['DELETE', '/{id}', true],
  ],
  get_oauth_router: [
    ['GET', '/authorize', false],
    ['GET', '/callback', false],
  ],
  get_oauth_associate_router: [
    ['GET', '/authorize', true],
    ['GET', '/callback', true],
  ],
};

/** Whether something depended on stands for what such a router asks by itself. */
export function isAskedByUsersRouter({ name }: { readonly name: string }): boolean {
  return routesOf(name)?.some(([, , asks]) => asks) ?? false;
}

/** By the dotted name of the method that makes the router. */
function routesOf(name: string): readonly UsersRoute[] | undefined {
  const method = /^fastapi_users\b.*\.(\w+)$/.exec(name)?.[1] ?? '';
  // `constructor` is a name like any other in a backend's source.
  return Object.hasOwn(ROUTES, method) ? ROUTES[method] : undefined;
}

export interface UsersRouter {
  readonly router: AppObject;
  readonly routes: readonly {
    readonly method: string;
    readonly path: string;
    /** What it depends on to know who calls, as far as it shows here: the call that makes the router. */
    readonly asks: Resolution | null;
  }[];
  readonly made: Made;
}

/** A router that a `FastAPIUsers` object makes, with its routes; null when the expression is none. */
export function usersRouter(resolver: Resolver, file: SourceFile, expression: SyntaxNode): UsersRouter | null {
  const made = madeBy(resolver, file, expression);
  const routes = made?.callee.kind === 'external' ? routesOf(made.callee.name) : undefined;
  if (made === null || routes === undefined) return null;
  const at = made.file.at(made.node);
  const router: AppObject = {
    kind: 'router',
    file: made.file,
    at,
    call: made.node,
    name: null,
    factory: null,
    importString: null,
    prefix: { text: '', source: '' },
    dependencies: null,
  };
  return {
    router,
    made,
    routes: routes.map(([verb, path, asks]) => ({ method: verb, path, asks: asks ? made : null })),
  };
}

type Made = Extract<Resolution, { readonly kind: 'call' }>;

/** The call that makes it, where it stands or where its name is given. */
function madeBy(resolver: Resolver, file: SourceFile, expression: SyntaxNode): Made | null {
  const found = resolver.resolve(file, expression);
  if (found.kind === 'call') return found;
  if (found.kind !== 'definition' || found.definition.kind !== 'assignment') return null;
  const value = field(found.definition.node, 'right');
  if (value?.type !== 'call') return null;
  const there = resolver.resolve(found.definition.file, value);
  return there.kind === 'call' ? there : null;
}
