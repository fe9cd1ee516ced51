import type { PromptChoice } from '@fastapi-mcp/answers';
import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isSpaceKey,
  isTabKey,
  isUpKey,
  makeTheme,
  useKeypress,
  usePagination,
  usePrefix,
  useState,
} from '@inquirer/core';

/** A question with more choices than a person wants to scroll through. */
export interface SearchCheckbox {
  readonly message: string;
  readonly choices: readonly PromptChoice[];
  /** The values that are chosen from the start. */
  readonly default: readonly string[];
}

/** Where keys come from and the question is shown; the process's own streams when absent. */
interface Streams {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
}

type Ask = (question: SearchCheckbox, streams?: Streams) => Promise<string[]>;

const PAGE_SIZE = 10;
const NAMED = 3;
const KEYS = 'type to search, space to choose, ctrl+a for all shown, enter when done';

/**
 * Choices of which some are taken, found by typing a part of their text; what the chosen ones cost in tokens stands below,
 * where the choices say so. Resolves to the chosen values in the order of the choices.
 */
export const searchCheckbox: Ask = createPrompt<string[], SearchCheckbox>((config, done) => {
  const { choices, message } = config;
  const theme = makeTheme({});
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const prefix = usePrefix({ status, theme });
  const [term, setTerm] = useState('');
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(config.default));
  const shown = matching(choices, term);

  useKeypress((key, line) => {
    const keepTerm = (): void => {
      line.clearLine(0);
      line.write(term);
    };
    if (isEnterKey(key)) {
      setStatus('done');
      done(choices.filter(({ value }) => chosen.has(value)).map(({ value }) => value));
    } else if (isUpKey(key) || isDownKey(key)) {
      keepTerm();
      if (shown.length > 0) setActive((active + (isUpKey(key) ? shown.length - 1 : 1)) % shown.length);
    } else if (isSpaceKey(key) || isTabKey(key)) {
      keepTerm();
      setChosen(toggled(chosen, shown.slice(active, active + 1)));
    } else if (key.ctrl && key.name === 'a') {
      keepTerm();
      setChosen(toggled(chosen, shown));
    } else if (line.line !== term) {
      setTerm(line.line);
      setActive(0);
    }
  });

  const page = usePagination({
    items: shown,
    active,
    pageSize: PAGE_SIZE,
    loop: false,
    renderItem: ({ item, isActive }) =>
      isActive ? theme.style.highlight(`❯ ${mark(chosen, item)}`) : `  ${mark(chosen, item)}`,
  });
  const head = `${prefix} ${theme.style.message(message, status)}`;
  if (status === 'done') return `${head} ${theme.style.answer(named(choices, chosen))}`;
  const found = shown.length === 0 ? `no choice holds ${JSON.stringify(term)}` : page;
  return [`${head} ${term}`, `${found}\n${cost(choices, chosen)}\n${theme.style.help(KEYS)}`];
});

/** Choices whose text holds every letter of what was typed, in a row, whatever the case. */
function matching(choices: readonly PromptChoice[], term: string): readonly PromptChoice[] {
  const wanted = term.trim().toLowerCase();
  return choices.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** All of them chosen; none, when all were. */
function toggled(chosen: ReadonlySet<string>, choices: readonly PromptChoice[]): ReadonlySet<string> {
  const values = choices.map(({ value }) => value);
  if (!values.every((value) => chosen.has(value))) return new Set([...chosen, ...values]);
  return new Set([...chosen].filter((value) => !values.includes(value)));
}

function mark(chosen: ReadonlySet<string>, { value, name }: PromptChoice): string {
  return `${chosen.has(value) ? '◉' : '◯'} ${name}`;
}

/** `3 of 120 chosen, about 1,200 tokens` */
function cost(choices: readonly PromptChoice[], chosen: ReadonlySet<string>): string {
  const taken = choices.filter(({ value }) => chosen.has(value));
  const tokens = taken.reduce((sum, choice) => sum + (choice.tokens ?? 0), 0);
  return `${taken.length} of ${choices.length} chosen${tokens > 0 ? `, about ${tokens.toLocaleString('en')} tokens` : ''}`;
}

function named(choices: readonly PromptChoice[], chosen: ReadonlySet<string>): string {
  const taken = choices.filter(({ value }) => chosen.has(value));
  const names = taken.slice(0, NAMED).map(({ value }) => value);
  if (taken.length > NAMED) names.push(`${taken.length - NAMED} more`);
  return names.length === 0 ? 'none' : names.join(', ');
}
