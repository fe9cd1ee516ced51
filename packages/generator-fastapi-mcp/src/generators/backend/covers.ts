import type { SyntaxNode } from '@fastapi-mcp/kit';

/** Whether a node is (part of) another one. */
export function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}
