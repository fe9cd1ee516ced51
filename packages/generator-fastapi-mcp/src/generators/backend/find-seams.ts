import { type Definition, definitionKey, type Resolution } from '@fastapi-mcp/kit';
import { byHand } from './find-load.js';
import type { Obstacle } from './obstacle.js';
import { returnsUser } from './returns-user.js';
import type { Survey } from './survey.js';
import { type Said, type UserDependency, understandDependency } from './understand-dependency.js';

/** The suffix of what we add beside a dependency. */
export const SUFFIX = '_or_service';

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
export function findSeams({ resolver, routes }: Survey, said: (definition: Definition) => Said): Seams {
  const known = new Map<string, ReturnType<typeof understandDependency>>();
  const seams = new Map<string, { readonly seam: UserDependency; routes: number }>();
  const obstacles = new Map<string, Obstacle>();
  const understand = (definition: Definition): ReturnType<typeof understandDependency> => {
    const key = definitionKey(definition);
    const outcome = known.get(key) ?? understandDependency(resolver, definition, said(definition));
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
        byHand:
          'write a dependency that calls service_user_id(connection, …) first and this one’s own function otherwise, and use it in this place',
      });
    }
    if (innermost.kind !== 'definition') return;
    const { name, file, node } = innermost.definition;
    const at = file.at(node);
    obstacles.set(at, {
      at,
      reason: `routes depend on ${name}, and nothing between says that it returns a user`,
      byHand: byHand(name),
    });
  };
  const count = (definition: Definition, seam: UserDependency): void => {
    const key = definitionKey(definition);
    const entry = seams.get(key) ?? { seam, routes: 0 };
    entry.routes += 1;
    seams.set(key, entry);
  };
  /** Its tests and its module are brought up to date; one that a person wrote is theirs. */
  const noteExtended = (extension: Resolution): void => {
    if (extension.kind !== 'definition') return;
    const { file, name } = extension.definition;
    const original = resolver.resolveExport(file, name.slice(0, -SUFFIX.length));
    if (original.kind !== 'definition' || original.definition.kind !== 'function') return;
    const outcome = understand(original.definition);
    if (outcome.ok) count(original.definition, outcome.value);
  };
  for (const { chain } of routes.flatMap(({ authentication }) => authentication)) {
    const extended = chain.find(isExtension);
    if (extended !== undefined) {
      noteExtended(extended);
      continue;
    }
    // Above the first one that returns a user there are only checks of that user.
    const definition = functionsOf(chain).find(returnsUser);
    if (definition === undefined) {
      const last = chain.at(-1);
      if (last !== undefined) noteUnknown(last);
      continue;
    }
    const outcome = understand(definition);
    if (!outcome.ok) {
      obstacles.set(outcome.obstacle.at, outcome.obstacle);
      continue;
    }
    count(definition, outcome.value);
  }
  const ordered = [...seams.values()].sort((a, b) => b.routes - a.routes);
  return { seams: ordered.map(({ seam }) => seam), obstacles: [...obstacles.values()] };
}

/** Something that an earlier run added. */
export function isExtension(resolution: Resolution): boolean {
  return resolution.kind === 'definition' && resolution.definition.name.endsWith(SUFFIX);
}

/** The functions of a chain from the credential outwards. */
function functionsOf(chain: readonly Resolution[]): Definition[] {
  return [...chain]
    .reverse()
    .flatMap((each) => (each.kind === 'definition' && each.definition.kind === 'function' ? [each.definition] : []));
}
