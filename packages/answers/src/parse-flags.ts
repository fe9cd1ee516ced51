import { parseArgs } from 'node:util';
import type { RunOptions } from './answers-schema.js';
import { type Command, commands as ourCommands } from './commands.js';
import { parseArgsOptions, type Spelling, spellingsOf } from './flag-spellings.js';
import { nearest } from './nearest.js';
import { type AnswerProblem, problem } from './problem.js';
import type { Question } from './question.js';
import { coreQuestions, type QuestionSet } from './question-set.js';
import { readCommand } from './read-command.js';
import { readValue } from './read-value.js';
import { resolveRunOptions } from './run-options.js';
import { visible } from './visible.js';

/** A command line, understood. */
export interface ParsedFlags {
  readonly ok: true;
  readonly command: string;
  /** What the command takes beside options. */
  readonly rest: readonly string[];
  /** The project answers that were given, and only those, checked, by key. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly run: RunOptions;
  readonly help: boolean;
  readonly version: boolean;
}

type Tokens = NonNullable<ReturnType<typeof parseArgs>['tokens']>;
type OptionToken = Extract<Tokens[number], { kind: 'option' }>;

interface Collected {
  readonly values: Map<string, unknown>;
  readonly positionals: string[];
  readonly problems: AnswerProblem[];
  readonly seen: Set<string>;
}

/** Where a word without dashes belongs after an option: to a list, to a flag that nobody knows, or to the command. */
type Follows = Question | 'unknown' | null;

function unknownFlag(token: OptionToken, spellings: ReadonlyMap<string, Spelling>): AnswerProblem {
  const names = [...spellings.keys(), 'help', 'version'].filter((name) => name.length > 1);
  const meant = nearest(token.name, names);
  const fix = meant === null ? 'fastapi-mcp --help lists them' : `did you mean --${meant}?`;
  return problem(visible(token.rawName), token.value, { shown: '', what: 'is no option', fix });
}

/** A flag's raw value, or why it has none that fits. */
function rawValue(token: OptionToken, { question, negated }: Spelling): { readonly raw: unknown } | AnswerProblem {
  const option = visible(token.rawName);
  if (question.type === 'boolean') {
    if (!negated || token.value === undefined) return { raw: token.value ?? !negated };
    return problem(option, token.value, { what: 'is one value too many', fix: `use ${option} alone` });
  }
  // `--openapi --yes`: parseArgs hands over whatever comes next. A lone dash is standard input.
  const swallowed = token.inlineValue === false && token.value.length > 1 && token.value.startsWith('-');
  if (token.value !== undefined && !swallowed) return { raw: token.value };
  const placeholder = question.placeholder ?? question.choices.map(({ value }) => value).join('|');
  return problem(option, undefined, { shown: '', what: 'has no value', fix: `give ${option} ${placeholder}` });
}

/** Lists grow; of anything else the last one counts, so that a script's flags can be overridden. */
function addValue(option: string, question: Question, raw: unknown, into: Collected): void {
  const reading = readValue(question, raw);
  if (!reading.ok) {
    into.problems.push(problem(option, raw, reading.refusal));
    return;
  }
  const before = into.values.get(question.key);
  const grows = question.type === 'list' && Array.isArray(before) && Array.isArray(reading.value);
  into.values.set(question.key, grows ? [...new Set([...before, ...reading.value])] : reading.value);
}

function collectOption(token: OptionToken, spellings: ReadonlyMap<string, Spelling>, into: Collected): Follows {
  if (token.name === 'help' || token.name === 'version') {
    into.seen.add(token.name);
    return null;
  }
  const spelling = spellings.get(token.name);
  if (spelling === undefined) {
    into.problems.push(unknownFlag(token, spellings));
    return token.value === undefined ? 'unknown' : null;
  }
  const read = rawValue(token, spelling);
  if ('raw' in read) addValue(visible(token.rawName), spelling.question, read.raw, into);
  else into.problems.push(read);
  return spelling.question.type === 'list' ? spelling.question : null;
}

/** `--include-tag users tasks` goes on with the list, as it does under `yo`, unless the word is the command. */
function collectWord(word: string, follows: Follows, commands: readonly Command[], into: Collected): Follows {
  const isCommand = into.positionals.length === 0 && commands.some(({ name }) => name === word);
  if (follows === null || isCommand) {
    into.positionals.push(word);
    return null;
  }
  if (follows === 'unknown') return null;
  addValue(`--${follows.flag}`, follows, word, into);
  return follows;
}

function collect(argv: readonly string[], set: QuestionSet, commands: readonly Command[]): Collected {
  const into: Collected = { values: new Map(), positionals: [], problems: [], seen: new Set() };
  const spellings = spellingsOf(set);
  const options = parseArgsOptions(spellings);
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  let follows: Follows = null;
  for (const token of tokens) {
    if (token.kind === 'option') follows = collectOption(token, spellings, into);
    else if (token.kind === 'positional') follows = collectWord(token.value, follows, commands, into);
    else follows = null;
  }
  return into;
}

/**
 * Reads a command line; every flag comes from the questions.
 *
 * @param argv the arguments alone, as `process.argv.slice(2)`
 * @returns the command with everything that was given, or all problems at once (exit code 2); beside `--help` or
 * `--version` other problems do not count. Never throws.
 * @example parseFlags(['client', '--pattern=4', '--include-tag', 'users', '-y'])
 */
export function parseFlags(
  argv: readonly string[],
  {
    set = coreQuestions,
    commands = ourCommands,
  }: { readonly set?: QuestionSet; readonly commands?: readonly Command[] } = {},
): ParsedFlags | { readonly ok: false; readonly problems: readonly AnswerProblem[] } {
  const { values, positionals, problems, seen } = collect(argv, set, commands);
  const line = readCommand(positionals, commands);
  const help = seen.has('help');
  const version = seen.has('version');
  const wrong = [...line.problems, ...problems];
  if (wrong.length > 0 && !help && !version) return { ok: false, problems: wrong };
  const resolved = resolveRunOptions(Object.fromEntries(values));
  if (!resolved.ok) return resolved;
  const answers = set.questions.filter(({ group, key }) => group === 'project' && values.has(key));
  const flags = Object.fromEntries(answers.map(({ key }) => [key, values.get(key)]));
  return { ok: true, command: line.command, rest: line.rest, flags, run: resolved.run, help, version };
}
