import { field, type SyntaxNode, same } from './parse.js';

const COMPREHENSIONS = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/**
 * The scope that code at a node runs in: a module, class, function, lambda or comprehension (language reference §4.2.2).
 * Decorators, defaults and annotations of a function run in the scope around it, as does a comprehension's first iterable.
 */
export function scopeOf(node: SyntaxNode): SyntaxNode {
  let child = node;
  for (let parent = node.parent; parent !== null; child = parent, parent = parent.parent) {
    if (opensScope(parent, child)) return parent;
  }
  return child;
}

function opensScope(parent: SyntaxNode, child: SyntaxNode): boolean {
  switch (parent.type) {
    case 'function_definition':
    case 'class_definition':
    case 'lambda':
      return same(field(parent, 'body'), child);
    case 'module':
      return true;
    default:
      return COMPREHENSIONS.has(parent.type) && !isFirstIterable(parent, child);
  }
}

/** Climbing gives the clause, not the iterable: the whole first clause counts as outside, its targets are found by `bindingOf`. */
function isFirstIterable(comprehension: SyntaxNode, clause: SyntaxNode): boolean {
  const first = comprehension.namedChildren.find((child) => child?.type === 'for_in_clause');
  return same(first, clause);
}

export function isComprehension(node: SyntaxNode): boolean {
  return COMPREHENSIONS.has(node.type);
}

/** The scopes in which a name read at a node is looked up, innermost first: class bodies only for code directly in them. */
export function lookupScopes(node: SyntaxNode): SyntaxNode[] {
  const scopes: SyntaxNode[] = [];
  let scope = scopeOf(node);
  scopes.push(scope);
  while (scope.type !== 'module' && scope.parent !== null) {
    scope = scopeOf(scope);
    if (scope.type !== 'class_definition') scopes.push(scope);
  }
  return scopes;
}
