import {
  type AnswerProblem,
  type AnswerSources,
  type Answers,
  checkAnswers,
  coreQuestions,
  type Detected,
  nextQuestion,
  type PromptContext,
  type QuestionSet,
  resolveAnswers,
  type Source,
} from '@fastapi-mcp/answers';
import { UserError } from '../errors.js';
import type { SessionHost } from './session.js';

/** What gathering starts from. */
export interface GatherOptions extends AnswerSources {
  readonly host: Pick<SessionHost, 'ask'>;
  readonly only: readonly string[] | undefined;
  readonly set: QuestionSet | undefined;
  /** What is known before the contract is read. */
  readonly detected: Detected;
  /** Reads the contract once it is known where it is, and says what is in it. */
  readonly learn: (answers: Answers, sources: Readonly<Record<string, Source>>) => Promise<Detected>;
}

/** All answers, and what they were based on. */
export interface Gathered {
  readonly answers: Answers;
  readonly sources: Readonly<Record<string, Source>>;
  readonly detected: Detected;
}

type Known = PromptContext & { readonly set: QuestionSet };

/** Questions that come before the contract can be read: it may be they that say where it is. */
const BEFORE_CONTRACT = new Set(['microservices', 'login', 'openapi', 'app', 'backend', 'overlay']);

/**
 * Asks what is open, one question at a time, and reads the contract as early as possible, so that what it shows can be
 * offered as the default of the questions that follow.
 *
 * @throws UserError with exit code 2 and every wrong answer.
 */
export async function gatherAnswers(options: GatherOptions): Promise<Gathered> {
  const { host, learn } = options;
  let { detected } = options;
  const prompted: Record<string, unknown> = { ...options.prompted };
  const known = (): Known => ({
    ...answerSources(options),
    prompted,
    detected,
    only: options.only,
    set: options.set ?? coreQuestions,
  });
  const wrong = checkAnswers(answerSources(options), options.set ?? coreQuestions);
  if (wrong.length > 0) throw wrongAnswers(wrong);
  let learned = false;
  for (;;) {
    const question = host.ask === null ? null : nextQuestion(known());
    if (!learned && (namesContract(known()) || question === null || !BEFORE_CONTRACT.has(question.name))) {
      const { answers, sources } = resolved(known());
      detected = { ...detected, ...(await learn(answers, sources)) };
      learned = true;
      continue;
    }
    if (question === null || host.ask === null) return { ...resolved(known()), detected };
    prompted[question.name] = await host.ask(question);
  }
}

function answerSources({ flags, file, stored }: AnswerSources): AnswerSources {
  return {
    ...(flags ? { flags } : {}),
    ...(file === undefined ? {} : { file }),
    ...(stored === undefined ? {} : { stored }),
  };
}

function namesContract(known: Known): boolean {
  if (known.detected?.contract === true) return true;
  const resolution = resolveAnswers(known);
  return (
    resolution.ok &&
    [resolution.answers.openapi, resolution.answers.app, resolution.answers.backend].some((value) => value !== null)
  );
}

function resolved(known: Known): { readonly answers: Answers; readonly sources: Readonly<Record<string, Source>> } {
  const resolution = resolveAnswers(known);
  if (!resolution.ok) throw wrongAnswers(resolution.problems);
  return resolution;
}

/** Wrong answers as one error: usage, exit code 2. */
export function wrongAnswers(problems: readonly AnswerProblem[]): UserError {
  const faults = problems.map(({ message, fix }) => ({ message, hint: fix }));
  return new UserError(problems.map(({ message }) => message).join('\n'), '', { exitCode: 2, faults });
}
