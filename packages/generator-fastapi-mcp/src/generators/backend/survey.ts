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
  type Middleware,
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
  /** What to write there, where that is known. */
  readonly byHand?: string;
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
  /** `file:line` of each middleware that may authenticate. */
  readonly middleware: readonly string[];
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
    ...quotedAnnotations(resolver),
    ...routing.unresolved,
    ...middleware.map(inMiddleware),
  ];
  return {
    resolver,
    routes: routes.map((route) => ({ route, authentication: authenticationOf(resolver, route) })),
    uses: found.uses.filter(({ file }) => !isTest(file.path)),
    unfollowed: unfollowed.filter(({ at }) => !isTest(at.replace(/:\d+$/, ''))),
    usersBackends: findUsersBackends(resolver, isTest),
    middleware: middleware.map(({ at }) => at).filter((at) => !isTest(at.replace(/:\d+$/, ''))),
  };
}

/** A middleware runs before every dependency: what it refuses, none can let in. */
function inMiddleware({ at, setsUser }: Middleware): Unfollowed {
  if (setsUser === null)
    return {
      at,
      reason: 'this middleware seems to authenticate; a service call passes through it like any other request',
      byHand: 'look whether it refuses a request without a credential of its own; if so, let service calls pass it',
    };
  return {
    at: setsUser.at,
    reason: `${setsUser.name} says who calls, in a middleware (${at}) that runs before every dependency`,
    byHand: BY_HAND_MIDDLEWARE,
  };
}

const BY_HAND_MIDDLEWARE =
  'write, before it reads the credential: with SERVICE_AUTH_TOKEN set (32 characters or more) and the Authorization header equal to "Bearer " + SERVICE_AUTH_TOKEN (hmac.compare_digest, on bytes), take X-User-ID (400 unless there is exactly one, and not empty), load that user as it is loaded below (401 when there is none), log user and route, never the token, and set that user; with any other credential go on as before, and ignore X-User-ID';

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

/** `user: "Annotated[User, Depends(get_current_user)]"`: FastAPI reads it, and we do not rewrite what is in a text. */
function quotedAnnotations({ project }: Resolver): Unfollowed[] {
  return [...project.files.values()].flatMap((file) =>
    [...file.text.matchAll(/[:>][ \t]*["'][^"'\n]*\b(?:Depends|Security)\([^"'\n]*["']/g)].map(
      ({ index, 0: text }) => ({
        at: `${file.path}:${file.lineOf(index)}`,
        reason: `a dependency stands in a quoted annotation, which is not read: ${text.replace(/^[:>]\s*/, '')}`,
        byHand: 'take the quotes away, and run again',
      }),
    ),
  );
}

/** Tests keep what they say: their apps and overrides are theirs. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(path);
}
