import { createHash } from 'node:crypto';
import type { Context, Schema } from '@fastapi-mcp/kit';

/** A schema by itself: its text, and the named schemas that it mentions. */
interface Local {
  readonly text: string;
  readonly names: readonly string[];
}

/** What says nothing about the values that a schema accepts. */
const UNSAID = new Set(['description', 'pointer', 'examples', 'deprecated']);

/**
 * Makes digests of what schemas accept, the schemas that they refer to included; descriptions and pointers do not count.
 * A named schema is read once, however many tools refer to it.
 *
 * @returns a function from a schema to 16 hexadecimal digits.
 */
export function fingerprints(schemas: Context['api']['schemas']): (schema: Schema) => string {
  const known = new Map<string, Local>();
  const named = (name: string): Local => {
    const local = known.get(name) ?? localOf(schemas[name]?.schema ?? null);
    known.set(name, local);
    return local;
  };
  return (schema) => {
    const own = localOf(schema);
    const reached = new Set(own.names);
    // The set grows while it is read.
    for (const name of reached) for (const next of named(name).names) reached.add(next);
    return digest([own.text, ...[...reached].sort().map((name) => `${name} ${named(name).text}`)]);
  };
}

/** 16 hexadecimal digits of the SHA-256 of a value's JSON. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function localOf(schema: Schema | null): Local {
  const names = new Set<string>();
  const text = JSON.stringify(schema, function (this: object, key, value: unknown) {
    // Only of a schema itself: a property, or a value of an enum, may be called the same.
    if (UNSAID.has(key) && 'kind' in this) return undefined;
    if (isReference(value)) names.add(value.name);
    return value;
  });
  return { text: createHash('sha256').update(text).digest('base64url'), names: [...names] };
}

function isReference(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ref' && 'name' in value;
}
