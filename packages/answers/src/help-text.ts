import { type Command, commands as ourCommands } from './commands.js';
import type { Question } from './question.js';
import { coreQuestions, type QuestionSet } from './question-set.js';
import { visible } from './visible.js';

const column = 34;
const width = 100;

/** `  --flag VALUE      text`, the text wrapped under itself. */
function entry(left: string, text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width - column) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  const first = left.length < column - 1 ? left.padEnd(column) : `${left}\n${' '.repeat(column)}`;
  return first + lines.join(`\n${' '.repeat(column)}`);
}

function left({ flag, aliases = [], type, placeholder, choices }: Question): string {
  const short = aliases.find((alias) => alias.length === 1);
  const values = choices.map(({ value }) => value).join('|');
  const value = type === 'boolean' ? '' : ` ${placeholder ?? values}`;
  return `  ${short === undefined ? '    ' : `-${short}, `}--${flag}${value}${type === 'list' ? ' …' : ''}`;
}

function right({ help, default: fixed, type }: Question): string {
  return type === 'choice' && typeof fixed === 'string' ? `${help} (default: ${fixed})` : help;
}

function optionSections(set: QuestionSet): string {
  const shown = set.questions.filter(({ flagless }) => flagless !== true);
  const sections = [...new Set(shown.map(({ section }) => section))];
  const blocks = sections.map((section) => {
    const entries = shown
      .filter((question) => question.section === section)
      .map((question) => entry(left(question), right(question)));
    return `${section}:\n${entries.join('\n')}`;
  });
  const own = [entry('  -h, --help', 'this text'), entry('  -v, --version', 'the version')];
  return `${blocks.join('\n\n')}\n${own.join('\n')}`;
}

/**
 * The text of `--help`, derived from the questions.
 *
 * @param command one command's own help, or absent for all
 */
export function helpText(
  command?: string,
  {
    set = coreQuestions,
    commands = ourCommands,
  }: { readonly set?: QuestionSet; readonly commands?: readonly Command[] } = {},
): string {
  const chosen = commands.find(({ name }) => name === command);
  const usage = `Usage: fastapi-mcp ${chosen?.name ?? '[COMMAND]'}${chosen?.argument === undefined ? '' : ` ${chosen.argument}`} [OPTIONS]`;
  const list = commands.map(({ name, summary, argument = '' }) =>
    entry(`  ${visible(name)} ${argument}`.trimEnd(), visible(summary)),
  );
  const about = chosen === undefined ? `Commands:\n${list.join('\n')}` : `${chosen.name}: ${chosen.summary}`;
  const exits = ['Exit codes: 0 done, 1 failed with a message, 2 bad usage, 130 interrupted.'];
  for (const { exits: own } of chosen === undefined ? commands : [chosen]) if (own !== undefined) exits.push(own);
  return `${usage}\n\n${about}\n\n${optionSections(set)}\n\n${exits.join('\n')}\n`;
}
