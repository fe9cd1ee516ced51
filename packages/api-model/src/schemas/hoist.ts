import { pascalCase } from '@fastapi-mcp/python';
import type { Schema, SchemaMeta } from '../schema.js';
import type { Flat } from './flat.js';
import type { Reading, Scope } from './reading.js';

/** Longer made-up names are shortened to their first and last words. */
const MAX_NAME = 60;

interface Hoisted {
  /** What is said where the object stands: description, default, null. */
  readonly meta: SchemaMeta;
  readonly build: () => Schema;
}

/**
 * Gives an object with fields a place of its own and refers to it there. The same parts are read once, so that what
 * contains itself ends; objects that read the same and stand under the same name are one model.
 */
export function hoist(reading: Reading, flat: Flat, scope: Scope, { meta, build }: Hoisted): Schema {
  const identity = flat.sources.map(({ pointer, chosen }) => (chosen ? `${pointer}!` : pointer)).join('&');
  const key = `${identity} >${scope.direction}`;
  const refer = (name: string): Schema => ({ ...meta, kind: 'ref', name });
  const known = reading.hoisted.get(key);
  if (known !== undefined) return refer(known);
  reading.hoisted.set(key, key);
  const schema = build();
  const name = scope.words.map(pascalCase).join('');
  const structure = `${lastWords(name)} ${JSON.stringify(schema, (name, value) => (name === 'pointer' ? undefined : value))}`;
  const twin = reading.structures.get(structure);
  if (twin !== undefined) {
    reading.hoisted.set(key, twin);
    reading.drafts.aliases.set(key, twin);
    return refer(twin);
  }
  reading.structures.set(structure, key);
  reading.drafts.byKey.set(key, { key, componentName: null, suggestion: shorten(name), pointer: flat.pointer, schema });
  return refer(key);
}

function lastWords(name: string): string {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z])/)
    .slice(-2)
    .join('');
}

function shorten(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const words = name.split(/(?<=[a-z0-9])(?=[A-Z])/);
  let head = '';
  let tail = '';
  while (words.length > 0 && head.length + tail.length < MAX_NAME) {
    if (tail.length <= head.length) tail = `${words.pop() ?? ''}${tail}`;
    else head += words.shift() ?? '';
  }
  return `${head}${tail}`.slice(0, MAX_NAME);
}
