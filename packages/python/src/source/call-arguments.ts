import { field, namedChildren, type SyntaxNode } from './parse.js';

/** A call's arguments, as far as they can be told apart without running it. */
export interface CallArguments {
  readonly positional: readonly SyntaxNode[];
  /** Keyword → value. */
  readonly keywords: ReadonlyMap<string, SyntaxNode>;
  /** `*args` or `**kwargs` is passed: there may be more than is seen. */
  readonly spread: boolean;
}

export function argumentsOf(call: SyntaxNode): CallArguments {
  const positional: SyntaxNode[] = [];
  const keywords = new Map<string, SyntaxNode>();
  let spread = false;
  for (const child of namedChildren(field(call, 'arguments'))) {
    const value = field(child, 'value');
    if (child.type === 'keyword_argument' && value !== null) keywords.set(field(child, 'name')?.text ?? '', value);
    else if (child.type === 'list_splat' || child.type === 'dictionary_splat') spread = true;
    else positional.push(child);
  }
  return { positional, keywords, spread };
}

/** The argument of this name, or at this position. */
export function argument(call: SyntaxNode, name: string, position?: number): SyntaxNode | null {
  const { keywords, positional } = argumentsOf(call);
  return keywords.get(name) ?? (position === undefined ? undefined : positional[position]) ?? null;
}
