import { applyEdits, field, namedChildren, type SyntaxNode, same } from '@fastapi-mcp/kit';
import { type Cutting, onlyRefuses } from './cutting.js';
import { outcomeOf } from './dropped-checks.js';
import { refusalAround } from './find-load.js';
import { accessPath, readsIn, tracedIn } from './trace-credential.js';

/** A statement (or a line around some) that the new function keeps. */
export interface Piece {
  readonly node: SyntaxNode;
  /** How much deeper than the function's body it stands in the new function. */
  readonly depth: number;
  /** Text instead of the node's own. */
  readonly text?: string;
}

/** A kept statement as text, with the refusal of an unknown user after the look-up. */
export function written(cutting: Cutting, piece: Piece): string[] {
  const { load } = cutting;
  const indent = '    '.repeat(piece.depth);
  if (piece.text !== undefined) return piece.text.split('\n').map((line) => indent + line);
  if (isPlainRefusal(cutting, piece.node)) return [];
  if (!same(piece.node, load.statement)) return [rendered(cutting, piece.node, piece.depth)];
  if (load.name === null || refusalAround(load.value) !== null) {
    const name = load.name ?? 'user';
    const value = rendered(cutting, load.value, piece.depth).trimStart();
    const found = [`${indent}${name} = ${value}`, ...refusal(indent, name)];
    return load.name === null ? [...found, `${indent}return user`] : found;
  }
  const text = rendered(cutting, piece.node, piece.depth);
  return refusesByItself(cutting) ? [text] : [text, ...refusal(indent, load.name)];
}

function refusal(indent: string, name: string): string[] {
  return [`${indent}if ${name} is None:`, `${indent}    raise unknown_user()`];
}

/** `if user is None: raise …` and nothing else: ours stands in its place, since an unknown user of the service is a 401. */
function isPlainRefusal(cutting: Cutting, statement: SyntaxNode): boolean {
  const { load } = cutting;
  if (load.name === null || statement.type !== 'if_statement' || field(statement, 'alternative') !== null) return false;
  const condition = field(statement, 'condition')?.text ?? '';
  const isNone =
    condition === `not ${load.name}` || condition === `${load.name} is None` || condition === `${load.name} == None`;
  return isNone && onlyRefuses(statement);
}

/** `if user is None or not user.is_active: raise 401` right after the look-up says what ours would say. */
function refusesByItself(cutting: Cutting): boolean {
  const { load, definition } = cutting;
  const next = namedChildren(load.statement.parent).find((each) => each.startIndex > load.statement.startIndex);
  if (load.name === null || next?.type !== 'if_statement') return false;
  // A plain refusal is not written (ours stands in its place), so it cannot be the one that refuses.
  if (isPlainRefusal(cutting, next)) return false;
  // One that asks for the credential too is left out.
  const reads = tracedIn(cutting.trace, next).filter(
    (root) => root.text !== load.name && !cutting.requests.has(root.text),
  );
  if (reads.some((root) => accessPath(root).text !== load.subject)) return false;
  const condition = field(next, 'condition')?.text ?? '';
  const isNone = new RegExp(`^(?:not ${load.name}|${load.name} is None)\\b`).test(condition);
  return isNone && /\b401|UNAUTHORIZED/.test(outcomeOf(cutting, next)) && definition.node.endIndex > next.endIndex;
}

/** A node's text with the subject replaced, moved to a depth of the new function. */
export function rendered({ definition, load, idName }: Cutting, node: SyntaxNode, depth: number): string {
  const { text } = definition.file;
  const subjects =
    load.subject === idName
      ? []
      : readsIn(node)
          .map(accessPath)
          .filter((path) => path.text === load.subject);
  const edits = subjects.map((path) => ({
    start: path.startIndex - node.startIndex,
    end: path.endIndex - node.startIndex,
    text: idName,
  }));
  const replaced = applyEdits(text.slice(node.startIndex, node.endIndex), edits, definition.file.path);
  const lines = (replaced.ok ? replaced.value : node.text).split(/\r?\n/);
  const own = /[ \t]*$/.exec(text.slice(0, node.startIndex))?.[0] ?? '';
  const indent = '    '.repeat(depth);
  return lines
    .map((line, index) => indent + (index > 0 && line.startsWith(own) ? line.slice(own.length) : line))
    .join('\n');
}
