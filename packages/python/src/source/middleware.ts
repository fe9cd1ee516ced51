import { argument } from './call-arguments.js';
import { field, type SyntaxNode } from './parse.js';
import type { Resolution } from './resolution.js';
import type { Resolver } from './resolve.js';
import type { SourceFile } from './source-file.js';

/** Code that runs around every route of an app; authentication in it is out of a dependency's reach. */
export interface Middleware {
  readonly file: SourceFile;
  /** `file:line` */
  readonly at: string;
  /** The class or function. */
  readonly resolution: Resolution;
  /** Its text speaks of tokens, users or sessions. */
  readonly maybeAuthentication: boolean;
  /** Where it says who calls, when that is seen: the code that sets the user, or that Starlette asks for one. */
  readonly setsUser: UserSetter | null;
}

/** `AuthBackend.authenticate`, or the function or class around `request.state.user = …`. */
export interface UserSetter {
  readonly name: string;
  /** `file:line` */
  readonly at: string;
}

// A session of a database is none of a user's, and Starlette's SessionMiddleware refuses nobody.
const AUTHENTICATION =
  /authoriz|authenticat|jwt|bearer|current_user|request\.(?:state\.)?user|request\.session|session[-_]?(?:token|cookie)|api[-_]?key/i;
const SETS_USER = /\b(?:\w+\.(?:state\.)?(?:current_)?user|(?:\w+\.)?scope\[["']user["']\])\s*(?::[^=\n]+)?=(?!=)/;

/** `add_middleware(X)`, `Middleware(X)`, `@app.middleware("http")` anywhere in the project. */
export function findMiddleware(resolver: Resolver): Middleware[] {
  const found: Middleware[] = [];
  for (const file of resolver.project.files.values()) {
    if (!/middleware/i.test(file.text)) continue;
    for (const name of ['add_middleware', 'Middleware', 'middleware']) {
      for (const node of file.occurrences(name)) {
        const callee = node.parent?.type === 'attribute' ? node.parent : node;
        const call = callee.parent;
        if (call?.type !== 'call' || field(call, 'function')?.id !== callee.id) continue;
        const decorated = call.parent?.type === 'decorator' ? field(call.parent.parent, 'definition') : null;
        const target = decorated === null ? argument(call, 'middleware_class', 0) : field(decorated, 'name');
        if (target === null || target.type === 'string') continue;
        const resolution = resolver.resolve(file, target);
        found.push({
          file,
          at: file.at(call),
          resolution,
          maybeAuthentication: AUTHENTICATION.test(textOf(resolution)),
          setsUser: backendOf(resolver, file, call) ?? setterIn(resolution),
        });
      }
    }
  }
  return found;
}

/** `AuthenticationMiddleware(backend=AuthBackend())`: Starlette sets `request.user` to what its `authenticate` returns. */
function backendOf(resolver: Resolver, file: SourceFile, call: SyntaxNode): UserSetter | null {
  const backend = argument(call, 'backend');
  const callee = backend?.type === 'call' ? field(backend, 'function') : null;
  const made = callee === null ? null : resolver.resolve(file, callee);
  if (made?.kind !== 'definition' || made.definition.kind !== 'class') return null;
  const method = resolver.attribute(made.definition, 'authenticate');
  if (method?.kind !== 'definition') return null;
  const { file: home, node } = method.definition;
  return { name: `${made.definition.name}.authenticate`, at: home.at(node) };
}

/** The line of a middleware that assigns the user. */
function setterIn(resolution: Resolution): UserSetter | null {
  if (resolution.kind !== 'definition') return null;
  const { file, name, node } = resolution.definition;
  const match = SETS_USER.exec(node.text);
  return match === null ? null : { name, at: `${file.path}:${file.lineOf(node.startIndex + match.index)}` };
}

function textOf(resolution: Resolution): string {
  if (resolution.kind === 'external') return resolution.name;
  return resolution.kind === 'definition' ? resolution.definition.node.text : '';
}
