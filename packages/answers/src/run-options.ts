import { type RunOptions, runOptionsSchema } from './answers-schema.js';
import { type AnswerProblem, problem } from './problem.js';
import { coreQuestions } from './question-set.js';
import { readValue } from './read-value.js';

/** The options of a run with their defaults, or what is wrong with them. */
export type RunResolution =
  | { readonly ok: true; readonly run: RunOptions }
  | { readonly ok: false; readonly problems: readonly AnswerProblem[] };

/**
 * The options of one run, from raw values by key (others are ignored); what is not given is its default.
 *
 * @example resolveRunOptions(readYeomanOptions(this.options))
 */
export function resolveRunOptions(values: Readonly<Record<string, unknown>>): RunResolution {
  const run: Record<string, unknown> = {};
  const problems: AnswerProblem[] = [];
  for (const question of coreQuestions.questions) {
    if (question.group !== 'run') continue;
    const raw = Object.hasOwn(values, question.key) ? values[question.key] : undefined;
    const reading = raw === undefined ? { ok: true as const, value: question.default } : readValue(question, raw);
    if (reading.ok) run[question.key] = reading.value;
    else problems.push(problem(`--${question.flag}`, raw, reading.refusal));
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, run: Object.freeze(runOptionsSchema.parse(run)) };
}
