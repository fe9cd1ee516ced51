import type { Detected } from './detected.js';
import { type AnswerSources, mergeSources } from './merge-sources.js';
import type { Facts, Question } from './question.js';
import { coreQuestions, type QuestionSet } from './question-set.js';
import { factsFrom, settle } from './settle.js';

/** What is known before a prompt. */
export interface PromptContext extends AnswerSources {
  readonly detected?: Detected | undefined;
  /** Only these answers, and the questions that lead to them; absent: all. */
  readonly only?: readonly string[] | undefined;
  readonly set?: QuestionSet | undefined;
}

/** What is known, worked out. */
export interface PromptState {
  readonly answered: ReadonlySet<string>;
  readonly facts: Facts;
}

/** Works out what is answered and what follows from it. */
export function promptState(context: PromptContext): PromptState {
  const { set = coreQuestions, detected = {}, prompted = {} } = context;
  const { given, refused } = mergeSources(context, set);
  const { answers } = settle(set, given, detected);
  // What was refused counts as answered: its problem is told, and no loop asks for ever.
  const answered = new Set([...given.keys(), ...refused, ...Object.keys(prompted)]);
  return { answered, facts: factsFrom(given, answers, detected) };
}

/** The questions that may be asked at all, whatever the other answers. */
export function askableQuestions({ only, set = coreQuestions }: PromptContext): readonly Question[] {
  return set.questions.filter(({ group, ask, key, leadsTo }) => {
    if (group !== 'project' || ask === undefined) return false;
    return only === undefined || only.includes(key) || (leadsTo !== undefined && only.includes(leadsTo));
  });
}

/** Is it to be asked now? */
export function isOpen(question: Question, { answered, facts }: PromptState): boolean {
  if (answered.has(question.key) || question.when?.(facts.answers) === false) return false;
  return question.ask?.(facts) ?? false;
}
