import { type Definition, field, namedChildren, type Resolver, type SyntaxNode, same } from '@fastapi-mcp/kit';
import { covers } from './covers.js';
import { type Cutting, doesNothingElse, onlyRefuses, refused } from './cutting.js';
import { byRights, droppedChecks, outcomeOf } from './dropped-checks.js';
import type { Load } from './find-load.js';
import { enclosing } from './keep-around.js';
import { keptForLater } from './kept-for-later.js';
import { found, type Outcome } from './obstacle.js';
import type { Parameter } from './read-parameters.js';
import { accessPath, bindsIn, readsIn, type Trace, tracedIn } from './trace-credential.js';
import { carriersOf, conditionsOf, RIGHTS, weigh } from './weigh-condition.js';
import { type Piece, rendered, written } from './write-cut.js';

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

/** Cuts a dependency's body after the credential. */
export function cutBody(
  resolver: Resolver,
  definition: Definition,
  trace: Trace,
  load: Load,
  parameters: readonly Parameter[],
): Outcome<Cut> {
  const names = new Set(parameters.flatMap(({ name }) => name ?? []));
  const idName = idNameOf(load, names);
  const requests = new Set(parameters.filter(isRequest).flatMap(({ name }) => name ?? []));
  const carriers = carriersOf(definition.node, trace, [load.lookup]);
  const cutting: Cutting = {
    resolver,
    definition,
    trace,
    load,
    carriers,
    idName,
    parameters: names,
    requests,
    head: headOf(definition, load),
    leftOut: [],
    keptChecks: [],
  };
  const passed = passedBy(cutting);
  if (!passed.ok) return passed;
  if (load.isId) return found({ lines: [`return ${idName}`], idName, refusesUnknown: false, leftOut: cutting.leftOut });
  const kept = keptFrom(cutting, load.start);
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

/** Notes what a service call passes by; what its user may do must not be among it. */
function passedBy(cutting: Cutting): Outcome<null> {
  const { resolver, definition, trace, load } = cutting;
  const until = load.isId ? Number.POSITIVE_INFINITY : load.start.startIndex;
  for (const { node, text, weight } of droppedChecks({ resolver, definition, trace, values: [load.lookup], until })) {
    if (weight === 'rights') return refused(cutting, node, byRights(text));
    if (cutting.keptChecks.some((outer) => covers(outer, node))) continue;
    if (!load.isId && isKept(cutting, node)) cutting.keptChecks.push(node);
    else cutting.leftOut.push({ at: definition.file.at(node), text });
  }
  return found(null);
}

/**
 * A check above the look-up that asks nothing of the credential goes for service calls as for everybody, and so does
 * `request.state.user_id = user_id`.
 */
function isKept(cutting: Cutting, statement: SyntaxNode): boolean {
  const { resolver, definition, trace, requests, load, head } = cutting;
  if (!head.some((each) => same(each, statement))) return false;
  const later = keptForLater(resolver, definition, statement);
  if (later !== null)
    return tracedIn(trace, later.value).every(
      (root) => accessPath(root).text === load.subject || requests.has(root.text),
    );
  const isCall = statement.type === 'expression_statement' && statement.firstNamedChild?.type !== 'assignment';
  const isCheck =
    isCall ||
    statement.type === 'assert_statement' ||
    (statement.type === 'if_statement' && doesNothingElse(statement));
  return (
    isCheck &&
    tracedIn(trace, statement).every(
      (root) => requests.has(root.text) && !/authorization|cookie|token|key|credential/i.test(statement.text),
    )
  );
}

/** The statements above the look-up that are always run: of the function itself, and of what it tries. */
function headOf({ node }: Definition, { start }: Load): readonly SyntaxNode[] {
  const inBlock = (block: SyntaxNode | null): SyntaxNode[] =>
    namedChildren(block)
      .filter((each) => each.startIndex < start.startIndex)
      .flatMap((each) => {
        const clauses = namedChildren(each);
        // A name that is bound where something failed, too, is not what the tried part makes of it.
        const rebinds = clauses.some((clause) => clause.type === 'except_clause' && bindsIn(clause).length > 0);
        if (each.type !== 'try_statement' || rebinds) return [each];
        const otherwise = clauses.find(({ type }) => type === 'else_clause');
        return [...inBlock(field(each, 'body')), ...inBlock(field(otherwise, 'body'))];
      });
  return inBlock(field(node, 'body'));
}

function isRequest({ annotation }: Parameter): boolean {
  return /^(?:\w+\.)?(?:Request|HTTPConnection|WebSocket)$/.test(annotation?.text ?? '');
}

/** `user_id` where the dependency has that name; one that is free otherwise. */
function idNameOf({ subject, isId }: Load, parameters: ReadonlySet<string>): string {
  if (!isId && /^[A-Za-z_]\w*$/.test(subject) && !parameters.has(subject)) return subject;
  return parameters.has('user_id') ? 'service_user_id_' : 'user_id';
}

/** The look-up, what follows it in its block, and what follows the blocks around. */
function keptFrom(cutting: Cutting, first: SyntaxNode): Outcome<readonly Piece[]> {
  const pieces: Piece[] = [];
  let statement = first;
  let isReached = true;
  for (let inner = true; ; inner = false) {
    const block = statement.parent;
    const holder = block?.parent ?? null;
    if (block === null || holder === null) return refused(cutting, statement, 'its look-up stands in no block');
    const siblings = namedChildren(block).filter((each) => each.startIndex > statement.startIndex);
    const candidates = inner ? [statement, ...siblings] : isReached ? siblings : [];
    for (const candidate of candidates) {
      const verdict = judge(cutting, candidate, same(candidate, first) || same(candidate, cutting.load.statement));
      if (!verdict.ok) return verdict;
      if (verdict.value) pieces.push({ node: candidate, depth: 0 });
    }
    if (same(holder, cutting.definition.node)) return found(pieces);
    if (/^(?:return|raise)_statement$/.test(candidates.at(-1)?.type ?? '')) isReached = false;
    const outer = around(holder);
    const wrapper = enclosing(cutting, outer, holder);
    if (!wrapper.ok) return wrapper;
    if (wrapper.value !== null) {
      const text = (lines: string): Piece => ({ node: outer, depth: 0, text: lines });
      const { head, tail } = wrapper.value;
      const inner = pieces.map((piece) => ({ ...piece, depth: piece.depth + 1 }));
      pieces.splice(0, pieces.length, text(head), ...inner, ...tail.map(text));
    }
    statement = outer;
  }
}

/** The compound statement that a block belongs to: `try` for its `except`, `if` for its `else`. */
function around(holder: SyntaxNode): SyntaxNode {
  return /_clause$/.test(holder.type) && holder.parent !== null ? holder.parent : holder;
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
  const later = keptForLater(cutting.resolver, definition, statement);
  if (later !== null && (later.isContext || RIGHTS.test(statement.text)))
    return refused(cutting, statement, byRights(statement.text.replace(/\s+/g, ' ')));
  const isOfToken = (part: SyntaxNode): boolean => foreign.some((root) => covers(part, root));
  const isAsked = left !== null && isOfToken(left);
  const weighing = { ...cutting, isAsked: isOfToken };
  if (isAsked && weigh(conditionsOf(statement), outcomeOf(cutting, statement), weighing) === 'rights')
    return refused(cutting, statement, byRights(left.text.replace(/\s+/g, ' ')));
  const mixed = isAsked ? ofTheUser(left, foreign, load.name) : undefined;
  if (mixed !== undefined)
    return refused(
      cutting,
      statement,
      `${mixed.text} stands in one condition with what only the token says, and goes for service calls too: make two statements of it`,
    );
  const text = isAsked ? left : later === null ? null : statement;
  if (text !== null) {
    cutting.leftOut.push({ at: definition.file.at(statement), text: text.text.replace(/\s+/g, ' ') });
    return found(false);
  }
  return refused(cutting, statement, `${foreign[0]?.text ?? 'the credential'} is used after the user was looked up`);
}

/** `user.banned` in `user is None or user.banned or user.tv != payload["tv"]`: it would be dropped with the rest. */
function ofTheUser(condition: SyntaxNode, foreign: readonly SyntaxNode[], name: string | null): SyntaxNode | undefined {
  const isNone = new RegExp(`^(?:not )?${name ?? ''}(?: (?:is|==) None)?$`);
  return alternativesOf(condition).find(
    (part) => !isNone.test(part.text) && !foreign.some((root) => covers(part, root)),
  );
}

/** The parts of which one is enough: of `a or b`, and of `not (a and b)`. */
function alternativesOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'parenthesized_expression') return namedChildren(node).flatMap(alternativesOf);
  if (node.type === 'boolean_operator' && field(node, 'operator')?.text === 'or')
    return [field(node, 'left'), field(node, 'right')].flatMap((each) => (each === null ? [] : alternativesOf(each)));
  if (node.type !== 'not_operator') return [node];
  let inner = field(node, 'argument');
  while (inner?.type === 'parenthesized_expression') inner = inner.firstNamedChild;
  if (inner?.type !== 'boolean_operator' || field(inner, 'operator')?.text !== 'and') return [node];
  return [field(inner, 'left'), field(inner, 'right')].flatMap((each) => each ?? []);
}

/** A name that the kept part binds itself, such as `user.role = role_of(user)`. */
function isBoundAfter({ load, definition }: Cutting, root: SyntaxNode): boolean {
  const body = field(definition.node, 'body');
  const binding = (body?.descendantsOfType(BINDERS) ?? []).filter((each) => bindsIn(each).includes(root.text));
  return binding.length > 0 && binding.every((each) => each.startIndex >= load.start.startIndex);
}

const BINDERS = ['assignment', 'augmented_assignment', 'named_expression', 'for_statement', 'with_item'];

/** Statements above the look-up that it needs: `credentials_exception = HTTPException(…)`. */
function neededBefore(cutting: Cutting, kept: readonly SyntaxNode[]): Outcome<readonly SyntaxNode[]> {
  const { definition, trace, load, head } = cutting;
  const boundIn = new Set(kept.flatMap(bindsIn));
  const needed = new Map<number, SyntaxNode>();
  const wanted = kept.flatMap((node) =>
    readsIn(node)
      .filter((read) => !isSubject(cutting, read))
      .map(({ text }) => text),
  );
  const others = head.filter(
    (each) =>
      (each.type === 'if_statement' ? onlyRefuses(each) : keptForLater(cutting.resolver, definition, each) !== null) &&
      isKept(cutting, each),
  );
  for (const check of [...cutting.keptChecks, ...others]) {
    needed.set(check.startIndex, check);
    wanted.push(...readsIn(check).map(({ text }) => text));
  }
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (cutting.parameters.has(name) || name === load.name || name === cutting.idName) continue;
    const current = name;
    const binders = sinceBoundAnew(
      head.filter((each) => bindsIn(each).includes(current) || isImportOf(each, current)),
      current,
    );
    if (
      binders.length === 0 ||
      (boundIn.has(name) && binders.every((each) => each.startIndex >= load.start.startIndex))
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
