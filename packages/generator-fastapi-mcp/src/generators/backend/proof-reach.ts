import { type Definition, definitionKey, field, findSecuritySchemes } from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';
import { SUFFIX } from './suffix.js';
import { isTest, type Survey } from './survey.js';
import { classOf, type UserDependency } from './understand-dependency.js';

/** How a test reaches a dependency: `get_current_user`, or `auth.get_current_user` of the object `auth`. */
export interface Reach {
  readonly original: string;
  readonly extension: string;
  readonly imported: string;
  /** It refuses a request without a credential. */
  readonly refuses: boolean;
}

export function reachOf({ resolver, uses }: Survey, { definition }: UserDependency): Reach | null {
  const { name, file } = definition;
  const refuses = isRefusing(definition);
  if (classOf(definition) === null) {
    const imported = `from ${moduleNameOf(resolver.project, file)} import ${name}, ${name}${SUFFIX}`;
    return { original: name, extension: name + SUFFIX, imported, refuses };
  }
  for (const { resolution, target, file: place } of uses) {
    if (resolution.kind !== 'definition' || definitionKey(resolution.definition) !== definitionKey(definition))
      continue;
    const object = target?.type === 'attribute' ? field(target, 'object') : null;
    const found = object === null ? null : resolver.resolve(place, object);
    if (found?.kind !== 'definition' || found.definition.kind !== 'assignment') continue;
    const { name: holder, file: home, node } = found.definition;
    if (node.parent?.parent?.type !== 'module') continue;
    const imported = `from ${moduleNameOf(resolver.project, home)} import ${holder}`;
    return { original: `${holder}.${name}`, extension: `${holder}.${name}${SUFFIX}`, imported, refuses };
  }
  return null;
}

/** A dependency that says it always returns a user refuses those without one. */
export function isRefusing({ node }: Definition): boolean {
  return !/None|Optional/.test(field(node, 'return_type')?.text ?? '');
}

/** A dependency of fastapi-users that has a name in a module: `current_active_user = fastapi_users.current_user(active=True)`. */
export function usersReach({ resolver, routes }: Survey): Reach | null {
  // One that a route depends on, or any other: where fastapi-users makes all routes itself, none does.
  const used = routes.flatMap(({ authentication }) => authentication.flatMap(({ scheme }) => scheme ?? []));
  for (const scheme of [...used, ...findSecuritySchemes(resolver).filter(({ file }) => !isTest(file.path))]) {
    if (scheme.kind !== 'fastapi-users' || scheme.name === null || !/^\w+$/.test(scheme.name)) continue;
    const { name, file, call } = scheme;
    const imported = `from ${moduleNameOf(resolver.project, file)} import ${name}`;
    return { original: name, extension: name, imported, refuses: !/\boptional\s*=\s*(?!False\b)/.test(call.text) };
  }
  return null;
}
