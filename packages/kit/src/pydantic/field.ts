import type { JsonValue, Schema } from '@fastapi-mcp/api-model';
import { annotateWith, extra } from './annotate.js';
import { literalText } from './literal-text.js';

/** One field of a Pydantic model, as source text. */
export interface FieldText {
  readonly name: string;
  readonly annotation: string;
  /** What stands behind `=`, or null for a required field. */
  readonly default: string | null;
  readonly refs: readonly string[];
}

export interface FieldOptions {
  readonly field: string;
  /** The name outside: the alias when it differs from the field. */
  readonly alias: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly description: string | null;
  /** It is one segment of a path, which no slash can be part of. */
  readonly pathSegment?: boolean;
  /** What the text is written in, for the caller to know: `application/xml`. */
  readonly mediaType?: string;
}

/**
 * A model's field. What may be left out defaults to the spec's own default where that is a plain value of the field's
 * type, else to `OMITTED`, which is never validated, sent or listed; so `null` is accepted only where the spec says so.
 */
export function fieldText({
  field,
  alias,
  required,
  schema,
  description,
  pathSegment,
  mediaType,
}: FieldOptions): FieldText {
  const plain = required ? null : plainDefault(schema);
  const keywords = [
    ...(alias === field ? [] : [`alias=${literalText(alias)}`]),
    ...(description ? [`description=${literalText(description)}`] : []),
    ...(schema.examples.length > 0 ? [`examples=${literalText(schema.examples.slice(0, 2))}`] : []),
    ...(mediaType === undefined || mediaType.startsWith('text/plain') ? [] : [extra('contentMediaType', mediaType)]),
    // Beside a pattern of its own, which has the keyword already.
    ...(pathSegment && schema.kind === 'string' && mayHoldSlash(schema.pattern ?? schema.statedPattern)
      ? [extra('not', { pattern: '/' })]
      : []),
    ...(schema.deprecated ? ['deprecated=True'] : []),
    ...(!required && plain === null && schema.default !== null && schema.default.value !== null
      ? [extra('default', schema.default.value)]
      : []),
  ];
  const { text, refs } = annotateWith(schema, keywords, pathSegment ? 'PathSegment' : undefined);
  return { name: field, annotation: text, default: required ? null : (plain ?? 'OMITTED'), refs };
}

/** Whether text with a slash in it could match: always, unless the pattern is anchored and can do with plain classes. */
function mayHoldSlash(pattern: string | undefined): boolean {
  return pattern !== undefined && (!/^\^[^|]*\$$/.test(pattern) || /[./]|\[\^|\\[SDWpP]/.test(pattern));
}

/** The default as source, when a type checker would accept it for the annotation. */
function plainDefault(schema: Schema): string | null {
  if (schema.default === null) return null;
  const { value } = schema.default;
  return fits(schema, value) ? literalText(value) : null;
}

function fits(schema: Schema, value: JsonValue): boolean {
  if (value === null) return schema.nullable;
  switch (schema.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'string':
      return (
        typeof value === 'string' &&
        (schema.format === null || !['date', 'date-time', 'time', 'duration', 'uuid'].includes(schema.format))
      );
    case 'enum':
      return schema.values.includes(value) && typeof value !== 'object';
    case 'any':
    case 'null':
    case 'array':
    case 'tuple':
    case 'object':
    case 'ref':
    case 'union':
      return false;
  }
}
