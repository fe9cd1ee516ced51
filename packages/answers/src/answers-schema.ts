import { z } from 'zod';
import { deriveQuestions } from './derive-questions.js';
import { architecture } from './fields/architecture.js';
import { backend } from './fields/backend.js';
import { patch } from './fields/patch.js';
import { project } from './fields/project.js';
import { resilience } from './fields/resilience.js';
import { run } from './fields/run.js';
import { signIn } from './fields/sign-in.js';
import { tools } from './fields/tools.js';
import type { Question } from './question.js';

const { microservices, login, pattern, structure, identity } = architecture;

/** Owner of the questions that are ours. */
export const core = '@fastapi-mcp/answers';

/**
 * Every answer about the server to be made. The order is the order of the prompts: the pattern comes after the
 * backend, so that what the contract shows can be offered as the reason.
 */
export const answersSchema = z.object({
  microservices,
  login,
  ...backend,
  pattern,
  ...project,
  structure,
  identity,
  ...signIn,
  ...tools,
  ...resilience,
});

/** Every option of one run. */
export const runOptionsSchema = z.object({ ...run, ...patch });

type Frozen<T> = { readonly [K in keyof T]: T[K] extends (infer Item)[] ? readonly Item[] : Readonly<T[K]> };

/** All answers, resolved: nothing is left to default. `null` means none. */
export type Answers = Frozen<z.output<typeof answersSchema>>;

/** The options of one run, resolved. */
export type RunOptions = Frozen<z.output<typeof runOptionsSchema>>;

/** Every question, answers first, in the order of the prompts; derived from the two schemas. */
export const questions: readonly Question[] = [
  ...deriveQuestions(answersSchema.shape, core),
  ...deriveQuestions(runOptionsSchema.shape, core),
];
