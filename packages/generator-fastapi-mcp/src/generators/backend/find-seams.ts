import {
  type Definition,
  definitionKey,
  type Resolution,
  type Resolver,
  returnedValues,
  type SourceSecurityScheme,
} from '@fastapi-mcp/kit';
import { byHand } from './find-load.js';
import type { Obstacle } from './obstacle.js';
import { returnsUser } from './returns-user.js';
import { SUFFIX } from './suffix.js';
import { suggestLoads } from './suggest-load.js';
import type { Survey } from './survey.js';
import { classOf, type Said, type UserDependency, understandDependency } from './understand-dependency.js';

/** Where a service call is to be let in. */
export interface Seams {
  /** Dependencies to extend, those with the most routes first. */
  readonly seams: readonly UserDependency[];
  /** Ways to a user that cannot be extended without a guess. */
  readonly obstacles: readonly Obstacle[];
}

/**
 * Finds the dependencies that a service call must be able to pass: on every way from a route to a credential, the lowest
 * one that returns a user (or the id of one). What is above it, such as a check of roles, then works on that user as before.
 */
export function findSeams(
  { resolver, routes, middleware }: Survey,
  said: (definition: Definition) => Said,
  isNamed: (definition: Definition) => boolean,
): Seams {
  const known = new Map<string, ReturnType<typeof understandDependency>>();
  const seams = new Map<string, { readonly seam: UserDependency; routes: number }>();
  const obstacles = new Map<string, Obstacle>();
  const understand = (definition: Definition): ReturnType<typeof understandDependency> => {
    const key = definitionKey(definition);
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const alone = understandDependency(resolver, definition, said(definition));
    // One that leaves the work to another is understood as far as that one is.
    const worker = alone.ok && alone.value.delegate !== null ? understand(alone.value.delegate.definition) : alone;
    const outcome = worker.ok ? alone : worker;
    known.set(key, outcome);
    return outcome;
  };
  const noteUnknown = (innermost: Resolution): void => {
    if (innermost.kind === 'call') {
      const at = innermost.file.at(innermost.node);
      const text = innermost.node.text.replace(/\s+/g, ' ').slice(0, 60);
      obstacles.set(at, {
        at,
        reason: `routes depend on what ${text} makes when the program runs`,
        byHand: `${middleware.length === 0 ? '' : 'if it checks a user that a middleware sets, let service calls in there, and this stays as it is; otherwise '}write a dependency that calls service_user_id(connection, …) first and this one’s own function otherwise, and use it in this place`,
      });
    }
    if (innermost.kind !== 'definition') return;
    const { name, file, node } = innermost.definition;
    const at = file.at(node);
    obstacles.set(at, {
      at,
      reason: `routes depend on ${name}, and nothing between says that it returns a user`,
      byHand: `${byHand(name)} (or, where it returns no user, return what a service call is to have there)`,
    });
  };
  const noteScheme = ({ at, name, call }: SourceSecurityScheme): void => {
    obstacles.set(at, {
      at,
      reason: `routes depend on ${name ?? call.text.replace(/\s+/g, ' ').slice(0, 60)} alone, which says that there is a credential, and not whose`,
      byHand:
        'a service call is refused there like anybody without that credential; where it is to pass, write a dependency that calls service_user_id(connection, …) first and the scheme otherwise, and use it in this place',
    });
  };
  const count = (definition: Definition, seam: UserDependency): void => {
    const key = definitionKey(definition);
    const entry = seams.get(key) ?? { seam, routes: 0 };
    entry.routes += 1;
    seams.set(key, entry);
    const worker = seam.delegate === null ? null : understand(seam.delegate.definition);
    if (worker?.ok) count(worker.value.definition, worker.value);
  };
  /** Its tests and its module are brought up to date; one that a person wrote is theirs. */
  const noteExtended = (extension: Definition): void => {
    const name = extension.name.slice(0, -SUFFIX.length);
    const owner = classOf(extension);
    const original = owner === null ? resolver.resolveExport(extension.file, name) : resolver.attribute(owner, name);
    if (original?.kind !== 'definition' || original.definition.kind !== 'function') return;
    const outcome = understand(original.definition);
    if (outcome.ok) count(original.definition, outcome.value);
  };
  for (const { chain, scheme } of routes.flatMap(({ authentication }) => authentication)) {
    // fastapi-users is let in by a backend of its own.
    if (scheme?.kind === 'fastapi-users') continue;
    const extended = chain.find((each) => isExtension(resolver, each));
    if (extended !== undefined) {
      for (const each of functionsOf(resolver, [extended]).flat()) noteExtended(each);
      continue;
    }
    // Above the first one that returns a user there are only checks of that user; whom a person names is the one.
    const functions = functionsOf(resolver, chain);
    const definitions =
      functions.find((each) => each.some(isNamed)) ?? functions.find((each) => each.every(returnsUser));
    if (definitions === undefined) {
      const last = chain.at(-1);
      if (last !== undefined) noteUnknown(last);
      else if (scheme !== null) noteScheme(scheme);
      continue;
    }
    const outcomes = definitions.map((definition) => ({ definition, outcome: understand(definition) }));
    for (const { definition, outcome } of outcomes)
      if (!outcome.ok) obstacles.set(outcome.obstacle.at, withSuggestions(resolver, definition, outcome.obstacle));
    // A factory is let in whole or not at all.
    if (outcomes.some(({ outcome }) => !outcome.ok)) continue;
    for (const { definition, outcome } of outcomes) if (outcome.ok) count(definition, outcome.value);
  }
  const ordered = [...seams.values()].sort((a, b) => b.routes - a.routes);
  return { seams: ordered.map(({ seam }) => seam), obstacles: [...obstacles.values()] };
}

/** What is to be done by hand, and the answers with which nothing is. */
function withSuggestions(resolver: Resolver, definition: Definition, obstacle: Obstacle): Obstacle {
  const { name } = definition;
  const loads = suggestLoads(resolver, definition).map((each) => `--load-user '${name}=${each}'`);
  if (loads.length === 0) return obstacle;
  const unlike = `(then what ${name} checks besides is not checked for service calls)`;
  return {
    ...obstacle,
    byHand: `${obstacle.byHand}; or, where that is all, run again with ${loads.join(' or ')} ${unlike}`,
  };
}

/** Something that an earlier run added, or a factory that returns nothing else. */
export function isExtension(resolver: Resolver, resolution: Resolution): boolean {
  if (resolution.kind === 'definition') return resolution.definition.name.endsWith(SUFFIX);
  const returned = resolution.kind === 'call' ? returnedFunctions(resolver, resolution) : [];
  return returned.length > 0 && returned.every(({ name }) => name.endsWith(SUFFIX));
}

/** What a chain calls, from the credential outwards: one function, or those of which a factory returns one. */
function functionsOf(resolver: Resolver, chain: readonly Resolution[]): (readonly Definition[])[] {
  return [...chain].reverse().flatMap((each) => {
    if (each.kind === 'definition') return each.definition.kind === 'function' ? [[each.definition]] : [];
    const returned = returnedFunctions(resolver, each);
    return returned.length > 0 ? [returned] : [];
  });
}

/** `def get_authorizer(required): return _user if required else _optional_user`: the functions, where all have a name. */
export function returnedFunctions(resolver: Resolver, made: Resolution): readonly Definition[] {
  if (made.kind !== 'call' || made.callee.kind !== 'definition' || made.callee.definition.kind !== 'function')
    return [];
  const { file, node } = made.callee.definition;
  const returned = returnedValues(node).map((value) =>
    value.type === 'identifier' ? resolver.resolve(file, value) : null,
  );
  const definitions = returned.flatMap((each) =>
    each?.kind === 'definition' && each.definition.kind === 'function' ? [each.definition] : [],
  );
  return definitions.length === returned.length ? definitions : [];
}
