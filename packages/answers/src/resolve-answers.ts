import { type Answers, answersSchema } from './answers-schema.js';
import type { Detected } from './detected.js';
import { type AnswerSources, mergeSources } from './merge-sources.js';
import { type AnswerProblem, problem, type Source } from './problem.js';
import { coreQuestions, type QuestionSet } from './question-set.js';
import { settle } from './settle.js';

/** All answers and where each came from, or everything that is wrong with them at once. */
export type Resolution =
  | { readonly ok: true; readonly answers: Answers; readonly sources: Readonly<Record<string, Source>> }
  | { readonly ok: false; readonly problems: readonly AnswerProblem[] };

/** Without a pinned contract, somebody has to say where the API is described, and only once. */
function refuseBackend(
  { openapi, app, backend }: Readonly<Record<string, unknown>>,
  detected: Detected,
  refused: ReadonlySet<string>,
): readonly AnswerProblem[] {
  if (openapi !== null && app !== null) {
    return [
      problem('--app', app, { what: 'describes the API a second time, beside --openapi', fix: 'give one of the two' }),
    ];
  }
  const named =
    openapi !== null ||
    app !== null ||
    backend !== null ||
    ['openapi', 'app', 'backend'].some((key) => refused.has(key));
  if (named || detected.contract === true) return [];
  const fix = 'give --openapi FILE|URL|-, --app module:attr or --backend DIR';
  return [problem('--openapi', undefined, { what: 'says where the API is described', fix })];
}

/**
 * What is wrong with the values given so far: for telling before the first prompt rather than after the last.
 *
 * @returns an empty list when nothing is
 */
export function checkAnswers(from: AnswerSources, set: QuestionSet = coreQuestions): readonly AnswerProblem[] {
  return mergeSources(from, set).problems;
}

/**
 * Every project answer, by the strongest source that gives it:
 * flags > answers file > prompts > stored > detected > default.
 *
 * @returns one problem per wrong value, all of them at once; never throws
 * @example resolveAnswers({ flags: { openapi: 'openapi.json', pattern: '4' }, detected: { title: 'Todo' } })
 */
export function resolveAnswers({
  detected = {},
  set = coreQuestions,
  ...from
}: AnswerSources & { readonly detected?: Detected | undefined; readonly set?: QuestionSet }): Resolution {
  const merged = mergeSources(from, set);
  const settled = settle(set, merged.given, detected);
  const problems = [
    ...merged.problems,
    ...settled.problems,
    ...refuseBackend(settled.answers, detected, merged.refused),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const parsed = answersSchema.safeParse(settled.answers);
  if (parsed.success)
    return { ok: true, answers: Object.freeze({ ...settled.answers, ...parsed.data }), sources: settled.sources };
  // Each value passed its own field already, so this would be a default of ours that the schema refuses.
  const wrong = parsed.error.issues.map(({ path, message }) =>
    problem(path.join('.'), undefined, { what: message, fix: 'report this' }),
  );
  return { ok: false, problems: wrong };
}
