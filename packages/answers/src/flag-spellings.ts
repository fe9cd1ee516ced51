import type { Question } from './question.js';
import type { QuestionSet } from './question-set.js';

/** What a flag on the command line stands for. */
export interface Spelling {
  readonly question: Question;
  /** `--no-…` */
  readonly negated: boolean;
}

/** Every spelling of every flag, without dashes, `no-…` of booleans among them. */
export function spellingsOf(set: QuestionSet): ReadonlyMap<string, Spelling> {
  const spellings = new Map<string, Spelling>();
  for (const question of set.questions) {
    if (question.flagless) continue;
    for (const name of [question.flag, ...(question.aliases ?? [])]) spellings.set(name, { question, negated: false });
    if (question.type === 'boolean') spellings.set(`no-${question.flag}`, { question, negated: true });
  }
  return spellings;
}

interface ArgConfig {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
}

/** What node's `parseArgs` needs to know: which flags take a value, and their letters. */
export function parseArgsOptions(spellings: ReadonlyMap<string, Spelling>): Record<string, ArgConfig> {
  const config: Record<string, ArgConfig> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  };
  for (const [name, { question }] of spellings) {
    if (name.length === 1) continue;
    const short = name === question.flag ? question.aliases?.find((alias) => alias.length === 1) : undefined;
    config[name] = {
      type: question.type === 'boolean' ? 'boolean' : 'string',
      ...(short === undefined ? {} : { short }),
    };
  }
  return config;
}
