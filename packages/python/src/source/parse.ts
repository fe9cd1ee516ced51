import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Node, Parser, Tree } from 'web-tree-sitter';

/** A node of the syntax tree. `startIndex` and `endIndex` are offsets into the JavaScript string that was parsed. */
export type SyntaxNode = Node;

/** Parses modules; made by {@link loadPythonParser}. */
export interface PythonParser {
  /** The tree of a module. Broken source has `ERROR` nodes and parses all the same. */
  parse(text: string): Tree;
}

let loading: Promise<PythonParser> | undefined;

/** Loads tree-sitter and its Python grammar, once for the process (about 60 ms). */
export function loadPythonParser(): Promise<PythonParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PythonParser> {
  const treeSitter = await import('web-tree-sitter');
  await treeSitter.Parser.init();
  const grammar = await readFile(grammarFile());
  const parser = new treeSitter.Parser();
  parser.setLanguage(await treeSitter.Language.load(grammar));
  return { parse: (text) => parseWith(parser, text) };
}

/** A build carries the grammar along (`scripts/copy-grammar.mjs`); sources take it from its package. */
function grammarFile(): URL | string {
  const built = new URL('../tree-sitter-python.wasm', import.meta.url);
  if (existsSync(built)) return built;
  return createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm');
}

function parseWith(parser: Parser, text: string): Tree {
  const tree = parser.parse(text);
  // Null only without a language or when a progress callback stops it: neither can be here.
  if (tree === null) throw new Error('tree-sitter returned no tree');
  return tree;
}

/** The named child in a field, as one expression where it may be absent. */
export function field(node: SyntaxNode | null | undefined, name: string): SyntaxNode | null {
  return node?.childForFieldName(name) ?? null;
}

/** Two nodes of one tree are the same. */
export function same(a: SyntaxNode | null | undefined, b: SyntaxNode | null | undefined): boolean {
  return a != null && b != null && a.id === b.id;
}

/** Named children, comments left out. */
export function namedChildren(node: SyntaxNode | null | undefined): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const child of node?.namedChildren ?? []) if (child.type !== 'comment') children.push(child);
  return children;
}

/** The nearest ancestor of one of these types. */
export function ancestor(node: SyntaxNode, ...types: readonly string[]): SyntaxNode | null {
  let current = node.parent;
  while (current !== null && !types.includes(current.type)) current = current.parent;
  return current;
}
