import type { Success } from '../api-model.js';
import { child, isObject, type JsonObject, objectAt, own } from '../json.js';
import { dereference } from '../references/resolve.js';
import type { Schema } from '../schema.js';
import { bareMeta } from '../schemas/meta.js';
import type { Reading } from '../schemas/reading.js';
import { unionOf } from '../schemas/union-of.js';
import { mediaKind, preferred } from './media-types.js';
import type { OperationSource } from './operation-source.js';

interface Answer {
  readonly status: number;
  readonly kind: Success['kind'];
  readonly schema: Schema | null;
  readonly mediaType: string | null;
}

/** What comes back when the call works: the 2xx answers as one, else `default`, else a redirect, else an empty 200. */
export function readSuccess(reading: Reading, source: OperationSource, words: readonly string[]): Success {
  const responses = objectAt(source.node, 'responses');
  const codes = Object.keys(responses);
  const declared = codes.filter((code) => /^2(?:\d\d|XX)$/i.test(code)).sort();
  const fallback =
    codes.includes('default') && !codes.some((code) => /^3/.test(code))
      ? ['default']
      : codes.filter((code) => /^3\d\d$/.test(code)).sort();
  const answers = (declared.length > 0 ? declared : fallback).map((code) =>
    readAnswer(reading, { responses, code, pointer: child(source.pointer, 'responses'), words }),
  );
  const chosen = answers.filter((answer) => answer.kind === best(answers));
  const schemas = chosen.flatMap(({ schema }) => (schema ? [schema] : []));
  const [first] = chosen;
  return {
    statuses: answers.length > 0 ? [...new Set(answers.map(({ status }) => status))].sort((a, b) => a - b) : [200],
    kind: first?.kind ?? 'empty',
    schema: schemas.length > 0 && schemas.length === chosen.length ? joined(schemas) : null,
    mediaType: first?.mediaType ?? null,
  };
}

/** JSON before text before bytes; "empty" only when all are. */
function best(answers: readonly Answer[]): Success['kind'] {
  return (
    (['json', 'text', 'binary'] as const).find((kind) => answers.some((answer) => answer.kind === kind)) ?? 'empty'
  );
}

function joined(schemas: readonly Schema[]): Schema {
  const [first, ...others] = schemas;
  if (!first || others.length === 0) return first ?? unionOf([], 'anyOf', bareMeta('#'));
  return unionOf(schemas, 'anyOf', bareMeta(first.pointer));
}

interface AnswerSource {
  readonly responses: JsonObject;
  readonly code: string;
  readonly pointer: string;
  readonly words: readonly string[];
}

function readAnswer(reading: Reading, { responses, code, pointer, words }: AnswerSource): Answer {
  const status = /^\d{3}$/.test(code) ? Number(code) : 200;
  const found = dereference({ node: own(responses, code) ?? {}, pointer: child(pointer, code) }, reading.resolve);
  if (!found.ok)
    reading.report.add({
      code: found.code,
      severity: 'warning',
      at: child(pointer, code),
      message: `${found.message}; the answer is taken as empty`,
      hint: found.hint,
    });
  const node = found.ok && isObject(found.target.node) ? found.target.node : {};
  const content = objectAt(node, 'content');
  const mediaType = status === 204 || status === 205 || status >= 300 ? null : preferred(Object.keys(content));
  if (!found.ok || mediaType === null) return { status, kind: 'empty', schema: null, mediaType: null };
  const at = child(found.target.pointer, 'content', mediaType, 'schema');
  const schema = own(objectAt(content, mediaType), 'schema');
  const kind = answerKind(mediaType, schema);
  if (kind !== 'json' || schema === undefined) return { status, kind, schema: null, mediaType };
  return {
    status,
    kind,
    schema: reading.read([{ node: schema, pointer: at }], {
      direction: 'output',
      words: [...words, 'Result'],
      depth: 0,
    }),
    mediaType,
  };
}

/** A wildcard, which Spring writes, is JSON unless its schema is a plain string. */
function answerKind(mediaType: string, schema: unknown): 'json' | 'text' | 'binary' {
  if (mediaType.startsWith('*/'))
    return typeof schema === 'object' && schema !== null && Reflect.get(schema, 'type') === 'string' ? 'text' : 'json';
  const kind = mediaKind(mediaType);
  return kind === 'form' || kind === 'multipart' ? 'binary' : kind;
}
