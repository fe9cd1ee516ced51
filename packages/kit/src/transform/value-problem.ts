import type { ApiModel, JsonValue, Schema } from '@fastapi-mcp/api-model';

type Schemas = ApiModel['schemas'];

/**
 * Why the backend would refuse a value, as far as the contract says; null when nothing speaks against it.
 *
 * @example valueProblem({ kind: 'integer', maximum: 100, … }, 500, schemas) // 'is more than 100'
 */
export function valueProblem(schema: Schema, value: JsonValue, schemas: Schemas): string | null {
  if (value === null)
    return schema.nullable || schema.kind === 'null' || schema.kind === 'any' ? null : 'may not be null';
  switch (schema.kind) {
    case 'any':
      return null;
    case 'null':
      return 'must be null';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'integer':
    case 'number':
      return numberProblem(schema, value);
    case 'string':
      return textProblem(schema, value);
    case 'enum':
      return schema.values.some((known) => same(known, value))
        ? null
        : `must be one of ${schema.values.map((known) => JSON.stringify(known)).join(', ')}`;
    case 'array':
      return arrayProblem(schema, value, schemas);
    case 'tuple':
      return isList(value) ? null : 'must be a list';
    case 'object':
      return objectProblem(schema, value, schemas);
    case 'ref': {
      const named = schemas[schema.name];
      return named ? valueProblem(named.schema, value, schemas) : null;
    }
    case 'union': {
      const problems = schema.variants.map((variant) => valueProblem(variant, value, schemas));
      return problems.includes(null) ? null : (problems[0] ?? null);
    }
  }
}

type Of<K extends Schema['kind']> = Extract<Schema, { kind: K }>;

function numberProblem(schema: Of<'integer'> | Of<'number'>, value: JsonValue): string | null {
  if (typeof value !== 'number') return `must be a ${schema.kind === 'integer' ? 'whole number' : 'number'}`;
  if (schema.kind === 'integer' && !Number.isInteger(value)) return 'must be a whole number';
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== null && value < minimum) return `is less than ${minimum}`;
  if (maximum !== null && value > maximum) return `is more than ${maximum}`;
  if (exclusiveMinimum !== null && value <= exclusiveMinimum) return `must be more than ${exclusiveMinimum}`;
  if (exclusiveMaximum !== null && value >= exclusiveMaximum) return `must be less than ${exclusiveMaximum}`;
  return null;
}

function textProblem({ minLength, maxLength }: Of<'string'>, value: JsonValue): string | null {
  if (typeof value !== 'string') return 'must be text (put it between quotes)';
  const { length } = [...value];
  if (minLength !== null && length < minLength) return `is shorter than ${minLength} characters`;
  if (maxLength !== null && length > maxLength) return `is longer than ${maxLength} characters`;
  return null;
}

function arrayProblem({ items, minItems, maxItems }: Of<'array'>, value: JsonValue, schemas: Schemas): string | null {
  if (!isList(value)) return 'must be a list';
  if (minItems !== null && value.length < minItems) return `needs at least ${minItems} items`;
  if (maxItems !== null && value.length > maxItems) return `may have at most ${maxItems} items`;
  const wrong = value.map((item) => valueProblem(items, item, schemas)).find((why) => why !== null);
  return wrong === undefined ? null : `has an item that ${wrong}`;
}

function objectProblem({ properties, additional }: Of<'object'>, value: JsonValue, schemas: Schemas): string | null {
  if (typeof value !== 'object' || value === null || isList(value)) return 'must be an object';
  const missing = properties.find(({ wireName, required }) => required && !Object.hasOwn(value, wireName));
  if (missing) return `lacks ${missing.wireName}`;
  const known = new Map(properties.map((property) => [property.wireName, property.schema]));
  for (const [name, inner] of Object.entries(value)) {
    const schema = known.get(name);
    if (!schema && additional === false) return `has ${name}, which is unknown`;
    const why = schema ? valueProblem(schema, inner, schemas) : null;
    if (why !== null) return `has ${name}, which ${why}`;
  }
  return null;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function same(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
