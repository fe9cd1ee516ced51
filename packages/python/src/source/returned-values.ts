import { field, type SyntaxNode, same } from './parse.js';
import { scopeOf } from './scopes.js';

/**
 * The expressions that a function may return: its own `return`s, or a lambda's body; both sides of `a if x else b`. Bare
 * returns are left out.
 */
export function returnedValues(callable: SyntaxNode): SyntaxNode[] {
  const body = field(callable, 'body');
  if (callable.type === 'lambda') return body === null ? [] : alternatives(body);
  if (body === null) return [];
  const values: SyntaxNode[] = [];
  for (const statement of body.descendantsOfType('return_statement')) {
    const value = statement?.firstNamedChild ?? null;
    if (statement !== null && value !== null && same(scopeOf(statement), callable)) values.push(...alternatives(value));
  }
  return values;
}

function alternatives(value: SyntaxNode): SyntaxNode[] {
  if (value.type === 'parenthesized_expression' && value.firstNamedChild !== null)
    return alternatives(value.firstNamedChild);
  if (value.type !== 'conditional_expression') return [value];
  const [first, , last] = value.namedChildren;
  return [first, last].flatMap((side) => (side == null ? [] : alternatives(side)));
}
