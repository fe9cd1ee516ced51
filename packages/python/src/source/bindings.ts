import { ancestor, field, type SyntaxNode, same } from './parse.js';
import { isComprehension, scopeOf } from './scopes.js';
import type { SourceFile } from './source-file.js';

export type BindingKind =
  | 'import'
  | 'from-import'
  | 'function'
  | 'class'
  | 'assignment'
  /** `x: int` with no value. */
  | 'declaration'
  | 'type-alias'
  | 'parameter'
  /** `for`, `with … as`, `except … as`, unpacking, `case`, `:=`. */
  | 'target'
  /** `x += 1`, `del x`: the name is no longer what it was bound to. */
  | 'change'
  | 'global'
  | 'nonlocal';

/** One place where a name gets its meaning. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly file: SourceFile;
  /** The identifier. */
  readonly node: SyntaxNode;
  /** The definition, statement, parameter or clause around it. */
  readonly statement: SyntaxNode;
  readonly scope: SyntaxNode;
  /** It may not run: under `if`, `try`, `for`, `while`, `match`. */
  readonly conditional: boolean;
  /** Under `if TYPE_CHECKING:`: there for annotations only. */
  readonly typeChecking: boolean;
}

/** All bindings of a name in a file, in source order. */
export function bindingsOf(file: SourceFile, name: string): readonly Binding[] {
  const perFile = cache.get(file) ?? new Map<string, readonly Binding[]>();
  cache.set(file, perFile);
  const known = perFile.get(name);
  if (known !== undefined) return known;
  const bindings = file.occurrences(name).flatMap((node) => bindingOf(file, node) ?? []);
  perFile.set(name, bindings);
  return bindings;
}

const cache = new WeakMap<SourceFile, Map<string, readonly Binding[]>>();

/** The bindings of a name that belong to one scope. */
export function bindingsIn(file: SourceFile, name: string, scope: SyntaxNode): readonly Binding[] {
  return bindingsOf(file, name).filter((binding) => same(binding.scope, scope));
}

/** What an identifier binds, or null when it is read, an attribute, a keyword or part of a module's path. */
export function bindingOf(file: SourceFile, node: SyntaxNode): Binding | null {
  const found = classify(node);
  if (found === null) return null;
  const scope = bindingScope(found.kind, found.statement);
  return { name: node.text, file, node, scope, ...found, ...circumstances(found.statement, scope) };
}

interface Classified {
  readonly kind: BindingKind;
  readonly statement: SyntaxNode;
}

const PARAMETER_LISTS = ['parameters', 'lambda_parameters'];
const SPLATS = ['list_splat_pattern', 'dictionary_splat_pattern'];
const PATTERNS = ['pattern_list', 'tuple_pattern', 'list_pattern', 'list_splat_pattern', 'tuple', 'list'];

function classify(node: SyntaxNode): Classified | null {
  const parent = node.parent;
  if (parent === null) return null;
  const named = (name: string): boolean => same(field(parent, name), node);
  switch (parent.type) {
    case 'function_definition':
      return named('name') ? { kind: 'function', statement: parent } : null;
    case 'class_definition':
      return named('name') ? { kind: 'class', statement: parent } : null;
    case 'parameters':
    case 'lambda_parameters':
    case 'typed_parameter':
      return { kind: 'parameter', statement: parent.type === 'typed_parameter' ? parent : node };
    case 'default_parameter':
    case 'typed_default_parameter':
      return named('name') ? { kind: 'parameter', statement: parent } : null;
    case 'augmented_assignment':
      return named('left') ? { kind: 'change', statement: parent } : null;
    case 'delete_statement':
      return { kind: 'change', statement: parent };
    case 'named_expression':
      return named('name') ? { kind: 'target', statement: parent } : null;
    case 'as_pattern_target':
      return { kind: 'target', statement: parent };
    case 'global_statement':
      return { kind: 'global', statement: parent };
    case 'nonlocal_statement':
      return { kind: 'nonlocal', statement: parent };
    case 'splat_pattern':
      return { kind: 'target', statement: parent };
    case 'dotted_name':
    case 'aliased_import':
      return classifyImport(node, parent);
    case 'type':
    case 'generic_type':
      return classifyTypeAlias(node, parent);
    default:
      return classifyPattern(node, parent);
  }
}

function classifyImport(node: SyntaxNode, parent: SyntaxNode): Classified | null {
  const outer = parent.parent;
  if (outer === null) return null;
  if (parent.type === 'aliased_import') {
    if (!same(field(parent, 'alias'), node)) return null;
    return { kind: outer.type === 'import_statement' ? 'import' : 'from-import', statement: outer };
  }
  const first = same(parent.firstNamedChild, node);
  if (outer.type === 'import_statement') return first ? { kind: 'import', statement: outer } : null;
  if (outer.type === 'import_from_statement' || outer.type === 'future_import_statement') {
    return same(field(outer, 'module_name'), parent) ? null : { kind: 'from-import', statement: outer };
  }
  const capture =
    ['case_pattern', 'keyword_pattern', 'as_pattern'].includes(outer.type) && parent.namedChildCount === 1;
  return capture ? { kind: 'target', statement: outer } : null;
}

/** `type X = …` and `type X[T] = …`. */
function classifyTypeAlias(node: SyntaxNode, parent: SyntaxNode): Classified | null {
  if (parent.type === 'generic_type' && !same(parent.firstNamedChild, node)) return null;
  const left = parent.type === 'type' ? parent : parent.parent;
  const statement = left?.parent ?? null;
  if (statement?.type !== 'type_alias_statement' || !same(field(statement, 'left'), left)) return null;
  return { kind: 'type-alias', statement };
}

function classifyPattern(node: SyntaxNode, parent: SyntaxNode): Classified | null {
  let child = node;
  let outer: SyntaxNode | null = parent;
  while (outer !== null && PATTERNS.concat(SPLATS).includes(outer.type)) {
    child = outer;
    outer = outer.parent;
  }
  if (outer === null) return null;
  if (PARAMETER_LISTS.includes(outer.type) || outer.type === 'typed_parameter') {
    return { kind: 'parameter', statement: outer.type === 'typed_parameter' ? outer : child };
  }
  if (outer.type === 'as_pattern_target') return { kind: 'target', statement: outer };
  if (!['assignment', 'for_statement', 'for_in_clause'].includes(outer.type) || !same(field(outer, 'left'), child))
    return null;
  if (outer.type !== 'assignment' || child !== node) return { kind: 'target', statement: outer };
  return { kind: field(outer, 'right') === null ? 'declaration' : 'assignment', statement: outer };
}

function bindingScope(kind: BindingKind, statement: SyntaxNode): SyntaxNode {
  if (kind === 'parameter') return ancestor(statement, 'function_definition', 'lambda') ?? statement;
  if (statement.type === 'for_in_clause') return statement.parent ?? statement;
  let scope = scopeOf(statement);
  if (statement.type === 'named_expression') while (isComprehension(scope)) scope = scopeOf(scope);
  return scope;
}

const BRANCHES = new Set(['if_statement', 'try_statement', 'for_statement', 'while_statement', 'match_statement']);

function circumstances(statement: SyntaxNode, scope: SyntaxNode): { conditional: boolean; typeChecking: boolean } {
  let conditional = false;
  let typeChecking = false;
  let child = statement;
  for (let parent = statement.parent; parent !== null && !same(parent, scope); child = parent, parent = parent.parent) {
    if (!BRANCHES.has(parent.type)) continue;
    const checked = parent.type === 'if_statement' && same(field(parent, 'consequence'), child);
    if (checked && /^(?:typing\.)?TYPE_CHECKING$/.test(field(parent, 'condition')?.text ?? '')) typeChecking = true;
    else conditional = true;
  }
  return { conditional, typeChecking };
}

/**
 * Which bindings a read may see. Code that runs with its scope (decorators, defaults, module level) sees the latest one
 * above it; code in a function runs later and sees the last one. Everything after the last unconditional one may count.
 *
 * @param use - the node that reads; null for a read from another module, after this one has run
 */
export function reaching(bindings: readonly Binding[], use: SyntaxNode | null): readonly Binding[] {
  const real = bindings.filter(({ kind }) => kind !== 'declaration' && kind !== 'global' && kind !== 'nonlocal');
  if (real.length <= 1) return real.length === 1 ? real : bindings.slice(-1);
  const scope = real[0]?.scope;
  const above =
    use !== null && same(scopeOf(use), scope)
      ? real.filter(({ statement }) => statement.startIndex < use.startIndex)
      : real;
  const visible = above.length > 0 ? above : real;
  const runtime = visible.filter(({ typeChecking }) => !typeChecking);
  const candidates = runtime.length > 0 ? runtime : visible;
  const last = candidates.findLastIndex(({ conditional }) => !conditional);
  return candidates.slice(Math.max(last, 0));
}

/** `except ImportError: x = None`: the other binding is the one that is meant. */
export function isFallback({ kind, statement, conditional }: Binding): boolean {
  return conditional && kind === 'assignment' && ['none', 'false'].includes(field(statement, 'right')?.type ?? '');
}
