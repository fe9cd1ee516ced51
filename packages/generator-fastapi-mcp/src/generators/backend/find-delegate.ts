import {
  type Definition,
  definitionKey,
  field,
  namedChildren,
  type Resolver,
  returnedValues,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { readParameters } from './read-parameters.js';
import { returnsUser } from './returns-user.js';
import { SUFFIX } from './suffix.js';
import { type Trace, tracedIn } from './trace-credential.js';

/** Another dependency that does the work: `if token: return await _current_user(session, token)`. */
export interface Delegate {
  readonly definition: Definition;
  /** `return await _current_user_or_service(connection, session, token)` */
  call(connection: string): string;
}

/**
 * The one function that a dependency calls with the credential to find the user. Its extension knows service calls, so
 * that of the dependency only has to call it.
 */
export function findDelegate(resolver: Resolver, { file, node, ...rest }: Definition, trace: Trace): Delegate | null {
  const delegates = returnedValues(node).flatMap((value) => {
    const call = value.type === 'await' ? value.firstNamedChild : value;
    const callee = field(call, 'function');
    const args = field(call, 'arguments');
    if (call?.type !== 'call' || callee?.type !== 'identifier' || args === null) return [];
    const found = resolver.resolve(file, callee);
    if (found.kind !== 'definition' || found.definition.kind !== 'function') return [];
    const { definition } = found;
    const isItself = definitionKey(definition) === definitionKey({ file, node, ...rest });
    const isSplit = namedChildren(args).some(({ type }) => /splat/.test(type));
    if (isItself || isSplit || tracedIn(trace, args).length === 0 || !readsCredential(resolver, definition)) return [];
    return [{ definition, call: (connection: string) => callText({ value, name: definition.name, args, connection }) }];
  });
  const others = returnedValues(node).filter(({ type }) => type !== 'none').length - delegates.length;
  const [first] = delegates;
  return delegates.length === 1 && others === 0 && first !== undefined ? first : null;
}

/** A dependency for a user, and not a function that looks one up by an id. */
function readsCredential(resolver: Resolver, definition: Definition): boolean {
  const parameters = readParameters(resolver, definition);
  return (
    returnsUser(definition) && parameters.some(({ bringing: { kind } }) => kind === 'credential' || kind === 'claims')
  );
}

interface Called {
  readonly value: SyntaxNode;
  /** As it is defined: an extension is imported under its own name. */
  readonly name: string;
  readonly args: SyntaxNode;
  readonly connection: string;
}

function callText({ value, name, args, connection }: Called): string {
  const inner = [connection, ...namedChildren(args).map(({ text }) => text)].join(', ');
  return `return ${value.type === 'await' ? 'await ' : ''}${name}${SUFFIX}(${inner})`;
}
