import type { z } from 'zod';
import { type Choice, type Question, question } from './question.js';

/** `sessionCookieName` → `session-cookie-name`. */
function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

interface Kind {
  readonly type: Question['type'];
  readonly nullable: boolean;
  readonly values: readonly string[];
}

/** Reads off the field itself what kind of answer it takes; null for a type that no flag could carry. */
function kindOf(field: z.core.$ZodType): Kind | null {
  // zod's own way to tell fields apart without caring which copy of zod made them.
  const { def } = (field as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'boolean':
      return { type: 'boolean', nullable: false, values: [] };
    case 'string':
      return { type: 'string', nullable: false, values: [] };
    case 'enum':
      return { type: 'choice', nullable: false, values: Object.values(def.entries).map(String) };
    case 'record':
      return { type: 'record', nullable: false, values: [] };
    case 'array': {
      const element = kindOf(def.element);
      if (element?.type !== 'string' && element?.type !== 'choice') return null;
      return { type: 'list', nullable: false, values: element.values };
    }
    case 'nullable': {
      const inner = kindOf(def.innerType);
      return inner === null ? null : { ...inner, nullable: true };
    }
    default:
      return null;
  }
}

/**
 * One question from a field of the schema.
 *
 * @returns null when the field carries no question, or is of a type that a flag cannot carry
 */
export function deriveQuestion(key: string, field: z.core.$ZodType, owner: string): Question | null {
  const meta = question.get(field);
  const kind = kindOf(field);
  if (meta === undefined || kind === null) return null;
  const choices: readonly Choice[] = kind.values.map((value) => ({
    value,
    explanation: meta.explanations?.[value] ?? '',
  }));
  return Object.freeze({
    ...meta,
    key,
    flag: kebabCase(key),
    type: kind.type,
    nullable: kind.nullable,
    choices,
    field,
    owner,
  });
}

/** The questions of a whole shape, in its order; fields without one are left out. */
export function deriveQuestions(shape: Readonly<Record<string, z.core.$ZodType>>, owner: string): readonly Question[] {
  return Object.entries(shape).flatMap(([key, field]) => deriveQuestion(key, field, owner) ?? []);
}
