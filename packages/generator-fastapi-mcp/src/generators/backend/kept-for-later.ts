import { type Definition, field, namedChildren, type Resolver, type SyntaxNode } from '@fastapi-mcp/kit';
import { bindsIn, rootOf } from './trace-credential.js';

/** Something that a dependency puts where code behind it reads it. */
export interface KeptForLater {
  readonly value: SyntaxNode;
  /** A context variable: whoever reads it gets another value, or none, where nobody sets it. */
  readonly isContext: boolean;
}

/**
 * `request.state.role = payload["role"]`, `setattr(request.state, "role", role)`, `tenant.set(payload["tenant"])`; null:
 * the statement keeps nothing.
 */
export function keptForLater(
  resolver: Resolver,
  { file, node: callable }: Definition,
  statement: SyntaxNode,
): KeptForLater | null {
  const inside = statement.type === 'expression_statement' ? statement.firstNamedChild : null;
  if (inside?.type === 'assignment') {
    const left = field(inside, 'left');
    const value = field(inside, 'right');
    const isPlace = left?.type === 'attribute' || left?.type === 'subscript';
    return isPlace && value !== null && !isLocal(callable, left) ? { value, isContext: false } : null;
  }
  const callee = inside?.type === 'call' ? field(inside, 'function') : null;
  const args = field(inside, 'arguments');
  if (callee === null || args === null) return null;
  if (callee.text === 'setattr') {
    const [place] = namedChildren(args);
    return place !== undefined && !isLocal(callable, place) ? { value: args, isContext: false } : null;
  }
  const holder = field(callee, 'attribute')?.text === 'set' ? field(callee, 'object') : null;
  const found = holder === null ? null : resolver.resolve(file, holder);
  const isContext = found?.kind === 'definition' && /\bContextVar\b/.test(found.definition.node.text);
  return isContext ? { value: args, isContext } : null;
}

/** What the function makes itself is gone with it. */
function isLocal(callable: SyntaxNode, place: SyntaxNode): boolean {
  const body = field(callable, 'body');
  return body !== null && bindsIn(body).includes(rootOf(place).text);
}
