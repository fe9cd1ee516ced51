import { field, namedChildren, type SyntaxNode, same, scopeOf } from '@fastapi-mcp/kit';
import { nameOfParameter, type Parameter } from './read-parameters.js';

/** How far a value is from the credential: the credential itself, or something that was made of it. */
export type Distance = 'raw' | 'made';

/** The names of a function that hold the credential or something made of it. */
export type Trace = ReadonlyMap<string, Distance>;

/**
 * Follows the credential through a function: `token` is raw, `payload = decode(token)` and `user_id = payload["sub"]`
 * are made of it.
 */
export function traceCredential(callable: SyntaxNode, parameters: readonly Parameter[]): Trace {
  return traceFrom(
    callable,
    parameters.flatMap(({ name, bringing }) =>
      name === null || bringing.kind === 'other'
        ? []
        : [[name, bringing.kind === 'claims' && !CREDENTIAL.test(name) ? 'made' : 'raw']],
    ),
  );
}

/** What another dependency only cut out of the request is the credential still. */
export const CREDENTIAL = /^(?:\w+_)?(?:token|jwt|credentials?|authorization|api_?key|bearer|cookie|header)$/i;

/** Follows some names through a function. */
export function traceFrom(callable: SyntaxNode, names: readonly (readonly [string, Distance])[]): Trace {
  const trace = new Map<string, Distance>(names);
  // Twice: a loop may use a name above the line that binds it.
  for (let round = 0; round < 2; round += 1)
    for (const { names, value } of assignmentsIn(callable)) spread(trace, names, value);
  return trace;
}

export interface Assigned {
  readonly names: readonly string[];
  readonly value: SyntaxNode;
}

/** What a function binds with `=`, `:=`, `for` and `with`. */
export function assignmentsIn(callable: SyntaxNode): Assigned[] {
  const body = field(callable, 'body');
  if (body === null) return [];
  const nodes = body.descendantsOfType(['assignment', 'named_expression', 'for_statement', 'with_item']);
  return nodes.flatMap((node) => {
    if (!same(scopeOf(node), callable)) return [];
    const value = field(node, 'right') ?? field(node, 'value');
    const target = field(node, 'left') ?? field(node, 'name') ?? field(value, 'alias');
    if (value === null || target === null) return [];
    return [{ names: namesIn(callable, target), value }];
  });
}

/** What a target binds: names, and the function's own containers that something is put into; `COUNT[user.id] = …` is none. */
function namesIn(callable: SyntaxNode, target: SyntaxNode): string[] {
  if (target.type !== 'attribute' && target.type !== 'subscript')
    return target.type === 'identifier'
      ? [target.text]
      : namedChildren(target).flatMap((each) => namesIn(callable, each));
  const { text } = rootOf(target);
  return isOwn(callable, text) ? [text] : [];
}

/** `request` of `request.state.user`, `COUNT` of `COUNT[user.id]`. */
export function rootOf(place: SyntaxNode): SyntaxNode {
  let root = place;
  for (let next: SyntaxNode | null = root; next !== null; next = field(root, 'object') ?? field(root, 'value'))
    root = next;
  return root;
}

function isOwn(callable: SyntaxNode, name: string): boolean {
  const body = field(callable, 'body');
  const parameters = namedChildren(field(callable, 'parameters')).map(nameOfParameter);
  return name !== 'self' && (parameters.includes(name) || (body !== null && bindsIn(body).includes(name)));
}

function spread(trace: Map<string, Distance>, names: readonly string[], value: SyntaxNode): void {
  const roots = tracedIn(trace, value);
  if (roots.length === 0) return;
  const raw = roots.every((root) => trace.get(root.text) === 'raw' && isPartOf(root, value));
  for (const name of names) if (trace.get(name) !== 'raw') trace.set(name, raw ? 'raw' : 'made');
}

/** `request.cookies.get("x")`, `header.split(" ")[1]`, `str(token)`: still the credential. What `decode(token)` gives is not. */
function isPartOf(root: SyntaxNode, value: SyntaxNode): boolean {
  for (let node = root; !same(node, value); ) {
    const { parent } = node;
    if (parent === null) return true;
    if (parent.type === 'argument_list') {
      const callee = field(parent.parent, 'function')?.text ?? '';
      if (
        !/^(?:str|bool|len|getattr|get_authorization_scheme_param)$|\.(?:strip|removeprefix|startswith|encode)$/.test(
          callee,
        )
      )
        return false;
    }
    node = parent;
  }
  return true;
}

/** Identifiers in a node that read a traced name; keyword names and attribute names are no reads. */
export function tracedIn(trace: Trace, node: SyntaxNode): SyntaxNode[] {
  return readsIn(node).filter((read) => trace.has(read.text) && !isOfTheApp(read));
}

/** `request.app.state.settings` is the same for every request. */
function isOfTheApp({ parent }: SyntaxNode): boolean {
  return parent?.type === 'attribute' && field(parent, 'attribute')?.text === 'app';
}

/** Identifiers that are read in a node. */
export function readsIn(node: SyntaxNode): SyntaxNode[] {
  return identifiersIn(node).filter((identifier) => {
    const { parent } = identifier;
    if (parent?.type === 'attribute') return same(field(parent, 'object'), identifier);
    if (parent?.type === 'keyword_argument') return !same(field(parent, 'name'), identifier);
    if (parent?.type === 'assignment') return !same(field(parent, 'left'), identifier);
    return parent?.type !== 'lambda_parameters';
  });
}

/** Names that a statement binds, inside it too. */
export function bindsIn(node: SyntaxNode): string[] {
  const targets = node
    .descendantsOfType(['assignment', 'augmented_assignment', 'named_expression', 'for_statement', 'as_pattern_target'])
    .flatMap((each) => (each.type === 'as_pattern_target' ? [each] : [field(each, 'left') ?? field(each, 'name')]));
  return targets.flatMap((target) =>
    target === null
      ? []
      : identifiersIn(target)
          .filter(isPlain)
          .map(({ text }) => text),
  );
}

function isPlain(identifier: SyntaxNode): boolean {
  return identifier.parent?.type !== 'attribute' && identifier.parent?.type !== 'subscript';
}

function identifiersIn(node: SyntaxNode): SyntaxNode[] {
  if (node.type === 'identifier') return [node];
  return namedChildren(node).flatMap(identifiersIn);
}

/** The whole of `token_data.sub`, `payload["sub"]` or `payload.get("sub")`, from its first name. */
export function accessPath(root: SyntaxNode): SyntaxNode {
  let path = root;
  for (;;) {
    const { parent } = path;
    if (parent === null) return path;
    const longer = parent.type === 'attribute' && same(field(parent, 'object'), path);
    const item = parent.type === 'subscript' && same(field(parent, 'value'), path);
    if (!longer && !item) return path;
    const call = parent.parent;
    const method = longer && call?.type === 'call' && same(field(call, 'function'), parent);
    if (!method) path = parent;
    else if (field(parent, 'attribute')?.text === 'get') path = call;
    else return path;
  }
}
