import {
  bindingsIn,
  type Definition,
  definitionKey,
  field,
  namedChildren,
  type Resolver,
  returnedValues,
  type SyntaxNode,
} from '@fastapi-mcp/kit';
import { nameOfParameter, readParameters } from './read-parameters.js';
import { returnsUser } from './returns-user.js';
import { SUFFIX } from './suffix.js';
import { readsIn, type Trace, tracedIn } from './trace-credential.js';

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
    const given = namedChildren(args).map((arg) => argumentText({ file, node, ...rest }, trace, arg));
    if (given.includes(null)) return [];
    return [{ definition, call: (connection: string) => callText(value, definition.name, [connection, ...given]) }];
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

/**
 * An argument as it can stand in another function: of the dependency's own parameters and what its module has. A
 * credential that was cut out of the request has no meaning in a service call. Null for anything else.
 */
function argumentText({ file, node }: Definition, trace: Trace, arg: SyntaxNode): string | null {
  const own = new Set(namedChildren(field(node, 'parameters')).map(nameOfParameter));
  const local = readsIn(arg).filter(({ text }) => !own.has(text) && bindingsIn(file, text, node).length > 0);
  if (local.length === 0) return arg.text;
  if (!local.every(({ text }) => trace.has(text))) return null;
  return arg.type === 'keyword_argument' ? `${field(arg, 'name')?.text}=""` : '""';
}

function callText(value: SyntaxNode, name: string, args: readonly (string | null)[]): string {
  return `return ${value.type === 'await' ? 'await ' : ''}${name}${SUFFIX}(${args.join(', ')})`;
}
