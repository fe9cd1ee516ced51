import { type Definition, namedChildren, type SyntaxNode } from '@fastapi-mcp/kit';

/** A decorator, which may check more than the function that it is on. */
export function decoratorOf({ node }: Definition): SyntaxNode | null {
  if (node.parent?.type !== 'decorated_definition') return null;
  return namedChildren(node.parent).find(({ type }) => type === 'decorator') ?? null;
}
