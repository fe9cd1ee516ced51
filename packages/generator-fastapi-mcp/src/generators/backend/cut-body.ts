import { applyEdits, type Definition, field, namedChildren, type SyntaxNode, same } from '@fastapi-mcp/kit';
import { byHand, type Load } from './find-load.js';
import { blocked, found, type Outcome } from './obstacle.js';
import type { Parameter } from './read-parameters.js';
import { accessPath, bindsIn, readsIn, type Trace, tracedIn } from './trace-credential.js';

/** The part of a dependency that comes after the credential was understood, ready to stand in a function of its own. */
export interface Cut {
  /** Lines at the function's own indentation: what the look-up needs, the look-up, and the checks after it. */
  readonly lines: readonly string[];
  /** The variable that takes the user's id. */
  readonly idName: string;
  /** `unknown_user()` is raised in the lines. */
  readonly refusesUnknown: boolean;
  /** Checks on the credential itself that a service call, having none, does not go through. */
  readonly leftOut: readonly { readonly at: string; readonly text: string }[];
}

interface Cutting {
  readonly definition: Definition;
  readonly trace: Trace;
  readonly load: Load;
  readonly idName: string;
  readonly parameters: ReadonlySet<string>;
  /** Parameters that are the request itself: it is there in a service call too. */
  readonly requests: ReadonlySet<string>;
  readonly leftOut: { at: string; text: string }[];
}

/** Cuts a dependency's body after the credential. */
export function cutBody(
  definition: Definition,
  trace: Trace,
  load: Load,
  parameters: readonly Parameter[],
): Outcome<Cut> {
  const names = new Set(parameters.flatMap(({ name }) => name ?? []));
  const idName = idNameOf(load, names);
  const requests = new Set(parameters.filter(isRequest).flatMap(({ name }) => name ?? []));
  const cutting: Cutting = { definition, trace, load, idName, parameters: names, requests, leftOut: [] };
  if (load.isId) return found({ lines: [`return ${idName}`], idName, refusesUnknown: false, leftOut: [] });
  const kept = keptFrom(cutting, load.statement);
  if (!kept.ok) return kept;
  const before = neededBefore(
    cutting,
    kept.value.map(({ node }) => node),
  );
  if (!before.ok) return before;
  const lines = [
    ...before.value.map((node) => rendered(cutting, node, 0)),
    ...kept.value.flatMap((piece) => written(cutting, piece)),
  ];
  return found({
    lines: lines.flatMap((text) => text.split(/\r?\n/)),
    idName,
    refusesUnknown: lines.some((line) => line.includes('unknown_user()')),
    leftOut: cutting.leftOut,
  });
}

function isRequest({ annotation }: Parameter): boolean {
  return /^(?:\w+\.)?(?:Request|HTTPConnection|WebSocket)$/.test(annotation?.text ?? '');
}

/** `user_id` where the dependency has that name; one that is free otherwise. */
function idNameOf({ subject, isId }: Load, parameters: ReadonlySet<string>): string {
  if (!isId && /^[A-Za-z_]\w*$/.test(subject) && !parameters.has(subject)) return subject;
  return parameters.has('user_id') ? 'service_user_id_' : 'user_id';
}

interface Piece {
  readonly node: SyntaxNode;
  /** How much deeper than the function's body it stands in the new function. */
  readonly depth: number;
  /** Text instead of the node's own. */
  readonly text?: string;
}

/** The look-up, what follows it in its block, and what follows the blocks around. */
function keptFrom(cutting: Cutting, first: SyntaxNode): Outcome<readonly Piece[]> {
  const pieces: Piece[] = [];
  let statement = first;
  for (let inner = true; ; inner = false) {
    const block = statement.parent;
    const holder = block?.parent ?? null;
    if (block === null || holder === null) return refused(cutting, statement, 'its look-up stands in no block');
    const siblings = namedChildren(block).filter((each) => each.startIndex > statement.startIndex);
    const candidates = inner ? [statement, ...siblings] : siblings;
    for (const candidate of candidates) {
      const verdict = judge(cutting, candidate, same(candidate, first));
      if (!verdict.ok) return verdict;
      if (verdict.value) pieces.push({ node: candidate, depth: 0 });
    }
    if (same(holder, cutting.definition.node)) return found(pieces);
    const last = candidates.at(-1)?.type;
    const outer = around(holder);
    const wrapper = enclosing(cutting, outer, holder);
    if (!wrapper.ok) return wrapper;
    if (wrapper.value !== null) {
      const text = (lines: string): Piece => ({ node: outer, depth: 0, text: lines });
      const { head, tail } = wrapper.value;
      const inner = pieces.map((piece) => ({ ...piece, depth: piece.depth + 1 }));
      pieces.splice(0, pieces.length, text(head), ...inner, ...tail.map(text));
    }
    if (last === 'return_statement' || last === 'raise_statement') return found(pieces);
    statement = outer;
  }
}

/** The compound statement that a block belongs to: `try` for its `except`, `if` for its `else`. */
function around(holder: SyntaxNode): SyntaxNode {
  return /_clause$/.test(holder.type) && holder.parent !== null ? holder.parent : holder;
}

/** Lines before and after what they are around. */
interface Wrapper {
  readonly head: string;
  readonly tail: readonly string[];
}

/** What must stay around the look-up: a `with`, a `try` for a user who is not there; nothing for what only guards the credential. */
function enclosing(cutting: Cutting, outer: SyntaxNode, holder: SyntaxNode): Outcome<Wrapper | null> {
  switch (outer.type) {
    case 'try_statement': {
      const tail = same(field(outer, 'body'), holder) || same(outer, holder) ? handlersOf(cutting, outer) : [];
      return found(tail.length === 0 ? null : { head: 'try:', tail });
    }
    case 'if_statement': {
      const condition = field(holder.type === 'else_clause' ? outer : holder, 'condition');
      if (condition !== null && tracedIn(cutting.trace, condition).length > 0) return found(null);
      return refused(cutting, outer, `its look-up depends on ${condition?.text ?? 'a condition'}`);
    }
    case 'with_statement': {
      const body = field(outer, 'body');
      const header = cutting.definition.file.text.slice(outer.startIndex, body?.startIndex ?? outer.endIndex).trimEnd();
      if (body !== null && tracedIn(cutting.trace, namedChildren(outer)[0] ?? outer).length === 0)
        return found({ head: header, tail: [] });
      return refused(cutting, outer, 'its look-up is inside a with that uses the credential');
    }
    default:
      return refused(cutting, outer, `its look-up is inside ${outer.type.replaceAll('_', ' ')}`);
  }
}

/** Exceptions that say that there is no such user. */
const ABSENT = /not_?found|does_?not_?exist|no_?result|no_?such|unknown|missing|^LookupError$/i;
const REFUSAL = /\b40[134]\b|UNAUTHORIZED|FORBIDDEN|NOT_FOUND|credential|unauthori[sz]ed/i;

/**
 * `except UserNotFound: raise …` of a `try` in which the user is looked up: whom a service call names and nobody knows is
 * a 401. What else is caught there is of the credential, and left out.
 */
function handlersOf({ definition }: Cutting, node: SyntaxNode): readonly string[] {
  const handlers = namedChildren(node).flatMap((clause) => {
    const body = clause.type === 'except_clause' ? namedChildren(clause).at(-1) : undefined;
    if (body?.type !== 'block' || !onlyRefuses(body)) return [];
    const header = definition.file.text.slice(clause.startIndex, body.startIndex).trimEnd();
    const caught = header.replace(/^except\s*|(?:\s+as\s+\w+)?\s*:$/g, '');
    // What lets a refusal through stands before what catches everything.
    if (body.text.trim() === 'raise') return [`except ${caught}:\n    raise`];
    const names = caught
      .replace(/^\(|\)$/g, '')
      .split(',')
      .flatMap((each) => each.trim() || []);
    const absent = names.filter((each) => ABSENT.test(each) || (each === 'Exception' && REFUSAL.test(body.text)));
    const list = absent.length > 1 ? `(${absent.join(', ')})` : absent.join('');
    return list === '' ? [] : [`except ${list}:\n    raise unknown_user() from None`];
  });
  return handlers.some((text) => text.includes('unknown_user()')) ? handlers : [];
}

/** Whether a statement goes with the look-up; one that checks the credential itself does not. */
function judge(cutting: Cutting, statement: SyntaxNode, isLoad: boolean): Outcome<boolean> {
  if (isLoad) return found(true);
  const { load, trace, definition } = cutting;
  const foreign = tracedIn(trace, statement).filter((root) => {
    const path = accessPath(root);
    if (path.text === load.subject || root.text === load.name) return false;
    return !cutting.requests.has(root.text) && !isBoundAfter(cutting, root);
  });
  if (foreign.length === 0) return found(true);
  const left = statement.type === 'if_statement' && onlyRefuses(statement) ? field(statement, 'condition') : null;
  const text = left ?? (remembers(cutting, statement) ? statement : null);
  if (text !== null) {
    cutting.leftOut.push({ at: definition.file.at(statement), text: text.text.replace(/\s+/g, ' ') });
    return found(false);
  }
  return refused(cutting, statement, `${foreign[0]?.text ?? 'the credential'} is used after the user was looked up`);
}

/** A name that the kept part binds itself, such as `user.role = role_of(user)`. */
function isBoundAfter({ load, definition }: Cutting, root: SyntaxNode): boolean {
  const body = field(definition.node, 'body');
  const binding = (body?.descendantsOfType(BINDERS) ?? []).filter((each) => bindsIn(each).includes(root.text));
  return binding.length > 0 && binding.every((each) => each.startIndex > load.statement.startIndex);
}

const BINDERS = ['assignment', 'augmented_assignment', 'named_expression', 'for_statement', 'with_item'];

/** `request.state.claims = payload`: kept for code behind the dependency, which finds nothing there in a service call. */
function remembers({ requests }: Cutting, statement: SyntaxNode): boolean {
  const assignment = statement.type === 'expression_statement' ? statement.firstNamedChild : null;
  const [, owner] = /^(\w+)\.state\.\w+$/.exec(field(assignment, 'left')?.text ?? '') ?? [];
  return assignment?.type === 'assignment' && owner !== undefined && requests.has(owner);
}

function onlyRefuses(statement: SyntaxNode): boolean {
  const inside = statement.descendantsOfType(['assignment', 'return_statement', 'await', 'augmented_assignment']);
  return inside.length === 0 && statement.descendantsOfType('raise_statement').length > 0;
}

/** Statements above the look-up that it needs: `credentials_exception = HTTPException(…)`. */
function neededBefore(cutting: Cutting, kept: readonly SyntaxNode[]): Outcome<readonly SyntaxNode[]> {
  const { definition, trace, load } = cutting;
  const head = namedChildren(field(definition.node, 'body')).filter(
    (each) => each.startIndex < load.statement.startIndex,
  );
  const boundIn = new Set(kept.flatMap(bindsIn));
  const needed = new Map<number, SyntaxNode>();
  const wanted = kept.flatMap((node) =>
    readsIn(node)
      .filter((read) => !isSubject(cutting, read))
      .map(({ text }) => text),
  );
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (cutting.parameters.has(name) || name === load.name || name === cutting.idName) continue;
    const current = name;
    const binders = sinceBoundAnew(
      head.filter((each) => bindsIn(each).includes(current) || isImportOf(each, current)),
      current,
    );
    if (
      binders.length === 0 ||
      (boundIn.has(name) && binders.every((each) => each.startIndex >= load.statement.startIndex))
    )
      continue;
    for (const binder of binders) {
      if (needed.has(binder.startIndex) || kept.some((each) => same(each, binder))) continue;
      const isSimple = binder.type === 'expression_statement' || binder.type.startsWith('import');
      if (!isSimple || tracedIn(trace, binder).length > 0) {
        if (boundIn.has(current)) continue;
        return refused(cutting, binder, `${current}, which its look-up needs, is made of the credential`);
      }
      needed.set(binder.startIndex, binder);
      wanted.push(...readsIn(binder).map(({ text }) => text));
    }
  }
  return found([...needed.values()].sort((a, b) => a.startIndex - b.startIndex));
}

/** What a plain `config = …` replaces is no longer read. */
function sinceBoundAnew(binders: readonly SyntaxNode[], name: string): readonly SyntaxNode[] {
  const anew = binders.findLastIndex((each) => {
    const assignment = each.type === 'expression_statement' ? each.firstNamedChild : null;
    const value = field(assignment, 'right');
    const isPlain = assignment?.type === 'assignment' && field(assignment, 'left')?.text === name && value !== null;
    return isPlain && readsIn(value).every((read) => read.text !== name);
  });
  return binders.slice(Math.max(anew, 0));
}

function isImportOf(statement: SyntaxNode, name: string): boolean {
  return statement.type.startsWith('import') && new RegExp(`\\b${name}\\b`).test(statement.text);
}

function isSubject({ load }: Cutting, read: SyntaxNode): boolean {
  return accessPath(read).text === load.subject;
}

/** A kept statement as text, with the refusal of an unknown user after the look-up. */
function written(cutting: Cutting, piece: Piece): string[] {
  const { load } = cutting;
  const indent = '    '.repeat(piece.depth);
  if (piece.text !== undefined) return piece.text.split('\n').map((line) => indent + line);
  if (isPlainRefusal(cutting, piece.node)) return [];
  if (!same(piece.node, load.statement)) return [rendered(cutting, piece.node, piece.depth)];
  if (load.name === null) {
    const value = rendered(cutting, load.value, piece.depth).trimStart();
    return [`${indent}user = ${value}`, ...refusal(indent, 'user'), `${indent}return user`];
  }
  const text = rendered(cutting, piece.node, piece.depth);
  return refusesByItself(cutting) ? [text] : [text, ...refusal(indent, load.name)];
}

function refusal(indent: string, name: string): string[] {
  return [`${indent}if ${name} is None:`, `${indent}    raise unknown_user()`];
}

/** `if user is None: raise …` and nothing else: ours stands in its place, since an unknown user of the service is a 401. */
function isPlainRefusal(cutting: Cutting, statement: SyntaxNode): boolean {
  const { load } = cutting;
  if (load.name === null || statement.type !== 'if_statement' || field(statement, 'alternative') !== null) return false;
  const condition = field(statement, 'condition')?.text ?? '';
  const isNone =
    condition === `not ${load.name}` || condition === `${load.name} is None` || condition === `${load.name} == None`;
  return isNone && onlyRefuses(statement);
}

/** `if user is None or not user.is_active: raise 401` right after the look-up says what ours would say. */
function refusesByItself(cutting: Cutting): boolean {
  const { load, definition } = cutting;
  const next = namedChildren(load.statement.parent).find((each) => each.startIndex > load.statement.startIndex);
  if (load.name === null || next?.type !== 'if_statement') return false;
  // A plain refusal is not written (ours stands in its place), so it cannot be the one that refuses.
  if (isPlainRefusal(cutting, next)) return false;
  const condition = field(next, 'condition')?.text ?? '';
  const isNone = new RegExp(`^(?:not ${load.name}|${load.name} is None)\\b`).test(condition);
  return (
    isNone &&
    /\b401|UNAUTHORIZED/.test(field(next, 'consequence')?.text ?? '') &&
    definition.node.endIndex > next.endIndex
  );
}

/** A node's text with the subject replaced, moved to a depth of the new function. */
function rendered({ definition, load, idName }: Cutting, node: SyntaxNode, depth: number): string {
  const { text } = definition.file;
  const subjects =
    load.subject === idName
      ? []
      : readsIn(node)
          .map(accessPath)
          .filter((path) => path.text === load.subject);
  const edits = subjects.map((path) => ({
    start: path.startIndex - node.startIndex,
    end: path.endIndex - node.startIndex,
    text: idName,
  }));
  const replaced = applyEdits(text.slice(node.startIndex, node.endIndex), edits, definition.file.path);
  const lines = (replaced.ok ? replaced.value : node.text).split(/\r?\n/);
  const own = /[ \t]*$/.exec(text.slice(0, node.startIndex))?.[0] ?? '';
  const indent = '    '.repeat(depth);
  return lines
    .map((line, index) => indent + (index > 0 && line.startsWith(own) ? line.slice(own.length) : line))
    .join('\n');
}

function refused(
  { definition }: Cutting,
  node: SyntaxNode,
  reason: string,
): { readonly ok: false; readonly obstacle: import('./obstacle.js').Obstacle } {
  return blocked(definition.file, node, `${definition.name}: ${reason}`, byHand(definition.name));
}
