import {
  type AuthPath,
  authenticationOf,
  createResolver,
  type DependencyUse,
  findAppObjects,
  findDependencyUses,
  findMiddleware,
  findRouting,
  listRoutes,
  loadProject,
  type Resolver,
  type Route,
} from '@fastapi-mcp/kit';
import { findUsersBackends, type UsersBackends } from './users-backends.js';

/** One text file of a backend. */
export interface BackendFile {
  /** Relative to the backend, with forward slashes. */
  readonly path: string;
  /** Decoded with its BOM and line ends. */
  readonly text: string;
}

/** A route and every way in which it finds out who calls. */
export interface SurveyedRoute {
  readonly route: Route;
  readonly authentication: readonly AuthPath[];
}

/** Something that may concern authentication and that no patch of ours can follow. */
export interface Unfollowed {
  /** `file:line` */
  readonly at: string;
  readonly reason: string;
}

/** What a backend looks like before (or after) it is patched. */
export interface Survey {
  readonly resolver: Resolver;
  readonly routes: readonly SurveyedRoute[];
  /** Uses of FastAPI's markers outside the backend's tests. */
  readonly uses: readonly DependencyUse[];
  readonly unfollowed: readonly Unfollowed[];
  /** Where fastapi-users finds its users. */
  readonly usersBackends: readonly UsersBackends[];
}

/** Reads a backend's routes and dependencies from its sources; nothing is run. */
export async function surveyBackend(files: readonly BackendFile[]): Promise<Survey> {
  const resolver = createResolver(await loadProject(files));
  const objects = findAppObjects(resolver);
  const routing = findRouting(resolver, objects);
  const routes = listRoutes(resolver, objects.all, routing).filter(
    ({ declaration, app }) => !isTest(declaration.file.path) && !isTest(app.file.path),
  );
  const found = findDependencyUses(resolver);
  const middleware = findMiddleware(resolver).filter(({ maybeAuthentication }) => maybeAuthentication);
  const unfollowed = [
    ...found.unresolved,
    ...found.uses.flatMap(decidedLater),
    ...madeSignatures(resolver),
    ...routing.unresolved,
    ...middleware.map(({ at }) => ({
      at,
      reason: 'this middleware seems to authenticate; a service call passes through it like any other request',
    })),
  ];
  return {
    resolver,
    routes: routes.map((route) => ({ route, authentication: authenticationOf(resolver, route) })),
    uses: found.uses.filter(({ file }) => !isTest(file.path)),
    unfollowed: unfollowed.filter(({ at }) => !isTest(at.replace(/:\d+$/, ''))),
    usersBackends: findUsersBackends(resolver, isTest),
  };
}

/** A use whose dependency a reader cannot know. */
function decidedLater({ at, marker, target, resolution }: DependencyUse): Unfollowed[] {
  const isPassed =
    resolution.kind === 'definition' && /^(?:parameter|target)$/.test(resolution.definition.kind)
      ? `${resolution.definition.name} is whatever it is called with`
      : null;
  const why = resolution.kind === 'unresolved' ? resolution.reason : isPassed;
  if (why === null) return [];
  const what = `${marker}(${(target?.text ?? '').replace(/\s+/g, ' ').slice(0, 60)})`;
  return [
    {
      at,
      reason: `${what} is decided when the program runs: ${why}. If it finds the user, write the …_or_service one`,
    },
  ];
}

/** `handler.__signature__ = …`: FastAPI reads that, and not the parameters that are written. */
function madeSignatures({ project }: Resolver): Unfollowed[] {
  return [...project.files.values()].flatMap((file) =>
    [...file.text.matchAll(/\b__signature__\b["'\]]*\s*=(?!=)/g)].map(({ index }) => ({
      at: `${file.path}:${file.lineOf(index)}`,
      reason:
        'a signature is made when the program runs: routes with it may depend on more than is listed here, so look whether a service call should pass',
    })),
  );
}

/** Tests keep what they say: their apps and overrides are theirs. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(path);
}
