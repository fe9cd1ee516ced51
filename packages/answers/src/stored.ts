import type { Answers } from './answers-schema.js';
import { migrateAnswers, schemaVersion } from './migrations.js';
import type { AnswerProblem } from './problem.js';
import { coreQuestions, type QuestionSet } from './question-set.js';

type Json = Readonly<Record<string, unknown>>;

/** An answer that an earlier pattern left behind, and that nobody chose: not worth a line in the store. */
function isIdle(value: unknown, idle: unknown): boolean {
  return value === null || value === idle;
}

/**
 * What `.yo-rc.json` keeps: the answers that are stored, in the questions' order, without what does not apply.
 * A value that somebody chose survives a change of pattern, so that the way back is there.
 */
export function toStored(answers: Answers, set: QuestionSet = coreQuestions): Json {
  const record: Json = { ...answers };
  const entries = set.questions.flatMap((question): readonly (readonly [string, unknown])[] => {
    const value = record[question.key];
    if (!question.stored || value === undefined || value === null) return [];
    // Standard input cannot be read again; the pinned contract stands in for it.
    if (question.key === 'openapi' && value === '-') return [];
    const applies = question.when?.(answers) ?? true;
    const idle = question.derive?.({ given: {}, answers, detected: {} }).fallback ?? question.default;
    return !applies && isIdle(value, idle) ? [] : [[question.key, value]];
  });
  return { schemaVersion, ...Object.fromEntries(entries) };
}

/**
 * Reads what `.yo-rc.json` keeps, of any earlier version.
 *
 * @param json our section of the file, or the whole of it, parsed
 * @returns raw values by key for `resolveAnswers({ stored })`, which checks them
 */
export function fromStored(
  json: unknown,
): { readonly ok: true; readonly stored: Json } | { readonly ok: false; readonly problems: readonly AnswerProblem[] } {
  const migrated = migrateAnswers(json);
  return migrated.ok ? { ok: true, stored: migrated.answers } : migrated;
}

/**
 * The same answers with every path rewritten: whoever stores them makes paths relative to the store, whoever reads
 * them relative to where they run. URLs and `-` are no paths.
 */
export function mapPaths(record: Json, rewrite: (path: string) => string, set: QuestionSet = coreQuestions): Json {
  const one = (value: unknown) =>
    typeof value === 'string' && value !== '-' && !/^https?:/i.test(value) ? rewrite(value) : value;
  const paths = new Set(set.questions.filter(({ path }) => path === true).map(({ key }) => key));
  const entries = Object.entries(record).map(([key, value]) => {
    if (!paths.has(key)) return [key, value];
    return [key, Array.isArray(value) ? value.map(one) : one(value)];
  });
  return Object.fromEntries(entries);
}
