import { type Definition, field, namedChildren, type SyntaxNode, same } from '@fastapi-mcp/kit';
import { namesUser } from './returns-user.js';
import { accessPath, assignmentsIn, CREDENTIAL, type Trace, tracedIn } from './trace-credential.js';

/**
 * What a condition on the credential asks: whether there is one (`token is None`), whether it is good (`payload["typ"]`),
 * or what its owner may do (`payload["scope"]`). A service call has a credential of its own, so the first two are answered
 * for it; the third is not.
 */
export type Weight = 'presence' | 'validity' | 'rights';

/** What a user's id is made from, step by step: `token`, `payload`, `payload["sub"]`. */
export interface Carriers {
  readonly names: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  /** The keys in the paths: `sub`. */
  readonly keys: ReadonlySet<string>;
}

/** Follows some values back to the credential. */
export function carriersOf(callable: SyntaxNode, trace: Trace, values: readonly SyntaxNode[]): Carriers {
  const names = new Set<string>();
  const paths = new Set<string>();
  const add = (value: SyntaxNode): void => {
    for (const root of tracedIn(trace, value)) {
      names.add(root.text);
      paths.add(accessPath(root).text);
    }
  };
  values.forEach(add);
  const assignments = assignmentsIn(callable);
  for (let known = -1; known < names.size; ) {
    known = names.size;
    for (const { names: bound, value } of assignments) if (bound.some((name) => names.has(name))) add(value);
  }
  const keys = [...paths].flatMap((path) => [...path.matchAll(/["'](\w+)["']/g)].map(([, key = '']) => key));
  return { names, paths, keys: new Set(keys) };
}

/** Words of what somebody may do, and for whom; where one of them decides, nothing else is asked. */
export const RIGHTS =
  /scope|role|permi|admin|super_?user|staff|privileg|group|entitle|tenan|workspace|(?<![a-z])(?:org|organi[sz]ation|company|team)(?![a-z])/i;
/** Words of whether a token (or a session, or a key) is good, and not of whose it is. */
const VALIDITY =
  /(?<![a-z_])(?:is_|not_|has_|un|in)?(?:token_?)?(?:typ|type|use|purpose|exp|expires?|expiry|expiration|expired|iat|issued|nbf|jti|aud|audience|iss|issuer|azp|nonce|ver|revoked|revocation|black_?list(?:ed)?|deny_?list(?:ed)?|valid|kid|alg|fresh|sid|scheme|closed|ended|terminated|status_code|is_success)(?![a-z])|version|stamp|epoch|logged_?out/i;
/** Keys that say of which kind a token is, and kinds of tokens. */
const KIND = /(?<![a-z_])(?:token_?)?(?:typ|type|use|purpose)(?![a-z])/i;
const TOKEN_KINDS =
  /access|refresh|bearer|jwt|token|session|auth|log_?in|sign_?in|reset|verif|activat|confirm|api|^["']id["']$/i;
/** A function that is asked whether a credential is good. */
const VERIFIES = /verif|valid|decode|parse|revok|expire|black_?list|authenticat|introspect|compare_digest|signature/i;
/** What a record of a credential says of it. */
const OF_A_KEY =
  /(?:key|token|session|credential|grant)\w*(?:\.|\[["'])(?:is_)?(?:active|enabled|disabled|inactive)\b/i;
const FORBIDS = /\b403\b|forbid|permission|denied|not_?allowed/i;

/** The conditions of an `if` and of its `elif`s. */
export function conditionsOf(statement: SyntaxNode): readonly SyntaxNode[] {
  const clauses = [statement, ...namedChildren(statement).filter(({ type }) => type === 'elif_clause')];
  return clauses.flatMap((each) => field(each, 'condition') ?? []);
}

/** Where conditions stand. */
interface Weighing {
  readonly definition: Definition;
  readonly trace: Trace;
  readonly carriers: Carriers;
  /** A record that is asked there is not the user who is looked up, whose own checks are kept. */
  readonly beforeLookUp?: boolean;
  /** The parts to be weighed, where others are kept; absent: all. */
  readonly isAsked?: (atom: SyntaxNode) => boolean;
}

/**
 * Weighs the conditions of one statement. What is not known to be about the credential itself counts as its owner's: a
 * service call that passes such a check by could do more than its user.
 *
 * @param outcome - the text of what happens then: a 403 is about rights.
 */
export function weigh(
  conditions: readonly SyntaxNode[],
  outcome: string,
  { definition, trace, carriers, beforeLookUp = false, isAsked = () => true }: Weighing,
): Weight {
  const atoms = conditions.flatMap(atomsOf).filter((atom) => isAsked(atom) && !asksForPresence(atom, trace, carriers));
  const valuesOf = (nodes: readonly SyntaxNode[]): SyntaxNode[] => madeOf(definition.node, trace, carriers, nodes);
  const values = valuesOf(conditions);
  const all = [...conditions, ...values];
  if (RIGHTS.test(all.map(({ text }) => text).join(' '))) return 'rights';
  if (atoms.length === 0) return 'presence';
  if (beforeLookUp && values.some((value) => getsRecord(value, trace)) && !conditions.some(saysValidity))
    return 'rights';
  const isMade = atoms.some((atom) => tracedIn(trace, atom).some((root) => trace.get(root.text) === 'made'));
  if (isMade && FORBIDS.test(outcome) && !all.some(saysValidity)) return 'rights';
  return atoms.every((atom) => isOfCredential(atom, valuesOf([atom]), trace)) ? 'validity' : 'rights';
}

/** A word of validity, but for those that a call is told which reads the credential: `decode(token, audience=…)["plan"]`. */
function saysValidity(node: SyntaxNode): boolean {
  // Of several values at once, any may be meant.
  if (node.type === 'expression_list' || node.type === 'tuple') return false;
  const calls = [...(node.type === 'call' ? [node] : []), ...node.descendantsOfType('call')];
  const told = calls.flatMap((call) =>
    VERIFIES.test(field(call, 'function')?.text ?? '') ? (field(call, 'arguments') ?? []) : [],
  );
  const text = told.reduce((left, { text: args }) => left.replace(args, '()'), node.text);
  return VALIDITY.test(text);
}

/** Whether a condition is about the credential, and not about whose it is. */
function isOfCredential(atom: SyntaxNode, values: readonly SyntaxNode[], trace: Trace): boolean {
  const roots = tracedIn(trace, atom);
  if ([atom, ...values].some(saysValidity) || OF_A_KEY.test(atom.text)) return roots.length > 0 && !isOtherKind(atom);
  if (/^\w+(?: is (?:not )?None)?$/.test(atom.text) && values.some((value) => isVerified(value, trace))) return true;
  return roots.length > 0 && roots.every((root) => trace.get(root.text) === 'raw' && isWhole(root, atom));
}

/** `token_data = await verify_token(token)`: that there is something says that the token is good. */
function isVerified(value: SyntaxNode, trace: Trace): boolean {
  const call = value.type === 'await' ? value.firstNamedChild : value;
  const args = field(call, 'arguments');
  return VERIFIES.test(field(call, 'function')?.text ?? '') && args !== null && isRaw(args, trace);
}

/** `payload["type"] == "guest"`: a kind of owner, and not of token. */
function isOtherKind(atom: SyntaxNode): boolean {
  if (!KIND.test(atom.text) || atom.type !== 'comparison_operator') return false;
  const literals = namedChildren(atom).flatMap((each) =>
    each.type === 'string' ? [each] : /^(?:list|tuple|set)$/.test(each.type) ? namedChildren(each) : [],
  );
  return literals.some(({ type, text }) => type === 'string' && !TOKEN_KINDS.test(text));
}

/** `token in REVOKED`, `credentials.scheme != "Bearer"`, `verify(token)`; what `find(token)` says is of another kind. */
function isWhole(root: SyntaxNode, atom: SyntaxNode): boolean {
  for (let node = root; !same(node, atom) && node.parent !== null; node = node.parent) {
    const callee = node.parent.type === 'argument_list' ? field(node.parent.parent, 'function')?.text : undefined;
    if (
      callee !== undefined &&
      !/^(?:str|bool|len|hasattr|isinstance|getattr)$|\.\w*(?:strip|with|encode|lower)$/.test(callee) &&
      !VERIFIES.test(callee)
    )
      return false;
  }
  return true;
}

/** `owner = USERS[payload["sub"]]`, `owner = await find(payload["sub"])`: what is asked of it is known of the owner. */
function getsRecord(value: SyntaxNode, trace: Trace): boolean {
  const call = value.type === 'await' ? value.firstNamedChild : value;
  const callee = call?.type === 'call' ? field(call, 'function') : null;
  const args = field(call, 'arguments');
  if (callee === null || args === null) return looksAtRecords(value, trace);
  const isReading = /^[A-Z]|^(?:str|int|bool|dict|cast)$|decode|verify|valid|parse|load|json/.test(callee.text);
  const isMade = tracedIn(trace, args).some((root) => trace.get(root.text) === 'made');
  return (!isReading && isMade && tracedIn(trace, callee).length === 0) || looksAtRecords(value, trace);
}

/** `payload["sub"] in BANNED`, `USERS[user_id].active`: what is known of the owner, and not of the token. */
function looksAtRecords(condition: SyntaxNode, trace: Trace): boolean {
  const isMade = (node: SyntaxNode | null | undefined): boolean =>
    node != null && tracedIn(trace, node).some((root) => trace.get(root.text) === 'made');
  const within = (type: string): SyntaxNode[] => [
    ...(condition.type === type ? [condition] : []),
    ...condition.descendantsOfType(type),
  ];
  const isMember = within('comparison_operator').some((each) => {
    const [left, right] = namedChildren(each);
    return (
      isMembership(each) &&
      isMade(left) &&
      right?.type !== 'list' &&
      right?.type !== 'tuple' &&
      right?.type !== 'set' &&
      !isMade(right)
    );
  });
  return (
    isMember || within('subscript').some((each) => !isMade(field(each, 'value')) && isMade(field(each, 'subscript')))
  );
}

/** `level = payload["role"]`, where `level` is asked for: the words that say what it is stand there. */
function madeOf(callable: SyntaxNode, trace: Trace, { names }: Carriers, asked: readonly SyntaxNode[]): SyntaxNode[] {
  const assignments = assignmentsIn(callable);
  const seen = new Set(names);
  const values: SyntaxNode[] = [];
  for (let next = [...asked]; next.length > 0; ) {
    const roots = next
      .flatMap((node) => tracedIn(trace, node).map(({ text }) => text))
      .filter((name) => !seen.has(name));
    for (const name of roots) seen.add(name);
    next = assignments.flatMap((each) => (each.names.some((name) => roots.includes(name)) ? [each.value] : []));
    values.push(...next);
  }
  return values;
}

/** What `and`, `or` and `not` put together. */
function atomsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return /^(?:parenthesized_expression|not_operator|boolean_operator)$/.test(node.type)
    ? namedChildren(node).flatMap(atomsOf)
    : [node];
}

function asksForPresence(atom: SyntaxNode, trace: Trace, carriers: Carriers): boolean {
  const isKnown = (node: SyntaxNode | null | undefined): boolean =>
    node != null && (carries(node, trace, carriers) || isIdentity(node, trace));
  if (isKnown(atom)) return true;
  if (atom.type === 'named_expression')
    return isKnown(field(atom, 'value')) || carriers.names.has(field(atom, 'name')?.text ?? '');
  if (atom.type === 'call') {
    const [first] = namedChildren(field(atom, 'arguments'));
    const callee = field(atom, 'function');
    if (/^(?:isinstance|hasattr|len|bool)$/.test(callee?.text ?? '')) return isKnown(first);
    return /\.(?:lower\(\)\.)?startswith$/.test(callee?.text ?? '') && isBearer(first) && isRaw(atom, trace);
  }
  if (atom.type !== 'comparison_operator') return false;
  const [left, right] = namedChildren(atom);
  if (left === undefined || right === undefined || namedChildren(atom).length > 2) return false;
  if (isMembership(atom)) {
    // `"sub" in payload`, `"token" in request.cookies`
    const isClaim = carriers.keys.has(left.text.slice(1, -1)) && carriers.names.has(right.text);
    return isClaim || (left.type === 'string' && tracedIn(trace, right).length > 0 && isRaw(right, trace));
  }
  const isNothing = [left, right].some(({ type, text }) => type === 'none' || /^(?:""|''|0)$/.test(text));
  const other = left.type === 'none' || left.type === 'string' ? right : left;
  const value = other.type === 'parenthesized_expression' ? (other.firstNamedChild ?? other) : other;
  if (isNothing) return isKnown(value) || (value.type === 'named_expression' && isKnown(field(value, 'value')));
  return [left, right].some(isBearer) && isRaw(atom, trace);
}

/** `a in b`, `a not in b` */
function isMembership(comparison: SyntaxNode): boolean {
  return comparison.children.some((each) => each !== null && /^(?:not )?in$/.test(each.type));
}

function isBearer(node: SyntaxNode | undefined): boolean {
  return /^["']bearer ?["']$/i.test(node?.text ?? '');
}

function isRaw(node: SyntaxNode, trace: Trace): boolean {
  return tracedIn(trace, node).every((root) => trace.get(root.text) === 'raw');
}

/** `payload.get("sub")`, `user_id`, `refresh_token`: there must be one, whether or not the user is looked up by it. */
function isIdentity(node: SyntaxNode, trace: Trace): boolean {
  const [root, ...more] = tracedIn(trace, node);
  return (
    root !== undefined &&
    more.length === 0 &&
    accessPath(root).text === node.text &&
    (namesUser(node.text) || CREDENTIAL.test(node.text))
  );
}

/** The credential, or a step from it to the id; `payload["admin"]` is none. */
function carries(node: SyntaxNode, trace: Trace, { names, paths, keys }: Carriers): boolean {
  const [root, ...more] = tracedIn(trace, node);
  if (root === undefined || more.length > 0) return false;
  const path = accessPath(root);
  if (path.text !== node.text && path.text !== node.text.replace(/\.(?:strip|lower)\(\)$/, '')) return false;
  if (trace.get(root.text) === 'raw') return true;
  const key = /["'](\w+)["'][^"']*$/.exec(path.text)?.[1];
  return names.has(root.text) && (path.text === root.text || paths.has(path.text) || keys.has(key ?? ''));
}
