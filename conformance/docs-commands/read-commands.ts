/** Commands of the documents: lines `$ …` in fenced console blocks, what they should print, and how to run them. */

/** What an HTML comment `<!-- run: … -->` in front of a block says about it. */
export interface Directives {
  /** Shell lines that make what the block takes for granted. */
  readonly setup: readonly string[];
  /** The folder, relative to the page's scratch folder. */
  readonly folder: string;
  /** Settings that the reader has made by then. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments for the block's first command, which would ask questions otherwise. */
  readonly extra: string;
  /** The exit code of the block's last command. */
  readonly exit: number;
  /** Its last command is a server: it runs on until the page ends, and answers here. */
  readonly serves: string | null;
  /** Why it is not run. */
  readonly never: string | null;
}

/** One command. */
export interface Command {
  readonly text: string;
  /** Of the document, from 1. */
  readonly line: number;
  /** Output lines, in order, maybe with others between; `…` stands for anything. */
  readonly output: readonly string[];
}

/** The commands of one fence: one shell session. */
export interface Block {
  readonly line: number;
  readonly directives: Directives;
  readonly commands: readonly Command[];
}

const NONE: Directives = { setup: [], folder: '.', env: {}, extra: '', exit: 0, serves: null, never: null };
const FENCE = /^\s*(`{3,}|~{3,})\s*(\S*)/;

/**
 * Reads a Markdown text.
 *
 * @throws Error for a comment that says nothing known, or that no block follows, and for shell blocks of another name: their
 *   commands would go unnoticed.
 */
export function readBlocks(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let directives = NONE;
  let fence: {
    readonly mark: string;
    readonly language: string;
    readonly line: number;
    readonly lines: string[];
  } | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const place = index + 1;
    const [, mark = '', language = ''] = FENCE.exec(line) ?? [];
    if (fence !== null) {
      if (!mark.startsWith(fence.mark) || language !== '') fence.lines.push(line);
      else {
        if (fence.language === 'console')
          blocks.push({ line: fence.line, directives, commands: readCommands(fence.lines, fence.line) });
        directives = NONE;
        fence = null;
      }
    } else if (mark !== '') {
      if (/^(ba|z)?sh$|^shell/.test(language))
        throw new Error(`line ${place}: a ${language} block; commands stand in console blocks`);
      if (language !== 'console' && directives !== NONE)
        throw new Error(`line ${place}: a run comment in front of a block without commands`);
      fence = { mark, language, line: place, lines: [] };
    } else if (line.startsWith('<!-- run:')) directives = directed(directives, line, place);
    else if (line.trim() !== '' && directives !== NONE)
      throw new Error(`line ${place}: text between a run comment and its block`);
  }
  if (directives !== NONE) throw new Error('a run comment at the end of the page');
  return blocks;
}

function readCommands(lines: readonly string[], start: number): readonly Command[] {
  const commands: { text: string; line: number; output: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = commands.at(-1);
    if (line.startsWith('$ ')) commands.push({ text: line.slice(2), line: start + index + 1, output: [] });
    else if (last?.text.endsWith('\\') && last.output.length === 0) last.text += `\n${line.replace(/^> /, '')}`;
    else if (last && line.trim() !== '') last.output.push(line.trimEnd());
  }
  if (commands.length === 0) throw new Error(`line ${start}: a console block without a command`);
  return commands;
}

function directed(before: Directives, line: string, place: number): Directives {
  const [, word = '', rest = ''] = /^<!-- run: (\w+) (.+) -->$/.exec(line) ?? [];
  switch (word) {
    case 'setup':
      return { ...before, setup: [...before.setup, rest] };
    case 'in':
      return { ...before, folder: rest };
    case 'env':
      return { ...before, env: { ...before.env, ...Object.fromEntries(rest.split(' ').map(readSetting)) } };
    case 'with':
      return { ...before, extra: rest };
    case 'exit':
      return { ...before, exit: Number(rest) };
    case 'serves':
      return { ...before, serves: rest };
    case 'never':
      return { ...before, never: rest.replace(/^because /, '') };
    default:
      throw new Error(`line ${place}: no such run comment: ${line}`);
  }
}

function readSetting(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
