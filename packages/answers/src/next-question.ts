import { describePrompt, type Prompt } from './describe-prompt.js';
import { askableQuestions, isOpen, type PromptContext, promptState } from './prompt-state.js';

/**
 * The next question to put, or null when all is answered. Ask it, add the answer to `prompted` (by its name, as it was
 * typed), come again: what was found in the meantime (`detected`) and what was said decide what comes next.
 *
 * @example nextQuestion({})?.message // 'Is this a microservices architecture?'
 */
export function nextQuestion(context: PromptContext): Prompt | null {
  const state = promptState(context);
  const open = askableQuestions(context).find((question) => isOpen(question, state));
  return open === undefined ? null : describePrompt(open, state.facts);
}
