import {
  type Definition,
  field,
  namedChildren,
  type Resolver,
  returnedValues,
  type SyntaxNode,
  same,
  scopeOf,
} from '@fastapi-mcp/kit';
import { calledFunction, checkingClass } from './called-function.js';
import { keptForLater } from './kept-for-later.js';
import { nameOfParameter } from './read-parameters.js';
import { accessPath, bindsIn, type Trace, tracedIn, traceFrom } from './trace-credential.js';
import { type Carriers, carriersOf, conditionsOf, RIGHTS, type Weight, weigh } from './weigh-condition.js';

/** A check of a dependency that a service call does not go through. */
export interface DroppedCheck {
  readonly node: SyntaxNode;
  /** Its condition, or the call that makes it, on one line. */
  readonly text: string;
  /** `unrelated`: it asks nothing of the credential. */
  readonly weight: Weight | 'unrelated';
}

/** Why a dependency is not extended that knows from its token what a user may do. */
export function byRights(text: string): string {
  return `what only the token says of its owner counts here, and a service call has no such token: ${text}`;
}

interface Looking {
  readonly resolver: Resolver;
  readonly definition: Definition;
  readonly trace: Trace;
  /** What the checked values are for: the look-up of the user, or what the function returns. */
  readonly values: readonly SyntaxNode[];
  /** Only what starts before it. */
  readonly until?: number;
  readonly depth?: number;
}

/** More calls into calls than people make between a token and its check. */
const MAX_DEPTH = 3;
const LOGS = /^(?:\w+\.)*(?:log|logger|_logger|logging|structlog|print|warnings)\b/i;
const EXITS = ['raise_statement', 'return_statement'];

/**
 * The checks in a dependency (and in the functions that it gives the credential to) which say who gets in. What is in
 * nested functions is theirs.
 */
export function droppedChecks(looking: Looking): DroppedCheck[] {
  const { definition, trace, values, until = Number.POSITIVE_INFINITY } = looking;
  const carriers = carriersOf(definition.node, trace, values);
  const statements = field(definition.node, 'body')?.descendantsOfType([
    'if_statement',
    'assert_statement',
    'while_statement',
    'match_statement',
    'with_statement',
    'expression_statement',
  ]);
  return (statements ?? [])
    .filter((each) => each.startIndex < until && same(scopeOf(each), definition.node) && !isAside(each, until))
    .flatMap((node) => verdictsOn({ ...looking, until, carriers }, node).map((each) => ({ ...each, node })))
    .filter(({ weight }) => weight !== 'presence');
}

type Verdict = Pick<DroppedCheck, 'weight' | 'text'>;

interface Weighed extends Looking {
  readonly until: number;
  readonly carriers: Carriers;
}

function verdictsOn(looking: Weighed, node: SyntaxNode): Verdict[] {
  if (node.type === 'if_statement' || node.type === 'while_statement') return onBranch(looking, node);
  if (tracedIn(looking.trace, node).length === 0) {
    const refuses = node.type === 'assert_statement' || (!isBinding(node) && mayRefuse(looking, node));
    return refuses ? verdict('unrelated', node.text.split('\n', 1)[0] ?? '') : [];
  }
  switch (node.type) {
    case 'assert_statement': {
      const condition = node.firstNamedChild ?? node;
      return verdict(weigh([condition], '', looking), condition.text);
    }
    case 'match_statement': {
      const subject = field(node, 'subject') ?? node;
      if (!mayEnd(node) && node.endIndex < looking.until) return [];
      return verdict(RIGHTS.test(node.text) ? 'rights' : weigh([subject], '', looking), `match ${subject.text}`);
    }
    case 'with_statement': {
      return checksElsewhere(looking, namedChildren(node)[0] ?? node).filter(({ weight }) => weight === 'rights');
    }
    default: {
      const elsewhere = checksElsewhere(looking, node);
      const isRefused = elsewhere.some(({ weight }) => weight === 'rights');
      return isRefused ? elsewhere : [...elsewhere, ...onExpression(looking, node)];
    }
  }
}

function verdict(weight: DroppedCheck['weight'], text: string): Verdict[] {
  return [{ weight, text: text.replace(/\s+/g, ' ') }];
}

function onBranch(looking: Weighed, node: SyntaxNode): Verdict[] {
  const { definition, trace, until, carriers } = looking;
  const conditions = conditionsOf(node);
  const text = conditions.map((each) => each.text).join('; ');
  if (conditions.every((each) => tracedIn(trace, each).length === 0))
    return node.endIndex > until || mayRefuse(looking, node) ? verdict('unrelated', text) : [];
  const decides = node.endIndex > until || mayEnd(node);
  // What is around the look-up refuses by what comes after it.
  const refusing = node.endIndex > until ? definition.node : node;
  const weight = weigh(conditions, outcomeOf(looking, refusing), { ...looking, beforeLookUp: true });
  if (decides && (weight === 'rights' || !returnsBefore(field(node, 'consequence'), until)))
    return verdict(weight, text);
  return weight === 'rights' && bindsIn(node).some((name) => carriers.names.has(name)) ? verdict('rights', text) : [];
}

function onExpression(looking: Weighed, node: SyntaxNode): Verdict[] {
  const { resolver, definition, trace, carriers } = looking;
  const [only = node] = namedChildren(node);
  const kept = keptForLater(resolver, definition, node);
  if (kept !== null && tracedIn(trace, kept.value).length > 0) {
    const isOfOwner = RIGHTS.test(node.text) || (kept.isContext && saysMore(looking, kept.value));
    return verdict(isOfOwner ? 'rights' : 'validity', node.text);
  }
  if (only.type === 'assignment') {
    const decides = decidesByRights(only) && bindsIn(node).some((name) => carriers.names.has(name));
    return decides ? verdict('rights', only.text) : [];
  }
  const call = only.type === 'await' ? only.firstNamedChild : only;
  const callee = call?.type === 'call' ? field(call, 'function') : null;
  // `payload["plan"] == "none" and deny()`, `{"none": deny}.get(payload["plan"], pass_by)()`
  if (callee === null || tracedIn(trace, callee).some((root) => accessPath(root).text !== callee.text))
    return verdict(weigh([callee ?? only], '', looking), node.text);
  if (LOGS.test(callee.text)) return [];
  const isMade = tracedIn(trace, node).some((root) => trace.get(root.text) === 'made');
  const isUnread = REFUSES.test(callee.text) && calledFunction(looking, callee) === null;
  return verdict(RIGHTS.test(node.text) || (isMade && isUnread) ? 'rights' : 'validity', node.text);
}

/** What a call of something that we cannot read is likely to do. */
const REFUSES = /check|verify|require|ensure|assert|validate|enforce|authori[sz]e|guard|deny|forbid|refuse/i;

/** Whether a statement raises, or calls what does. */
function mayRefuse(looking: Pick<Looking, 'resolver' | 'definition' | 'depth'>, node: SyntaxNode): boolean {
  if (node.descendantsOfType(EXITS).length > 0) return true;
  const depth = looking.depth ?? 0;
  return node.descendantsOfType('call').some((call) => {
    const callee = field(call, 'function');
    if (callee === null || LOGS.test(callee.text)) return false;
    const called = calledFunction(looking, callee);
    if (called === null) return REFUSES.test(callee.text);
    const body = field(called.node, 'body');
    const next = { resolver: looking.resolver, definition: called, depth: depth + 1 };
    return (
      body !== null &&
      (body.descendantsOfType('raise_statement').length > 0 ||
        (depth < MAX_DEPTH && mayRefuse(next, body) && body.descendantsOfType('return_statement').length === 0))
    );
  });
}

/** `settings = get_settings()` */
function isBinding(node: SyntaxNode): boolean {
  return node.type === 'with_statement' ? false : node.firstNamedChild?.type === 'assignment';
}

/** Whether a statement may raise, return or call what does. */
function mayEnd(statement: SyntaxNode): boolean {
  if (statement.descendantsOfType(EXITS).length > 0) return true;
  const calls = statement.descendantsOfType('expression_statement').flatMap((each) => each.descendantsOfType('call'));
  return calls.some((call) => !LOGS.test(field(call, 'function')?.text ?? ''));
}

/** It is made of the token, and is more than what the user is looked up by. */
function saysMore(
  { trace, carriers: { paths } }: { readonly trace: Trace; readonly carriers: Carriers },
  value: SyntaxNode,
): boolean {
  return tracedIn(trace, value).some((root) => trace.get(root.text) === 'made' && !paths.has(accessPath(root).text));
}

/** In a branch that answers for another kind of credential: `if token.startswith("sk-"): …; return user`. */
function isAside(statement: SyntaxNode, until: number): boolean {
  for (let block = statement.parent; block !== null; block = block.parent)
    if (block.type === 'block' && returnsBefore(block, until)) return true;
  return false;
}

/** A block that ends with a value, before the look-up; where there is none, every block may be the way in. */
function returnsBefore(block: SyntaxNode | null, until: number): boolean {
  const last = namedChildren(block).findLast(({ type }) => type !== 'comment');
  const value = last?.type === 'return_statement' ? last.firstNamedChild : null;
  return block !== null && Number.isFinite(until) && block.endIndex < until && value !== null && value.type !== 'none';
}

/** What a statement raises, with what a variable that it raises was given. */
export function outcomeOf({ definition: { file, node } }: Pick<Looking, 'definition'>, statement: SyntaxNode): string {
  const raised = statement.descendantsOfType('raise_statement').flatMap((raise) => raise.firstNamedChild ?? []);
  return raised
    .map(({ type, text }) => {
      if (type !== 'identifier') return text;
      const given = new RegExp(`^[ \\t]*${text}\\s*=[^=].*(?:\\n[ \\t]+.*){0,3}`, 'm');
      return given.exec(node.text)?.[0] ?? given.exec(file.text)?.[0] ?? text;
    })
    .join(' ');
}

/** `user_id = payload["sub"] if payload["role"] == "admin" else None` */
function decidesByRights(assignment: SyntaxNode): boolean {
  const deciding = field(assignment, 'right')?.descendantsOfType([
    'conditional_expression',
    'boolean_operator',
    'comparison_operator',
  ]);
  return (deciding ?? []).some(({ text }) => RIGHTS.test(text));
}

/**
 * What is checked where a statement gives the credential to a class or a function of the backend: one check of its
 * owner's, or those that ask nothing of it.
 */
function checksElsewhere(looking: Looking, statement: SyntaxNode): Verdict[] {
  const calls = statement.descendantsOfType('call').flatMap((call) => {
    const callee = field(call, 'function');
    return callee === null ? [] : [{ call, callee }];
  });
  for (const { call, callee } of calls) {
    const checking = tracedIn(looking.trace, call).length === 0 ? null : checkingClass(looking, callee);
    if (checking !== null) return verdict('rights', checking);
  }
  const checks = calls.flatMap(({ call, callee }) => checksInCalled(looking, callee, field(call, 'arguments')));
  const right = checks.find(({ weight }) => weight === 'rights');
  return right === undefined ? checks.filter(({ weight }) => weight === 'unrelated') : [right];
}

function checksInCalled(looking: Looking, callee: SyntaxNode, args: SyntaxNode | null): Verdict[] {
  const { resolver, trace, depth = 0 } = looking;
  const given = args === null ? [] : tracedIn(trace, args);
  const called = given.length === 0 || depth >= MAX_DEPTH ? null : calledFunction(looking, callee);
  if (called === null) return [];
  const distance = given.every((root) => trace.get(root.text) === 'raw') ? 'raw' : 'made';
  const inner = traceFrom(
    called.node,
    namesOf(called.node).map((name) => [name, distance] as const),
  );
  const values = returnedValues(called.node);
  return droppedChecks({ resolver, definition: called, trace: inner, values, depth: depth + 1 }).flatMap(
    ({ weight, node, text }) => verdict(weight, `${text} (${called.file.at(node)})`),
  );
}

function namesOf(callable: SyntaxNode): string[] {
  return namedChildren(field(callable, 'parameters'))
    .map(nameOfParameter)
    .filter((name) => name !== 'self');
}
