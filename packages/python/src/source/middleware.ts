import { argument } from './call-arguments.js';
import { field } from './parse.js';
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
}

const AUTHENTICATION = /authoriz|authenticat|jwt|bearer|current_user|request\.(?:state\.)?user|session|api[-_]?key/i;

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
        });
      }
    }
  }
  return found;
}

function textOf(resolution: Resolution): string {
  if (resolution.kind === 'external') return resolution.name;
  return resolution.kind === 'definition' ? resolution.definition.node.text : '';
}
