import { type Definition, field, type Resolver } from '@fastapi-mcp/kit';
import { type Cut, cutBody } from './cut-body.js';
import { byHand, findLoad } from './find-load.js';
import { blocked, found, type Outcome } from './obstacle.js';
import { type Parameter, readParameters } from './read-parameters.js';
import { traceCredential } from './trace-credential.js';
import { type UserIdType, userIdType } from './user-id-type.js';

/** A dependency that finds the user of a credential, understood well enough to do the same for a service call. */
export interface UserDependency {
  readonly definition: Definition;
  readonly isAsync: boolean;
  readonly parameters: readonly Parameter[];
  readonly cut: Cut;
  readonly idType: UserIdType;
}

/** Reads a dependency; an obstacle where a person has to decide. */
export function understandDependency(resolver: Resolver, definition: Definition, assumedIdType: UserIdType | null): Outcome<UserDependency> {
  const { node, name, file } = definition;
  if (!isModuleLevel(definition)) return blocked(file, node, `${name} is defined inside ${definition.owner === null ? 'another function' : 'a class'}`, byHand(name));
  if (/^[^#\n]*\byield\b/m.test(field(node, 'body')?.text ?? '')) return blocked(file, node, `${name} is a generator (it yields the user)`, byHand(name));
  const parameters = readParameters(resolver, definition);
  const splat = parameters.find(({ node: each }) => /splat/.test(each.type));
  if (splat !== undefined) return blocked(file, splat.node, `${name} takes ${splat.node.text}`, byHand(name));
  const trace = traceCredential(node, parameters);
  const load = findLoad(definition, trace);
  if (!load.ok) return load;
  const cut = cutBody(definition, trace, load.value, parameters);
  if (!cut.ok) return cut;
  const idType = userIdType({ resolver, definition, load: load.value, parameters }) ?? assumedIdType;
  if (idType === null) return blocked(file, load.value.value, `the type of ${load.value.subject} is not declared`, 'run again with --user-id-type int, uuid or str');
  return found({ definition, isAsync: node.child(0)?.type === 'async', parameters, cut: cut.value, idType });
}

function isModuleLevel({ node }: Definition): boolean {
  const holder = node.parent?.type === 'decorated_definition' ? node.parent.parent : node.parent;
  return holder?.type === 'module';
}
