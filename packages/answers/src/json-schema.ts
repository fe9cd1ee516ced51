import { toJSONSchema, type z } from 'zod';
import { schemaVersion } from './migrations.js';
import type { Question } from './question.js';
import { coreQuestions, type QuestionSet } from './question-set.js';

type Json = Readonly<Record<string, unknown>>;

/** A field as JSON Schema, with what its question knows beside its type. */
function property({ field, help, default: fixed, explanations, json }: Question): Json {
  const { $schema: _, ...schema } = toJSONSchema(field as z.ZodType, { io: 'input', target: 'draft-2020-12' });
  const choices = Object.entries(explanations ?? {}).map(([value, explanation]) => `${value}: ${explanation}`);
  const description = [help, ...choices].join('\n');
  return { ...schema, ...json, description, ...(fixed === undefined || fixed === null ? {} : { default: fixed }) };
}

/**
 * The form of an answers file, as JSON Schema 2020-12: every project answer, all optional, with descriptions and
 * the defaults that depend on nothing. For editors, and for whatever drives the generator without a terminal.
 */
export function answersJsonSchema(set: QuestionSet = coreQuestions): Json {
  const answers = set.questions.filter(({ group }) => group === 'project');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answers of generator-fastapi-mcp',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      schemaVersion: { type: 'integer', minimum: 1, maximum: schemaVersion },
      ...Object.fromEntries(answers.map((question) => [question.key, property(question)])),
    },
    additionalProperties: false,
  };
}
