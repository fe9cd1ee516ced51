import { visibleValue } from './visible.js';

/** Where a value came from, the strongest first. */
export const sources = ['flags', 'file', 'prompted', 'stored', 'detected', 'default'] as const;

/** Where a value came from: `flags` beats `file`, and so on. */
export type Source = (typeof sources)[number];

/** Why a value is refused: what is wrong with it, and what to write instead; both read on after the value. */
export interface Refusal {
  readonly what: string;
  readonly fix: string;
  /** The value as it may be shown, when it is not to be repeated whole (it holds a password). */
  readonly shown?: string;
}

/** A wrong answer. Never thrown; `message` is one line that names the option, the value and the fix. */
export interface AnswerProblem {
  /** As the user wrote it: `--pattern`, or `pattern in the answers file`. */
  readonly option: string;
  /** Hidden characters escaped, long text cut. */
  readonly value: string;
  readonly fix: string;
  readonly message: string;
}

/** The option as its source spells it. */
export function optionName(key: string, flag: string, source: Source): string {
  if (source === 'file') return `${key} in the answers file`;
  if (source === 'stored') return `${key} in .yo-rc.json`;
  return `--${flag}`;
}

/** One line out of its parts; all outside text is escaped here. */
export function problem(option: string, value: unknown, refusal: Refusal): AnswerProblem {
  const shown = refusal.shown ?? visibleValue(value);
  const said = shown === '' ? refusal.what : `${shown} ${refusal.what}`;
  return { option, value: shown, fix: refusal.fix, message: `${option}: ${said}; ${refusal.fix}` };
}
