export { type Answers, answersSchema, questions, type RunOptions, runOptionsSchema } from './answers-schema.js';
export { type Command, commands } from './commands.js';
export type { Prompt, PromptChoice, Validate } from './describe-prompt.js';
export type { Detected, DetectedTag } from './detected.js';
export { clients } from './fields/project.js';
export { fragmentAnswers } from './fragment-answers.js';
export { helpText } from './help-text.js';
export { answersJsonSchema } from './json-schema.js';
export type { AnswerSources } from './merge-sources.js';
export { type Migration, migrateAnswers, migrations, schemaVersion, storeName } from './migrations.js';
export { nearest } from './nearest.js';
export { nextQuestion } from './next-question.js';
export { type ParsedFlags, parseFlags } from './parse-flags.js';
export {
  choosePattern,
  type Identity,
  identities,
  type Login,
  logins,
  type Pattern,
  type Preset,
  patterns,
  presets,
  type Structure,
  structures,
} from './presets.js';
export type { AnswerProblem, Refusal, Source } from './problem.js';
export { projectNameFor } from './project-name.js';
export type { PromptContext } from './prompt-state.js';
export { type Batch, type BatchPrompt, promptsFor } from './prompts-for.js';
export {
  type Choice,
  checkedString,
  type Derived,
  defineQuestion,
  type Earlier,
  type Facts,
  type Question,
  type QuestionMeta,
  question,
} from './question.js';
export { type AnswerFragment, coreQuestions, extendAnswers, type QuestionSet } from './question-set.js';
export { checkAnswers, type Resolution, resolveAnswers } from './resolve-answers.js';
export { type RunResolution, resolveRunOptions } from './run-options.js';
export { fromStored, mapPaths, toStored } from './stored.js';
export { type TokenCarrier, tokenCarrier } from './token-carrier.js';
export { visible, visibleValue } from './visible.js';
export { readYeomanOptions, type YeomanOption, yeomanOptions } from './yeoman-options.js';
