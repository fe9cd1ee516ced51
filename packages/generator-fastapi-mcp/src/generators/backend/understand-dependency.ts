import {
  type Definition,
  field,
  namedChildren,
  type Resolver,
  returnedValues,
  type SyntaxNode,
  same,
} from '@fastapi-mcp/kit';
import { type Cut, cutBody } from './cut-body.js';
import { decoratorOf } from './decorator-of.js';
import { byRights, droppedChecks } from './dropped-checks.js';
import { type Delegate, findDelegate } from './find-delegate.js';
import { byHand, findLoad } from './find-load.js';
import { cutOfGivenLoad, type GivenLoad } from './given-load.js';
import { isMadeFrom } from './made-from.js';
import { blocked, found, type Outcome } from './obstacle.js';
import { type GuardedParameter, guardParameters } from './plan-guards.js';
import { type Parameter, readParameters } from './read-parameters.js';
import { type Trace, traceCredential } from './trace-credential.js';
import { isText, type UserIdType, userIdType } from './user-id-type.js';

/** A dependency that finds the user of a credential, understood well enough to do the same for a service call. */
export interface UserDependency {
  readonly definition: Definition;
  readonly isAsync: boolean;
  readonly parameters: readonly Parameter[];
  /** The parameters with what stands in for those that would refuse a service call. */
  readonly guarded: readonly GuardedParameter[];
  readonly cut: Cut;
  readonly idType: UserIdType;
  /** The id is text where it is used, whatever its type is. */
  readonly isText: boolean;
  /** Another dependency, extended too, that finds the user for this one; then nothing is cut. */
  readonly delegate: Delegate | null;
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
  const place = placeOf(definition);
  if (place === 'nested') return blocked(file, node, `${name} is defined inside another function`, byHand(name));
  if (place === 'method') {
    const override = overrideOf(resolver, definition);
    if (override !== null)
      return blocked(
        override.file,
        override.node,
        `${name} is overridden here, and may find its user in another way`,
        byHand(name),
      );
  }
  if (/^[^#\n]*\byield\b/m.test(field(node, 'body')?.text ?? ''))
    return blocked(file, node, `${name} is a generator (it yields the user)`, byHand(name));
  const decorator = decoratorOf(definition);
  if (decorator !== null)
    return blocked(file, decorator, `${name}: ${decorator.text} may do more than the function shows`, byHand(name));
  const parameters = readParameters(resolver, definition).slice(place === 'method' ? 1 : 0);
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
    return found({
      ...shared,
      cut: cutOfGivenLoad(loadUser),
      idType: saidType ?? 'str',
      isText: false,
      delegate: null,
      given: loadUser,
    });
  const trace = traceCredential(node, parameters);
  const delegate = place === 'module' ? findDelegate(resolver, definition, trace) : null;
  if (delegate !== null) {
    const cut = checksBeside(resolver, definition, trace);
    return cut.ok ? found({ ...shared, cut: cut.value, idType: 'str', isText: true, delegate, given: null }) : cut;
  }
  const load = findLoad(definition, trace);
  if (!load.ok) return load;
  const cut = cutBody(resolver, definition, trace, load.value, parameters);
  if (!cut.ok) return cut;
  const idType = saidType ?? userIdType({ resolver, definition, load: load.value, parameters });
  if (idType === null)
    return blocked(
      file,
      load.value.lookup,
      `the type of ${load.value.subject} is not declared`,
      'run again with --user-id-type int, uuid or str',
    );
  return found({
    ...shared,
    cut: cut.value,
    idType,
    isText: !load.value.isId && isText(definition, load.value),
    delegate: null,
    given: null,
  });
}

/** Of a dependency that leaves the work to another nothing is cut; but what it checks itself is passed by. */
function checksBeside(resolver: Resolver, definition: Definition, trace: Trace): Outcome<Cut> {
  const { file, node, name } = definition;
  const checks = droppedChecks({ resolver, definition, trace, values: returnedValues(node) });
  const [first] = checks.filter(({ weight }) => weight !== 'validity');
  if (first !== undefined)
    return blocked(
      file,
      first.node,
      first.weight === 'rights'
        ? `${name}: ${byRights(first.text)}`
        : `${name} hands over to another function only under a condition: ${first.text}`,
      byHand(name),
    );
  const leftOut = checks.map((each) => ({ at: file.at(each.node), text: each.text }));
  return found({ lines: [], idName: 'user_id', refusesUnknown: false, leftOut });
}

function isAsync({ node }: Definition): boolean {
  return node.child(0)?.type === 'async';
}

/** Where a function is defined. A method is extended by another method of its class, so that `self` stays what it is. */
function placeOf({ node }: Definition): 'module' | 'method' | 'nested' {
  if (node.parent?.type === 'module') return 'module';
  const isDecorated = node.parent?.type === 'decorated_definition';
  if (isDecorated && node.parent?.parent?.type === 'module') return 'module';
  const owner = node.parent?.type === 'block' ? node.parent.parent : null;
  const first = namedChildren(field(node, 'parameters'))[0];
  const isPlain = owner?.type === 'class_definition' && classHolder(owner) === 'module' && first?.text === 'self';
  return isPlain ? 'method' : 'nested';
}

function classHolder(node: SyntaxNode): string | undefined {
  return (node.parent?.type === 'decorated_definition' ? node.parent.parent : node.parent)?.type;
}

/** The class of a method. */
export function classOf(definition: Definition): Definition | null {
  const node = definition.node.parent?.type === 'block' ? definition.node.parent.parent : null;
  if (node?.type !== 'class_definition') return null;
  return { kind: 'class', name: field(node, 'name')?.text ?? '', file: definition.file, node, owner: null };
}

/** A method of the same name in a class that is made from the method's own. */
function overrideOf(resolver: Resolver, definition: Definition): Definition | null {
  const owner = classOf(definition);
  if (owner === null) return null;
  for (const file of resolver.project.files.values()) {
    if (!file.text.includes(`def ${definition.name}(`)) continue;
    for (const node of file.occurrences(definition.name)) {
      const method = node.parent;
      if (method?.type !== 'function_definition' || same(method, definition.node)) continue;
      const other: Definition = { kind: 'function', name: definition.name, file, node: method, owner: null };
      const holder = classOf(other);
      if (holder !== null && isMadeFrom(resolver, holder, owner)) return other;
    }
  }
  return null;
}
