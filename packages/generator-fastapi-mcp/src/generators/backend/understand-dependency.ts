import { type Definition, field, type Resolver } from '@fastapi-mcp/kit';
import { type Cut, cutBody } from './cut-body.js';
import { byHand, findLoad } from './find-load.js';
import { cutOfGivenLoad, type GivenLoad } from './given-load.js';
import { blocked, found, type Outcome } from './obstacle.js';
import { type GuardedParameter, guardParameters } from './plan-guards.js';
import { type Parameter, readParameters } from './read-parameters.js';
import { traceCredential } from './trace-credential.js';
import { type UserIdType, userIdType } from './user-id-type.js';

/** A dependency that finds the user of a credential, understood well enough to do the same for a service call. */
export interface UserDependency {
  readonly definition: Definition;
  readonly isAsync: boolean;
  readonly parameters: readonly Parameter[];
  /** The parameters with what stands in for those that would refuse a service call. */
  readonly guarded: readonly GuardedParameter[];
  readonly cut: Cut;
  readonly idType: UserIdType;
  /** Said by a person, and to be imported. */
  readonly given: GivenLoad | null;
}

/** What a person has said where the source does not. */
export interface Said {
  readonly userIdType: UserIdType | null;
  readonly loadUser: GivenLoad | null;
}

/** Reads a dependency; an obstacle where a person has to decide. */
export function understandDependency(
  resolver: Resolver,
  definition: Definition,
  { userIdType: saidType, loadUser }: Said,
): Outcome<UserDependency> {
  const { node, name, file } = definition;
  if (!isModuleLevel(definition))
    return blocked(
      file,
      node,
      `${name} is defined inside ${definition.owner === null ? 'another function' : 'a class'}`,
      byHand(name),
    );
  if (/^[^#\n]*\byield\b/m.test(field(node, 'body')?.text ?? ''))
    return blocked(file, node, `${name} is a generator (it yields the user)`, byHand(name));
  const parameters = readParameters(resolver, definition);
  const splat = parameters.find(({ node: each }) => /splat/.test(each.type));
  if (splat !== undefined) return blocked(file, splat.node, `${name} takes ${splat.node.text}`, byHand(name));
  const guarded = guardParameters(resolver, definition, parameters);
  if (!guarded.ok) return guarded;
  const shared = {
    definition,
    isAsync: isAsync(definition) || loadUser?.expression.startsWith('await ') === true,
    parameters,
    guarded: guarded.value,
  };
  if (loadUser !== null)
    return found({ ...shared, cut: cutOfGivenLoad(loadUser), idType: saidType ?? 'str', given: loadUser });
  const trace = traceCredential(node, parameters);
  const load = findLoad(definition, trace);
  if (!load.ok) return load;
  const cut = cutBody(definition, trace, load.value, parameters);
  if (!cut.ok) return cut;
  const idType = saidType ?? userIdType({ resolver, definition, load: load.value, parameters });
  if (idType === null)
    return blocked(
      file,
      load.value.value,
      `the type of ${load.value.subject} is not declared`,
      'run again with --user-id-type int, uuid or str',
    );
  return found({ ...shared, cut: cut.value, idType, given: null });
}

function isAsync({ node }: Definition): boolean {
  return node.child(0)?.type === 'async';
}

function isModuleLevel({ node }: Definition): boolean {
  const holder = node.parent?.type === 'decorated_definition' ? node.parent.parent : node.parent;
  return holder?.type === 'module';
}
