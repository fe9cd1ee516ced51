import type { PythonParser, SyntaxNode } from './parse.js';

/** A module's text and, once somebody asks for it, its tree. */
export class SourceFile {
  #root: SyntaxNode | undefined;
  #lineStarts: number[] | undefined;
  readonly #occurrences = new Map<string, readonly SyntaxNode[]>();

  constructor(
    /** Relative to the project, with forward slashes. */
    readonly path: string,
    readonly text: string,
    private readonly parser: PythonParser,
  ) {}

  get root(): SyntaxNode {
    this.#root ??= this.parser.parse(this.text).rootNode;
    return this.#root;
  }

  /** Whether the tree was needed so far. */
  get parsed(): boolean {
    return this.#root !== undefined;
  }

  /** The directory, without a trailing slash; empty at the top. */
  get directory(): string {
    return this.path.includes('/') ? this.path.slice(0, this.path.lastIndexOf('/')) : '';
  }

  /** Counted from 1. */
  lineOf(offset: number): number {
    this.#lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map((match) => match.index + 1)];
    let low = 0;
    let high = this.#lineStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** `file:line` of a node. */
  at(node: SyntaxNode): string {
    return `${this.path}:${this.lineOf(node.startIndex)}`;
  }

  /**
   * Every identifier of this name outside strings and comments, in order. Found in the text first: walking whole trees is
   * what makes scanning a large backend slow.
   */
  occurrences(name: string): readonly SyntaxNode[] {
    const known = this.#occurrences.get(name);
    if (known !== undefined) return known;
    const found: SyntaxNode[] = [];
    for (const match of this.text.matchAll(wordPattern(name))) {
      const node = this.root.descendantForIndex(match.index, match.index + name.length);
      if (
        node?.type === 'identifier' &&
        node.startIndex === match.index &&
        node.endIndex === match.index + name.length
      ) {
        found.push(node);
      }
    }
    this.#occurrences.set(name, found);
    return found;
  }
}

/** Matches one identifier as a whole word, in any script. */
export function wordPattern(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'gu');
}
