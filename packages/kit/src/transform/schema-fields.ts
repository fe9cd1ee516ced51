import { nearest } from '@fastapi-mcp/answers';
import type { ApiModel, Schema } from '@fastapi-mcp/api-model';

type Schemas = ApiModel['schemas'];

/** Why there is nothing at the end of a way through a schema; null when there is, or may be. Lists are gone through. */
export function fieldProblem(
  schema: Schema,
  way: readonly string[],
  schemas: Schemas,
): { readonly message: string; readonly hint: string } | null {
  const [first, ...rest] = way;
  if (first === undefined) return null;
  const objects = objectsIn(schema, schemas);
  if (objects === 'anything') return null;
  const found = objects.flatMap(({ properties }) => properties.filter(({ wireName }) => wireName === first));
  if (found.length > 0) {
    const problems = found.map((property) => fieldProblem(property.schema, rest, schemas));
    return problems.includes(null) ? null : (problems[0] ?? null);
  }
  const names = objects.flatMap(({ properties }) => properties.map(({ wireName }) => wireName));
  const near = nearest(first, names);
  const known = names.length > 0 ? `What there is: ${names.join(', ')}.` : 'Remove it.';
  return { message: `the answer has no field ${first}`, hint: near === null ? known : `Did you mean ${near}?` };
}

/** The fields of an object that hold lists. */
export function listIn(schema: Schema, schemas: Schemas): readonly string[] {
  const named = schema.kind === 'ref' ? schemas[schema.name]?.schema : schema;
  if (named?.kind !== 'object') return [];
  const isList = (inner: Schema): boolean =>
    (inner.kind === 'ref' ? schemas[inner.name]?.schema.kind : inner.kind) === 'array';
  return named.properties.filter((property) => isList(property.schema)).map(({ wireName }) => wireName);
}

type ObjectSchema = Extract<Schema, { kind: 'object' }>;

/** The objects that a schema's values can be, or that its lists hold; `anything` where the contract leaves it open. */
function objectsIn(
  schema: Schema,
  schemas: Schemas,
  seen: ReadonlySet<string> = new Set(),
): readonly ObjectSchema[] | 'anything' {
  switch (schema.kind) {
    case 'any':
      return 'anything';
    case 'object':
      return schema.properties.length === 0 || (schema.additional !== null && schema.additional !== false)
        ? 'anything'
        : [schema];
    case 'array':
      return objectsIn(schema.items, schemas, seen);
    case 'tuple':
      return 'anything';
    case 'ref': {
      const named = schemas[schema.name];
      if (named === undefined || seen.has(schema.name)) return [];
      return objectsIn(named.schema, schemas, new Set([...seen, schema.name]));
    }
    case 'union': {
      const variants = schema.variants.map((variant) => objectsIn(variant, schemas, seen));
      return variants.includes('anything')
        ? 'anything'
        : variants.flatMap((variant) => (variant === 'anything' ? [] : variant));
    }
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
    case 'string':
    case 'enum':
      return [];
  }
}
