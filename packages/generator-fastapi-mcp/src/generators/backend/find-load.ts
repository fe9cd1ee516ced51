import { ancestor, type Definition, field, returnedValues, type SyntaxNode, same, scopeOf } from '@fastapi-mcp/kit';
import { blocked, found, type Outcome } from './obstacle.js';
import { namesUser } from './returns-user.js';
import { accessPath, type Trace, tracedIn } from './trace-credential.js';

/** The place where a dependency turns what the credential says into what it returns. */
export interface Load {
  /** The expression that finds the user; for a dependency that returns the id itself, the id. */
  readonly value: SyntaxNode;
  /** The statement it is in. */
  readonly statement: SyntaxNode;
  /** The variable it is assigned to; null when it is returned at once. */
  readonly name: string | null;
  /** What stands for the user's id in it: `user_id`, `token_data.sub`, `payload["sub"]`. */
  readonly subject: string;
  /** The dependency returns the id, and looks no user up. */
  readonly isId: boolean;
}

const ID_TYPES =
  /^(?:"|')?(?:(?:str|int|UUID|uuid\.UUID|UUID4)(?:\s*\|\s*None)?|Optional\[(?:str|int|UUID|uuid\.UUID)\])(?:"|')?$/;

/** Finds where a dependency looks its user up by an id that the credential holds. */
export function findLoad({ file, node, name }: Definition, trace: Trace): Outcome<Load> {
  const returnsId = ID_TYPES.test(field(node, 'return_type')?.text ?? '');
  const candidates = returnedValues(node).flatMap((value) =>
    value.type === 'identifier' ? assignmentsTo(node, value) : [{ value, name: null }],
  );
  const loads = candidates.flatMap(({ value, name: variable }): Load[] => {
    const subjects = subjectsIn(trace, value);
    const [subject] = subjects;
    const statement = statementOf(value);
    if (subject === undefined || statement === null) return [];
    const made = subjects.every((each) => each.distance === 'made' && each.path === subject.path);
    // What `user_id = decode(token)` gives is the id, when an id is what the dependency says that it returns.
    const isId = returnsId && (!made || isScalar(value));
    if (!made && !isId) return [];
    // `account.id`, `await find_id(token)`: a record was looked up, and what an unknown id gets is decided there.
    if (isId && (value.type === 'await' || /^\w*(?:user|account|member|principal)\w*\s*\./i.test(value.text)))
      return [];
    // A hash of the token, a session's key: something is looked up, but not by whose it is.
    if (!isId && !namesUser(subject.path)) return [];
    const path = isId && variable !== null ? variable : isId ? value.text : subject.path;
    return isId || hasCall(value) ? [{ value, statement, name: variable, subject: path, isId }] : [];
  });
  const [load] = loads;
  if (load === undefined) {
    const reason = `${name} does not look its user up by an id that can be told from the credential`;
    return blocked(file, node, reason, byHand(name));
  }
  const other = loads.find(({ subject }) => subject !== load.subject);
  if (other !== undefined)
    return blocked(file, other.statement, `${name} looks its user up in several ways`, byHand(name));
  return found(loads.at(-1) ?? load);
}

/** What to write where we cannot. */
export function byHand(name: string): string {
  return `write ${name}_or_service beside it: call service_user_id(connection, …); None: return what ${name} returns; else load that user`;
}

function assignmentsTo(
  callable: SyntaxNode,
  variable: SyntaxNode,
): { readonly value: SyntaxNode; readonly name: string | null }[] {
  const assignments = field(callable, 'body')?.descendantsOfType('assignment') ?? [];
  return assignments.flatMap((assignment) => {
    const value = field(assignment, 'right');
    const target = field(assignment, 'left');
    const names = target?.type === 'pattern_list' ? target.namedChildren : [target];
    const own =
      names.some((name) => name?.type === 'identifier' && name.text === variable.text) &&
      same(scopeOf(assignment), callable);
    return own && value !== null ? [{ value, name: variable.text }] : [];
  });
}

function subjectsIn(trace: Trace, value: SyntaxNode): { readonly path: string; readonly distance: 'raw' | 'made' }[] {
  return tracedIn(trace, value).map((root) => ({
    path: accessPath(root).text,
    distance: trace.get(root.text) ?? 'raw',
  }));
}

/** `payload["sub"]`, `int(payload["sub"])`, `user_id`: no look-up. */
function isScalar(value: SyntaxNode): boolean {
  const calls = [...(value.type === 'call' ? [value] : []), ...value.descendantsOfType('call')];
  return calls.every((call) => /^(?:str|int|UUID|uuid\.UUID)$|\.get$/.test(field(call, 'function')?.text ?? ''));
}

function hasCall(value: SyntaxNode): boolean {
  return value.type === 'call' || value.descendantsOfType('call').length > 0;
}

function statementOf(node: SyntaxNode): SyntaxNode | null {
  const statement = ancestor(node, 'expression_statement', 'return_statement');
  return statement?.parent?.type === 'block' ? statement : null;
}
