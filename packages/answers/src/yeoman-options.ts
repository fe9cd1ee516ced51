import type { Question } from './question.js';
import { coreQuestions, type QuestionSet } from './question-set.js';

/** What Yeoman's `this.option(name, config)` takes. */
export interface YeomanOption {
  readonly name: string;
  readonly type: typeof Boolean | typeof String | typeof Array;
  readonly description: string;
  readonly alias?: string;
}

/** The type by which Yeoman's own command line tells flags, values and lists apart. */
function typeOf({ type }: Question): YeomanOption['type'] {
  if (type === 'boolean') return Boolean;
  return type === 'list' ? Array : String;
}

/** The same flags for `yo fastapi-mcp:<generator>`, without defaults, so that a flag not given stays unknown. */
export function yeomanOptions(set: QuestionSet = coreQuestions): readonly YeomanOption[] {
  return set.questions
    .filter(({ flagless }) => flagless !== true)
    .map((question) => {
      const alias = question.aliases?.find((candidate) => candidate.length === 1);
      return {
        name: question.flag,
        type: typeOf(question),
        description: question.help,
        ...(alias === undefined ? {} : { alias }),
      };
    });
}

/**
 * Answers and run options out of Yeoman's `this.options`, where ours lie, in kebab-case or camelCase, among its own.
 *
 * @returns raw values by key; `resolveAnswers` and `resolveRunOptions` check them
 */
export function readYeomanOptions(
  options: Readonly<Record<string, unknown>>,
  set: QuestionSet = coreQuestions,
): Readonly<Record<string, unknown>> {
  const found = set.questions.flatMap(({ key, flag, flagless }) => {
    const value = flagless ? undefined : (options[flag] ?? options[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}
