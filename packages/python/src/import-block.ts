import { lexemes, type Token } from './tokens.js';

/** One name that an import statement binds. */
export interface ImportedName {
  /** `from module import name`; null for `import module`. */
  readonly name: string | null;
  /** Dotted, with leading dots when relative. */
  readonly module: string;
  readonly alias: string | null;
  /** Own-line comments above the statement and the one at its end; they keep the statement apart from others. */
  readonly comments: { readonly above: readonly string[]; readonly trailing: string | null };
}

/** A module cut at its leading imports. */
export interface SplitModule {
  /** Comments and the docstring, as they stand, without trailing blank lines. */
  readonly header: string;
  readonly imports: readonly ImportedName[];
  /** Everything from the first statement that is no import, without leading blank lines. */
  readonly body: string;
}

/**
 * Cuts a module into header, leading imports and the rest. `if TYPE_CHECKING:` and everything after it is the rest, as is
 * an import that shares its line with another statement.
 */
export function splitModule(source: string): SplitModule {
  const header: LogicalLine[] = [];
  const imports: ImportedName[] = [];
  let pending: Token[] = [];
  let start: number | null = null;
  let end = source.length;
  for (const line of logicalLines(source)) {
    if (start === null && isHeader(line, header)) {
      header.push(line);
      continue;
    }
    if (start === null) end = line.start;
    start ??= line.start;
    const code = line.tokens.filter((token) => token.kind !== 'comment');
    const comments = line.tokens.filter((token) => token.kind === 'comment');
    if (code.length === 0) {
      pending.push(...comments);
      continue;
    }
    const names = line.indented ? null : parseImport(code);
    if (names === null) break;
    const texts = comments.map((token) => token.text);
    const notes = {
      above: [...pending, ...comments.slice(0, -1)].map((token) => token.text),
      trailing: texts.at(-1) ?? null,
    };
    imports.push(...names.map((name, index) => ({ ...name, comments: index === 0 ? notes : { ...notes, above: [] } })));
    pending = [];
    end = line.end;
  }
  return {
    header: source.slice(0, start ?? source.length).trimEnd(),
    imports,
    body: trimBlankLines(source.slice(end)),
  };
}

interface LogicalLine {
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
  readonly indented: boolean;
}

/** Statements (and lone comments) with their brackets closed; blank lines are left out. Read only as far as asked for. */
function* logicalLines(source: string): Generator<LogicalLine> {
  let tokens: Token[] = [];
  let depth = 0;
  const closed = (end: number): LogicalLine[] => {
    const start = tokens[0]?.start;
    const indented = start !== undefined && /[ \t]/.test(source[start - 1] ?? '');
    return start === undefined ? [] : [{ tokens, start, end, indented }];
  };
  for (const token of lexemes(source)) {
    if (token.kind === 'newline' && depth === 0) {
      yield* closed(token.end);
      tokens = [];
    } else if (token.kind !== 'newline') tokens.push(token);
    if (token.kind === 'operator' && '([{'.includes(token.text)) depth += 1;
    if (token.kind === 'operator' && ')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
  }
  yield* closed(source.length);
}

/** Comments at the top of the file and the docstring; a comment right above an import belongs to the import. */
function isHeader(line: LogicalLine, before: readonly LogicalLine[]): boolean {
  const kind = line.tokens[0]?.kind;
  return (kind === 'comment' || (kind === 'string' && line.tokens.length === 1)) && before.every(isComment);
}

function isComment(line: LogicalLine): boolean {
  return line.tokens[0]?.kind === 'comment';
}

type Bare = Omit<ImportedName, 'comments'>;

function parseImport(tokens: readonly Token[]): Bare[] | null {
  const words = tokens.map((token) => token.text).filter((text) => text !== '(' && text !== ')');
  if (words.includes(';')) return null;
  if (words[0] === 'import') {
    return parts(words.slice(1)).map((part) => ({ name: null, module: part.target, alias: part.alias }));
  }
  const split = words.indexOf('import');
  if (words[0] !== 'from' || split === -1) return null;
  const module = words.slice(1, split).join('');
  return parts(words.slice(split + 1)).map((part) => ({ name: part.target, module, alias: part.alias }));
}

/** `a.b as c, d` → targets and aliases; a trailing comma is no part. */
function parts(words: readonly string[]): { readonly target: string; readonly alias: string | null }[] {
  const groups: string[][] = [[]];
  for (const word of words) {
    if (word === ',') groups.push([]);
    else groups.at(-1)?.push(word);
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group) => {
      const as = group.indexOf('as');
      return as === -1
        ? { target: group.join(''), alias: null }
        : { target: group.slice(0, as).join(''), alias: group[as + 1] ?? null };
    });
}

function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd();
}
