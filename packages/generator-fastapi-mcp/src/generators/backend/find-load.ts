import {
  ancestor,
  type Definition,
  field,
  namedChildren,
  returnedValues,
  type SyntaxNode,
  same,
  scopeOf,
} from '@fastapi-mcp/kit';
import { covers } from './covers.js';
import { choiceBetween, inOtherBranch } from './load-branches.js';
import { blocked, found, type Outcome } from './obstacle.js';
import { namesUser } from './returns-user.js';
import { accessPath, type Trace, tracedIn } from './trace-credential.js';

/** The place where a dependency turns what the credential says into what it returns. */
export interface Load {
  /** The expression that gives the user; for a dependency that returns the id itself, the id. */
  readonly value: SyntaxNode;
  /** The statement it is in. */
  readonly statement: SyntaxNode;
  /** Where the id goes in: the same expression, or `select(User).where(User.id == user_id)` some statements above. */
  readonly lookup: SyntaxNode;
  /** The statement that is in. */
  readonly start: SyntaxNode;
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
    value.type === 'identifier' ? assignmentsTo(node, value.text) : [{ value, name: null }],
  );
  const loads = candidates.flatMap((candidate) => loadsAt({ callable: node, trace, returnsId }, candidate, 0));
  const [load] = loads;
  if (load === undefined) {
    const reason = `${name} does not look its user up by an id that can be told from the credential`;
    return blocked(file, node, reason, byHand(name));
  }
  const other = loads.find(({ subject }) => subject !== load.subject) ?? inOtherBranch(loads);
  if (other === undefined) return found(loads.at(-1) ?? load);
  const choice = choiceBetween(loads, trace);
  if (choice !== null) return found({ ...load, statement: choice, start: choice });
  return blocked(file, other.statement, `${name} looks its user up in several ways`, byHand(name));
}

interface Candidate {
  readonly value: SyntaxNode;
  readonly name: string | null;
}

interface Looking {
  readonly callable: SyntaxNode;
  readonly trace: Trace;
  readonly returnsId: boolean;
}

/** More steps than people take between a look-up and what they return. */
const MAX_STEPS = 5;

function loadsAt(looking: Looking, candidate: Candidate, steps: number): Load[] {
  // `return cast(dict, user)`, `return {"id": user.id}`: what is made of a user who was looked up before is no look-up.
  const [root] = tracedIn(looking.trace, candidate.value);
  const earlier = root === undefined ? [] : recordsIn(looking, root.text);
  if (earlier.length > 0) return steps < MAX_STEPS ? earlier.flatMap((each) => loadsAt(looking, each, steps + 1)) : [];
  const load = loadAt(looking, candidate);
  if (load !== null) return [load];
  return steps < MAX_STEPS ? inSteps(looking, candidate, steps) : [];
}

/** `result = await session.execute(select(User).where(User.id == user_id))`, and below `user = result.scalar_one_or_none()`. */
function inSteps(looking: Looking, { value, name }: Candidate, steps: number): Load[] {
  const { callable, trace } = looking;
  const roots = tracedIn(trace, value);
  const [root] = roots;
  const statement = statementOf(value);
  const isStep =
    root !== undefined &&
    roots.every(({ text }) => text === root.text && trace.get(text) === 'made') &&
    !namesUser(accessPath(root).text);
  if (!isStep || statement === null) return [];
  const earlier = assignmentsTo(callable, root.text).flatMap((each) => loadsAt(looking, each, steps + 1));
  // One in a block that may not have run is no part of it.
  const holds = earlier.every(
    (each) => !each.isId && statement.parent !== null && covers(statement.parent, each.start),
  );
  return holds ? earlier.map((each) => ({ ...each, value, statement, name })) : [];
}

/** Where a variable that is named for a record, and not for its id, gets it. */
function recordsIn({ callable, trace }: Looking, subject: string): Candidate[] {
  if (!/^(?:\w*_)?(?:user|account|member|principal|person|customer|identity|actor)$/i.test(subject)) return [];
  return assignmentsTo(callable, subject).filter(({ value }) => looksUp(trace, value));
}

function loadAt({ trace, returnsId }: Looking, { value, name: variable }: Candidate): Load | null {
  const subjects = subjectsIn(trace, value);
  const [subject] = subjects;
  const statement = statementOf(value);
  if (subject === undefined || statement === null) return null;
  const made = subjects.every((each) => each.distance === 'made' && each.path === subject.path);
  // What `user_id = decode(token)` gives is the id, when an id is what the dependency says that it returns.
  const isId = returnsId && (!made || isScalar(value));
  if (!made && !isId) return null;
  // `account.id`, `await find_id(token)`: a record was looked up, and what an unknown id gets is decided there.
  if (isId && (value.type === 'await' || /^\w*(?:user|account|member|principal)\w*\s*\./i.test(value.text)))
    return null;
  // A hash of the token, a session's key: something is looked up, but not by whose it is.
  if (!isId && !namesUser(subject.path)) return null;
  const path = isId && variable !== null ? variable : isId ? value.text : subject.path;
  return isId || looksUp(trace, value)
    ? { value, statement, lookup: value, start: statement, name: variable, subject: path, isId }
    : null;
}

/** `if (user := find(user_id)) is None: raise …`, which looks up and refuses in one; null: the value is in none. */
export function refusalAround(value: SyntaxNode): SyntaxNode | null {
  let condition = value.parent?.type === 'named_expression' ? value.parent : null;
  if (condition === null) return null;
  const named = condition.text;
  while (
    condition.parent !== null &&
    /^(?:parenthesized_expression|not_operator|comparison_operator)$/.test(condition.parent.type)
  )
    condition = condition.parent;
  const statement = condition.parent;
  const isNone = [`(${named}) is None`, `not (${named})`, `(${named}) == None`].includes(condition.text);
  return isNone &&
    statement?.type === 'if_statement' &&
    field(statement, 'alternative') === null &&
    onlyRaises(statement)
    ? statement
    : null;
}

function onlyRaises(statement: SyntaxNode): boolean {
  return namedChildren(field(statement, 'consequence')).every(
    ({ type }) => type === 'raise_statement' || type === 'comment',
  );
}

/** What to write where we cannot. */
export function byHand(name: string): string {
  return `write ${name}_or_service beside it: call service_user_id(connection, …); None: return what ${name} returns; else load that user`;
}

function assignmentsTo(callable: SyntaxNode, variable: string): Candidate[] {
  const assignments = field(callable, 'body')?.descendantsOfType(['assignment', 'named_expression']) ?? [];
  return assignments.flatMap((assignment) => {
    const value = field(assignment, 'right') ?? field(assignment, 'value');
    const target = field(assignment, 'left') ?? field(assignment, 'name');
    const names = target?.type === 'pattern_list' ? target.namedChildren : [target];
    const own =
      names.some((name) => name?.type === 'identifier' && name.text === variable) &&
      same(scopeOf(assignment), callable);
    return own && value !== null ? [{ value, name: variable }] : [];
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

/** A call that gets something made of the credential, and is more than a way to read or to convert it. */
function looksUp(trace: Trace, value: SyntaxNode): boolean {
  const calls = [...(value.type === 'call' ? [value] : []), ...value.descendantsOfType('call')];
  return calls.some((call) => {
    const callee = field(call, 'function');
    const args = field(call, 'arguments');
    const isConversion = /^(?:str|int|bool|len|dict|UUID|uuid\.UUID|(?:typing\.)?cast)$/.test(callee?.text ?? '');
    return (
      !isConversion &&
      callee !== null &&
      tracedIn(trace, callee).length === 0 &&
      args !== null &&
      tracedIn(trace, args).length > 0
    );
  });
}

function statementOf(node: SyntaxNode): SyntaxNode | null {
  const refusal = refusalAround(node);
  if (refusal !== null) return refusal;
  const statement = ancestor(node, 'expression_statement', 'return_statement');
  return statement?.parent?.type === 'block' ? statement : null;
}
