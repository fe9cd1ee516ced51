import type { Choice, Facts, Question } from './question.js';
import { readTyped } from './read-value.js';
import { defaultOf } from './settle.js';
import { visible } from './visible.js';

/** One of a prompt's choices, as inquirer takes it. */
export interface PromptChoice {
  readonly value: string;
  readonly name: string;
  /** What choosing it costs a model, where that is known; for a running total. */
  readonly tokens?: number;
}

interface Named {
  /** The answer's key. */
  readonly name: string;
  /** The question, and why the default is what it is. */
  readonly message: string;
}

/** One prompt, ready to be asked: the types are inquirer's. Arrays are fresh ones, as inquirer's types want them. */
export type Prompt =
  | (Named & { readonly type: 'confirm'; readonly default: boolean })
  | (Named & { readonly type: 'input'; readonly default: string; readonly validate: Validate })
  | (Named & { readonly type: 'select'; readonly default: string; readonly choices: PromptChoice[] })
  | (Named & { readonly type: 'checkbox'; readonly default: string[]; readonly choices: PromptChoice[] });

/** `true`, or what is wrong with what was typed. */
export type Validate = (typed: string) => true | string;

/** The values that fit the answers so far. */
function fittingChoices(question: Question, { answers, detected }: Facts): readonly Choice[] {
  const choices = question.options?.(detected) ?? question.choices;
  return choices.filter(({ value }) => (question.clash?.(value, answers) ?? null) === null);
}

/** A question's kind of prompt; tags are a checkbox once the contract has said which there are. */
export function promptType(question: Question, facts: Facts): Prompt['type'] {
  if (question.type === 'boolean') return 'confirm';
  if (question.type === 'choice') return 'select';
  return question.type === 'list' && fittingChoices(question, facts).length > 0 ? 'checkbox' : 'input';
}

/** Outside text among the choices (tags) is shown escaped; the value stays as it is. */
export function promptChoices(question: Question, facts: Facts): PromptChoice[] {
  return fittingChoices(question, facts).map(({ value, explanation, tokens }) => ({
    value,
    name: explanation === '' ? visible(value) : `${visible(value)} – ${explanation}`,
    ...(tokens === undefined ? {} : { tokens }),
  }));
}

/** The question, with the reason for its default. */
export function promptMessage(question: Question, facts: Facts): string {
  const { why } = defaultOf(question, facts);
  return why === undefined ? question.message : `${question.message} (${visible(why)})`;
}

/** The default of a `checkbox`. */
export function defaultItems(question: Question, facts: Facts): string[] {
  const { value } = defaultOf(question, facts);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The default of an `input` or `select`; empty: none. */
export function defaultText(question: Question, facts: Facts): string {
  const { value } = defaultOf(question, facts);
  return typeof value === 'string' ? value : defaultItems(question, facts).join(', ');
}

/** The default of a `confirm`. */
export function defaultYes(question: Question, facts: Facts): boolean {
  return defaultOf(question, facts).value === true;
}

/** Says what is wrong with what was typed before it is taken; choices need no such thing, only right ones are offered. */
export function validatorOf(question: Question): Validate {
  return (typed) => {
    const reading = readTyped(question, typed);
    return reading.ok || `${reading.refusal.what}; ${reading.refusal.fix}`;
  };
}

/** A question as a prompt, given what is known now. */
export function describePrompt(question: Question, facts: Facts): Prompt {
  const named: Named = { name: question.key, message: promptMessage(question, facts) };
  const type = promptType(question, facts);
  switch (type) {
    case 'confirm':
      return { ...named, type, default: defaultYes(question, facts) };
    case 'input':
      return { ...named, type, default: defaultText(question, facts), validate: validatorOf(question) };
    case 'select':
      return { ...named, type, default: defaultText(question, facts), choices: promptChoices(question, facts) };
    case 'checkbox':
      return { ...named, type, default: defaultItems(question, facts), choices: promptChoices(question, facts) };
  }
}
