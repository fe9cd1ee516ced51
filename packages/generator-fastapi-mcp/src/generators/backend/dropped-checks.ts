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
    .flatMap((statement) => checkIn({ ...looking, until }, carriers, statement))
    .filter(({ weight }) => weight !== 'presence');
}

function checkIn(looking: Looking & { readonly until: number }, carriers: Carriers, node: SyntaxNode): DroppedCheck[] {
  const { definition, trace, until } = looking;
  const check = (weight: DroppedCheck['weight'], text: string): DroppedCheck[] => [
    { node, weight, text: text.replace(/\s+/g, ' ') },
  ];
  const known = { definition, trace, carriers };
  if (node.type === 'if_statement' || node.type === 'while_statement') {
    const conditions = conditionsOf(node);
    const text = conditions.map((each) => each.text).join('; ');
    const decides = node.endIndex > until || mayEnd(node);
    if (conditions.every((each) => tracedIn(trace, each).length === 0)) return decides ? check('unrelated', text) : [];
    // What is around the look-up refuses by what comes after it.
    const refusing = node.endIndex > until ? definition.node : node;
    const weight = weigh(conditions, outcomeOf(looking, refusing), { ...known, beforeLookUp: true });
    if (decides && (weight === 'rights' || !returnsBefore(field(node, 'consequence'), until)))
      return check(weight, text);
    return weight === 'rights' && bindsIn(node).some((name) => carriers.names.has(name)) ? check('rights', text) : [];
  }
  const inside = node.type === 'assert_statement' ? node.firstNamedChild : node;
  if (inside === null || tracedIn(trace, inside).length === 0) return [];
  if (node.type === 'assert_statement') return check(weigh([inside], '', known), inside.text);
  if (node.type === 'match_statement') {
    const subject = field(node, 'subject');
    return subject === null || (!mayEnd(node) && node.endIndex < until)
      ? []
      : check(RIGHTS.test(node.text) ? 'rights' : weigh([subject], '', known), `match ${subject.text}`);
  }
  if (node.type === 'with_statement') {
    const [clause] = namedChildren(node);
    const inClause =
      clause === undefined || tracedIn(trace, clause).length === 0 ? null : checkElsewhere(looking, clause);
    return inClause === null ? [] : check('rights', inClause);
  }
  const [only] = namedChildren(node);
  const elsewhere = checkElsewhere(looking, node);
  if (elsewhere !== null) return check('rights', elsewhere);
  const kept = keptForLater(looking.resolver, definition, node);
  if (kept !== null && tracedIn(trace, kept.value).length > 0)
    return check(
      RIGHTS.test(node.text) || (kept.isContext && saysMore(known, kept.value)) ? 'rights' : 'validity',
      node.text,
    );
  if (only?.type === 'assignment')
    return decidesByRights(only) && bindsIn(node).some((name) => carriers.names.has(name))
      ? check('rights', only.text)
      : [];
  const call = only?.type === 'await' ? only.firstNamedChild : only;
  const callee = call?.type === 'call' ? field(call, 'function') : null;
  // `payload["plan"] == "none" and deny()`, `{"none": deny}.get(payload["plan"], pass_by)()`
  if (
    only !== undefined &&
    (callee === null || tracedIn(trace, callee).some((root) => accessPath(root).text !== callee.text))
  )
    return isDocumentation(only) ? [] : check(weigh([callee ?? only], '', known), node.text);
  if (callee === null || LOGS.test(callee.text)) return [];
  const isMade = tracedIn(trace, node).some((root) => trace.get(root.text) === 'made');
  const mayRefuse = REFUSES.test(callee.text) && !calledFunction(looking, callee);
  return check(RIGHTS.test(node.text) || (isMade && mayRefuse) ? 'rights' : 'validity', node.text);
}

/** What a call of something that we cannot read is likely to do. */
const REFUSES = /check|verify|require|ensure|assert|validate|enforce|authori[sz]e|guard|deny|forbid|refuse/i;

function isDocumentation({ type }: SyntaxNode): boolean {
  return type === 'string' || type === 'ellipsis';
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

/** A check of rights in a function of the backend that gets the credential. */
function checkElsewhere({ resolver, definition, trace, depth = 0 }: Looking, statement: SyntaxNode): string | null {
  if (depth >= MAX_DEPTH) return null;
  for (const call of statement.descendantsOfType('call')) {
    const callee = field(call, 'function');
    const args = field(call, 'arguments');
    const given = args === null ? [] : tracedIn(trace, args);
    if (callee === null || given.length === 0) continue;
    const checking = checkingClass(resolver, definition, callee);
    if (checking !== null) return checking;
    const called = calledFunction({ resolver, definition }, callee);
    if (called === null) continue;
    const distance = given.every((root) => trace.get(root.text) === 'raw') ? 'raw' : 'made';
    const inner = traceFrom(
      called.node,
      namesOf(called.node).map((name) => [name, distance] as const),
    );
    const [right] = droppedChecks({
      resolver,
      definition: called,
      trace: inner,
      values: returnedValues(called.node),
      depth: depth + 1,
    }).filter(({ weight }) => weight === 'rights');
    if (right !== undefined) return `${right.text} (${called.file.at(right.node)})`;
  }
  return null;
}

/** The backend's own function that a call calls: by its name, or a method of an object of the backend's own class. */
function calledFunction(
  { resolver, definition: { file } }: Pick<Looking, 'resolver' | 'definition'>,
  callee: SyntaxNode,
): Definition | null {
  const found = resolver.resolve(file, callee);
  if (found.kind === 'definition') return found.definition.kind === 'function' ? found.definition : null;
  const object = field(callee, 'object');
  const name = field(callee, 'attribute')?.text;
  const holder = object === null ? null : resolver.resolve(file, object);
  const made = holder?.kind === 'definition' ? field(holder.definition.node, 'right') : null;
  const maker = made?.type === 'call' ? field(made, 'function') : null;
  const owner = maker === null ? null : resolver.resolve(file, maker);
  if (name === undefined || owner?.kind !== 'definition' || owner.definition.kind !== 'class') return null;
  const method = resolver.attribute(owner.definition, name);
  return method?.kind === 'definition' && method.definition.kind === 'function' ? method.definition : null;
}

/** `TokenData(**payload)`, `TokenData.model_validate(payload)`, where that class has code of its own that refuses. */
function checkingClass(resolver: Resolver, { file }: Definition, callee: SyntaxNode): string | null {
  const named = callee.type === 'attribute' ? [callee, field(callee, 'object')] : [callee];
  for (const each of named) {
    const found = each === null ? null : resolver.resolve(file, each);
    if (found?.kind !== 'definition' || found.definition.kind !== 'class') continue;
    const { definition } = found;
    const bases = resolver.bases(definition).flatMap((base) => (base.kind === 'definition' ? [base.definition] : []));
    const refusing = [definition, ...bases].find(({ node }) =>
      node
        .descendantsOfType('function_definition')
        .some(
          (method) =>
            CHECKS.test(headOf(method)) && method.descendantsOfType(['raise_statement', 'assert_statement']).length > 0,
        ),
    );
    if (refusing !== undefined) return `${definition.name} refuses some (${refusing.file.at(refusing.node)})`;
  }
  return null;
}

const CHECKS = /validator|\bdef (?:__init__|__post_init__|__new__|model_post_init)\b/;

/** A method's decorators and its first line. */
function headOf(method: SyntaxNode): string {
  const whole = method.parent?.type === 'decorated_definition' ? method.parent : method;
  return whole.text.slice(0, method.startIndex - whole.startIndex) + (method.text.split('\n', 1)[0] ?? '');
}

function namesOf(callable: SyntaxNode): string[] {
  return namedChildren(field(callable, 'parameters'))
    .map(nameOfParameter)
    .filter((name) => name !== 'self');
}
