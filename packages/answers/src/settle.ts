import type { Detected } from './detected.js';
import { type AnswerProblem, optionName, problem, type Source, sources } from './problem.js';
import type { Derived, Earlier, Facts, Question } from './question.js';
import type { QuestionSet } from './question-set.js';
import { readValue } from './read-value.js';

/** A value that somebody gave, already in its question's type. */
export interface Given {
  readonly value: unknown;
  readonly source: Source;
}

/** Every answer with its source, and what stood in the way. */
export interface Settled {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, Source>>;
  readonly problems: readonly AnswerProblem[];
}

/** The question's default for these facts; a found value that the question itself refuses counts as not found. */
export function defaultOf(
  question: Question,
  facts: Facts,
): { value: unknown; source: Source; why: string | undefined } {
  const { found, fallback, why }: Derived = question.derive?.(facts) ?? { fallback: question.default };
  const reading = found === undefined ? null : readValue(question, found);
  if (reading?.ok && question.clash?.(reading.value, facts.answers) == null) {
    return { value: reading.value, source: 'detected', why };
  }
  return { value: fallback, source: 'default', why: found === undefined ? why : undefined };
}

/**
 * Is a given value to be dropped without a word? A stored answer that does not go with a pattern chosen just now is:
 * moving a project from Pattern 3 to 4 must not fail on the layout that 3 had.
 */
function givesWay(given: Given, pattern: Source | undefined): boolean {
  return given.source === 'stored' && pattern !== undefined && sources.indexOf(pattern) < sources.indexOf('stored');
}

function objection(question: Question, given: Given, answers: Earlier): AnswerProblem | null {
  const option = optionName(question.key, question.flag, given.source);
  const clash = question.clash?.(given.value, answers) ?? null;
  if (clash !== null) return problem(option, given.value, clash);
  // Only on the command line: an answers file may serve several patterns, and a store remembers an earlier one.
  if (given.source === 'flags' && question.when?.(answers) === false) {
    const only = question.only ?? 'other answers';
    return problem(option, given.value, {
      what: `is for ${only} only`,
      fix: 'leave it out, or choose another --pattern',
    });
  }
  return null;
}

/** The facts for a question, from plain records whose values have passed their own questions. */
export function factsFrom(
  given: ReadonlyMap<string, Given>,
  answers: Readonly<Record<string, unknown>>,
  detected: Detected,
): Facts {
  const said = Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
  return { given: said as Earlier, answers: answers as Earlier, detected };
}

/** Goes through the project's questions in order and gives each the value that was given, found, or is its default. */
export function settle(set: QuestionSet, given: ReadonlyMap<string, Given>, detected: Detected): Settled {
  const answers: Record<string, unknown> = {};
  const origin: Record<string, Source> = {};
  const problems: AnswerProblem[] = [];
  for (const question of set.questions) {
    if (question.group !== 'project') continue;
    const facts = factsFrom(given, answers, detected);
    const said = given.get(question.key);
    const against = said === undefined ? null : objection(question, said, facts.answers);
    const waived = said !== undefined && against !== null && givesWay(said, origin.pattern);
    if (against !== null && !waived) problems.push(against);
    const settled = said === undefined || waived ? defaultOf(question, facts) : said;
    answers[question.key] = settled.value;
    origin[question.key] = settled.source;
  }
  return { answers, sources: origin, problems };
}
