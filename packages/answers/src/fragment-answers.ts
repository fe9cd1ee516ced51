import { z } from 'zod';
import type { Answers } from './answers-schema.js';
import { type AnswerFragment, fragmentKey } from './question-set.js';

/**
 * A plugin's own answers, typed, under the names its fragment gave them.
 *
 * @returns null when the answers were resolved without the fragment, so hold nothing for it
 * @example fragmentAnswers(acmeAnswers, context.answers)?.auditPath
 */
export function fragmentAnswers<Shape extends z.core.$ZodShape>(
  { namespace, fields }: AnswerFragment<Shape>,
  answers: Answers,
): z.output<z.ZodObject<Shape>> | null {
  const record: Readonly<Record<string, unknown>> = { ...answers };
  const own = Object.keys(fields).map((name) => [name, record[fragmentKey(namespace, name)]]);
  const parsed = z.object(fields).safeParse(Object.fromEntries(own));
  return parsed.success ? parsed.data : null;
}
