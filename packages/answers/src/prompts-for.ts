import {
  defaultItems,
  defaultText,
  defaultYes,
  type Prompt,
  promptChoices,
  promptMessage,
  promptType,
  type Validate,
  validatorOf,
} from './describe-prompt.js';
import { askableQuestions, isOpen, type PromptContext, promptState } from './prompt-state.js';
import type { Question } from './question.js';

/** What a batch has been answered so far, by question key. */
export type Batch = Readonly<Record<string, unknown>>;

interface Dependent {
  readonly name: string;
  readonly message: (batch: Batch) => string;
  readonly when: (batch: Batch) => boolean;
}

type Of<Type extends Prompt['type']> = Extract<Prompt, { type: Type }>;
type Later<P extends Prompt, Key extends keyof P> = { readonly [K in Key]: (batch: Batch) => P[K] };

/** A prompt of a batch: whatever depends on earlier answers is a function of them, which inquirer calls in time. */
export type BatchPrompt =
  | (Dependent & { readonly type: 'confirm' } & Later<Of<'confirm'>, 'default'>)
  | (Dependent & { readonly type: 'input'; readonly validate: Validate } & Later<Of<'input'>, 'default'>)
  | (Dependent & { readonly type: 'select' } & Later<Of<'select'>, 'default' | 'choices'>)
  | (Dependent & { readonly type: 'checkbox' } & Later<Of<'checkbox'>, 'default' | 'choices'>);

function batchPrompt(question: Question, type: Prompt['type'], context: PromptContext): BatchPrompt {
  const after = (batch: Batch) => promptState({ ...context, prompted: { ...context.prompted, ...batch } });
  const facts = (batch: Batch) => after(batch).facts;
  const dependent: Dependent = {
    name: question.key,
    message: (batch) => promptMessage(question, facts(batch)),
    when: (batch) => isOpen(question, after(batch)),
  };
  const text = (batch: Batch) => defaultText(question, facts(batch));
  const choices = (batch: Batch) => promptChoices(question, facts(batch));
  switch (type) {
    case 'confirm':
      return { ...dependent, type, default: (batch) => defaultYes(question, facts(batch)) };
    case 'input':
      return { ...dependent, type, default: text, validate: validatorOf(question) };
    case 'select':
      return { ...dependent, type, default: text, choices };
    case 'checkbox':
      return { ...dependent, type, default: (batch) => defaultItems(question, facts(batch)), choices };
  }
}

/**
 * Every question that is open, or may become so through the answers before it, in order: one batch for inquirer or
 * Yeoman.
 */
export function promptsFor(context: PromptContext): readonly BatchPrompt[] {
  const { answered, facts } = promptState(context);
  return askableQuestions(context)
    .filter(({ key }) => !answered.has(key))
    .map((question) => batchPrompt(question, promptType(question, facts), context));
}
