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
    for (let at = this.text.indexOf(name); at !== -1; at = this.text.indexOf(name, at + name.length)) {
      const end = at + name.length;
      if (isWordCode(this.text.charCodeAt(at - 1)) || isWordCode(this.text.charCodeAt(end))) continue;
      const node = this.root.descendantForIndex(at, end);
      if (node?.type === 'identifier' && node.startIndex === at && node.endIndex === end) found.push(node);
    }
    this.#occurrences.set(name, found);
    return found;
  }
}

/** An ASCII letter, digit or underscore; the tree tells about the others. */
function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}
