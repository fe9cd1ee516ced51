import type { JsonValue, NumberLimits, Schema, StatedKeywords } from '@fastapi-mcp/api-model';
import { literalText } from './literal-text.js';

/** A Python annotation as source text; the imports it may need are pruned from the module's header later. */
export interface Annotation {
  /** `Annotated[str, Field(max_length=10)] | None`. */
  readonly text: string;
  /** Class names it mentions. */
  readonly refs: readonly string[];
}

/** A type with its limits still apart, so that a description can join them in one `Field`. */
interface TypeParts {
  readonly type: string;
  /** Keyword arguments of `Field(…)`, as source text. */
  readonly limits: readonly string[];
  readonly refs: readonly string[];
}

const bare = (type: string): TypeParts => ({ type, limits: [], refs: [] });

/** Formats that Pydantic checks by a type of the standard library; any other format is only stated. */
const STRING_TYPES: Readonly<Record<string, string>> = {
  date: 'date',
  'date-time': 'datetime',
  time: 'time',
  duration: 'timedelta',
  uuid: 'UUID',
};

/**
 * The annotation of a schema, constraints included: what `Field` may carry sits in `Annotated`, nullability is `| None`.
 *
 * @example
 * annotate(schema).text // 'list[Annotated[str, Field(min_length=1)]]'
 */
export function annotate(schema: Schema): Annotation {
  const { type, limits, refs } = typeParts(schema);
  return { text: withField(nullableType(type, schema.nullable), limits), refs };
}

/**
 * Like `annotate`, with more `Field` arguments (a description, an alias) in the same `Annotated`.
 *
 * @param textType - what to write for text of any kind, where `str` does not say enough.
 */
export function annotateWith(schema: Schema, extra: readonly string[], textType = 'str'): Annotation {
  const { type, limits, refs } = typeParts(schema);
  const isAnyText = type === 'str' && schema.kind === 'string' && statedPattern(schema) === null;
  return { text: withField(nullableType(isAnyText ? textType : type, schema.nullable), [...limits, ...extra]), refs };
}

function withField(type: string, keywords: readonly string[]): string {
  return keywords.length === 0 ? type : `Annotated[${type}, Field(${mergeExtras(keywords).join(', ')})]`;
}

/** Several `json_schema_extra={…}` become one; the others keep their order. */
function mergeExtras(keywords: readonly string[]): readonly string[] {
  const prefix = 'json_schema_extra={';
  const extras = keywords
    .filter((keyword) => keyword.startsWith(prefix))
    .map((keyword) => keyword.slice(prefix.length, -1));
  const rest = keywords.filter((keyword) => !keyword.startsWith(prefix));
  return extras.length === 0 ? rest : [...rest, `${prefix}${extras.join(', ')}}`];
}

function nullableType(type: string, nullable: boolean): string {
  return nullable && type !== 'Any' && type !== 'None' ? `${type} | None` : type;
}

function typeParts(schema: Schema): TypeParts {
  switch (schema.kind) {
    case 'any':
      return bare('Any');
    case 'null':
      return bare('None');
    case 'boolean':
      return bare('bool');
    case 'integer':
      return { type: 'int', limits: numberLimits(schema), refs: [] };
    case 'number':
      return { type: 'float', limits: numberLimits(schema), refs: [] };
    case 'string':
      return stringParts(schema);
    case 'enum':
      return enumParts(schema.values);
    case 'array':
      return arrayParts(schema);
    case 'tuple':
      return tupleParts(schema);
    case 'object':
      return mapParts(schema);
    case 'ref':
      return { type: schema.name, limits: [], refs: [schema.name] };
    case 'union':
      return unionParts(schema);
  }
}

type Of<K extends Schema['kind']> = Extract<Schema, { kind: K }>;

function stringParts(schema: Of<'string'>): TypeParts {
  const known = schema.format === null ? undefined : STRING_TYPES[schema.format];
  const text = [
    ...limit('min_length', schema.minLength),
    ...limit('max_length', schema.maxLength),
    ...(schema.pattern === null ? [] : [`pattern=${literalText(schema.pattern)}`]),
  ];
  // A limit on the text says more than the format does, and a date has no length.
  if (known !== undefined && text.length === 0 && schema.statedPattern === undefined) return bare(known);
  const stated = [
    ...(schema.format === null ? [] : [extra('format', schema.format)]),
    ...(schema.statedPattern === undefined ? [] : [extra('pattern', schema.statedPattern)]),
  ];
  return { type: 'str', limits: [...text, ...stated], refs: [] };
}

/** The pattern that a caller is shown, checked here or not. */
function statedPattern({ pattern, statedPattern }: Of<'string'>): string | null {
  return pattern ?? statedPattern ?? null;
}

function numberLimits(limits: NumberLimits): readonly string[] {
  return [
    ...limit('ge', limits.minimum),
    ...limit('gt', limits.exclusiveMinimum),
    ...limit('le', limits.maximum),
    ...limit('lt', limits.exclusiveMaximum),
    ...limit('multiple_of', limits.multipleOf),
  ];
}

/** `Literal` takes text, whole numbers, booleans and None (PEP 586); other values are stated for the caller to see. */
function enumParts(values: readonly JsonValue[]): TypeParts {
  const literal = (value: JsonValue): boolean =>
    typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isSafeInteger(value);
  if (values.length > 0 && values.every(literal)) return bare(`Literal[${values.map(literalText).join(', ')}]`);
  if (values.every((value) => typeof value === 'number'))
    return { type: 'float', limits: [extra('enum', values)], refs: [] };
  return { type: 'Any', limits: values.length > 0 ? [extra('enum', values)] : [], refs: [] };
}

function arrayParts(schema: Of<'array'>): TypeParts {
  const items = annotate(schema.items);
  const limits = [
    ...limit('min_length', schema.minItems),
    ...limit('max_length', schema.maxItems),
    ...(schema.uniqueItems ? [extra('uniqueItems', true)] : []),
    ...statedLimits(schema.stated),
  ];
  return { type: `list[${items.text}]`, limits, refs: items.refs };
}

function tupleParts(schema: Of<'tuple'>): TypeParts {
  const items = schema.items.map(annotate);
  const refs = items.flatMap((item) => item.refs);
  if (schema.rest === null)
    return {
      type: items.length > 0 ? `tuple[${items.map(({ text }) => text).join(', ')}]` : 'tuple[()]',
      limits: [],
      refs,
    };
  const rest = annotate(schema.rest);
  const choices = [...new Set([...items, rest].map(({ text }) => text))];
  return {
    type: `list[${choices.includes('Any') ? 'Any' : choices.join(' | ')}]`,
    limits: statedLimits(schema.stated),
    refs: [...refs, ...rest.refs],
  };
}

function statedLimits(stated: StatedKeywords = {}): readonly string[] {
  return Object.entries(stated).map(([keyword, value]) => extra(keyword, value));
}

/** An object without a name has no fields (the model names those that do), so it is a map. */
function mapParts(schema: Of<'object'>): TypeParts {
  const limits = [
    ...limit('min_length', schema.minProperties ?? null),
    ...limit('max_length', schema.maxProperties ?? null),
    ...(schema.keyPattern === undefined ? [] : [extra('propertyNames', { pattern: schema.keyPattern })]),
  ];
  if (schema.additional === null || typeof schema.additional === 'boolean')
    return { type: 'dict[str, Any]', limits, refs: [] };
  const values = annotate(schema.additional);
  return { type: `dict[str, ${values.text}]`, limits, refs: values.refs };
}

function unionParts(schema: Of<'union'>): TypeParts {
  const variants = schema.variants.map(annotate);
  const refs = variants.flatMap((variant) => variant.refs);
  const choices = [...new Set(variants.map(({ text }) => text))];
  if (choices.length === 0 || choices.includes('Any')) return { type: 'Any', limits: [], refs: [] };
  const type = choices.join(' | ');
  if (choices.length === 1) return { type, limits: [], refs };
  if (schema.discriminator) return { type, limits: [`discriminator=${literalText(schema.discriminator.field)}`], refs };
  return {
    type: schema.mode === 'oneOf' && overlaps(schema.variants) ? `Annotated[${type}, ONE_OF]` : type,
    limits: [],
    refs,
  };
}

/** Whether one value could be of two variants: two of them have the same JSON type, as far as it is known here. */
function overlaps(variants: readonly Schema[]): boolean {
  const kinds = variants.map((variant) => (variant.kind === 'integer' ? 'number' : jsonKind(variant)));
  return new Set(kinds).size < kinds.length;
}

function jsonKind(schema: Schema): string {
  if (schema.kind === 'ref') return 'object';
  if (schema.kind === 'tuple') return 'array';
  return schema.kind === 'enum' ? [...new Set(schema.values.map((value) => typeof value))].join() : schema.kind;
}

function limit(keyword: string, value: number | null): readonly string[] {
  return value === null ? [] : [`${keyword}=${literalText(value)}`];
}

/** One entry of the listed schema that Pydantic has no keyword for. */
export function extra(keyword: string, value: JsonValue): string {
  return `json_schema_extra={${literalText(keyword)}: ${literalText(value)}}`;
}
