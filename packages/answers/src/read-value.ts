import { safeParse } from 'zod/v4/core';
import { nearest } from './nearest.js';
import type { Refusal } from './problem.js';
import type { Question } from './question.js';
import { visible, visibleValue } from './visible.js';

/** A value in the type of its question, or why it is refused. */
export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  on: true,
  1: true,
  false: false,
  no: false,
  n: false,
  off: false,
  0: false,
};

function refused(refusal: Refusal): Reading {
  return { ok: false, refusal };
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'what' in value && 'fix' in value;
}

function readBoolean(raw: unknown): Reading {
  if (typeof raw === 'boolean') return { ok: true, value: raw };
  const word = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  const value = Object.hasOwn(truths, word) ? truths[word] : undefined;
  return value === undefined
    ? refused({ what: 'is neither true nor false', fix: 'say true or false' })
    : { ok: true, value };
}

/** Says which values there are, or which one was meant. */
function refuseChoice(raw: unknown, values: readonly string[]): Refusal {
  const meant = typeof raw === 'string' ? nearest(raw, values) : null;
  if (meant !== null) return { what: `is not one of ${values.join(', ')}`, fix: `did you mean ${meant}?` };
  return { what: 'is not a choice', fix: `choose one of ${values.join(', ')}` };
}

function readChoice(raw: unknown, values: readonly string[]): Reading {
  // An answers file may well say `"pattern": 4`.
  const word = (typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw : '').trim();
  const value =
    values.find((candidate) => candidate === word) ?? values.find((candidate) => candidate === word.toLowerCase());
  return value === undefined ? refused(refuseChoice(raw, values)) : { ok: true, value };
}

function readString(raw: unknown): Reading {
  if (typeof raw !== 'string') return refused({ what: 'is not text', fix: 'give it in quotes' });
  return { ok: true, value: raw.trim() };
}

/** One item or several; `yo` wraps a list in a list. No splitting at commas: globs and tags may hold them. */
function readList(raw: unknown, values: readonly string[]): Reading {
  const items: unknown[] = Array.isArray(raw) ? raw.flat() : [raw];
  const read: unknown[] = [];
  for (const item of items) {
    const reading = values.length > 0 ? readChoice(item, values) : readString(item);
    if (!reading.ok) {
      const shown = visibleValue(item);
      return refused({ shown, ...reading.refusal });
    }
    if (!read.includes(reading.value)) read.push(reading.value);
  }
  return { ok: true, value: read };
}

function readByType(question: Question, raw: unknown): Reading {
  const values = question.choices.map(({ value }) => value);
  switch (question.type) {
    case 'boolean':
      return readBoolean(raw);
    case 'choice':
      return readChoice(raw, values);
    case 'string':
      return readString(raw);
    case 'list':
      return readList(raw, values);
    case 'record':
      return { ok: true, value: raw };
  }
}

/**
 * A value from a flag, a file, a prompt or a store, brought to its question's type and checked by the schema's field.
 *
 * @example readValue(patternQuestion, 4) // { ok: true, value: '4' }
 */
export function readValue(question: Question, raw: unknown): Reading {
  if (question.nullable && (raw === null || raw === '')) return { ok: true, value: null };
  const reading = readByType(question, raw);
  if (!reading.ok) return reading;
  const parsed = safeParse(question.field, reading.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const refusal: unknown = issue?.code === 'custom' ? issue.params?.refusal : undefined;
  const item =
    Array.isArray(reading.value) && typeof issue?.path[0] === 'number' ? reading.value[issue.path[0]] : reading.value;
  if (isRefusal(refusal)) return refused({ shown: visibleValue(item), ...refusal });
  return refused({
    what: `is refused (${visible(issue?.message ?? 'invalid')})`,
    fix: `give ${visible(question.placeholder ?? question.help)}`,
  });
}

/** The same for what was typed at a prompt: a list is one line, its items apart by commas or spaces. */
export function readTyped(question: Question, raw: unknown): Reading {
  if (question.type !== 'list' || typeof raw !== 'string') return readValue(question, raw);
  return readValue(
    question,
    raw.split(/[\s,]+/).filter((item) => item !== ''),
  );
}
