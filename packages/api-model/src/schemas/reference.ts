import { pascalCase } from '@fastapi-mcp/python';
import { isObject, unescapeToken } from '../json.js';
import type { Located } from '../references/resolve.js';
import type { Schema, SchemaMeta } from '../schema.js';
import type { Leaf } from './leaves.js';
import type { Direction } from './part.js';
import type { Reading } from './reading.js';

const COMPONENT = /^#\/components\/schemas\/([^/]+)$/;
const CONTAINERS = [
  'properties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'additionalProperties',
  'prefixItems',
  'patternProperties',
];

/** What a reference leads to; what it cannot lead to is reported. */
export function target(leaf: Leaf, { resolve, report }: Reading): Located | null {
  const ref = leaf.ref ?? '';
  const found = resolve(ref);
  if (found.ok) return found.target;
  const nearby = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref);
  const component = nearby ? resolve(`#/components/schemas/${nearby[1]}`) : null;
  if (component?.ok) return component.target;
  report.add({
    code: found.code,
    severity: 'warning',
    at: leaf.pointer,
    message: `${found.message}; any value is accepted here`,
    hint: found.hint,
  });
  return null;
}

/** Whether a referenced schema is better copied than named: a scalar somewhere inside another definition. */
export function isSmall({ node, pointer }: Located): boolean {
  return (
    !COMPONENT.test(pointer) &&
    !(isObject(node) && (CONTAINERS.some((key) => Object.hasOwn(node, key)) || Object.hasOwn(node, '$ref')))
  );
}

/** A reference to a schema that has, or will have, a name; the schema is read later, so that cycles end. */
export function referTo(found: Located, direction: Direction, meta: SchemaMeta, reading: Reading): Schema {
  const key = draftKey(found.pointer, direction, reading);
  if (!reading.targets.has(key)) {
    reading.targets.set(key, found);
    reading.pending.push({ key, target: found, direction });
  }
  return { ...meta, kind: 'ref', name: key };
}

/** The key under which a referenced schema is drafted: one for both directions, unless they differ. */
export function draftKey(pointer: string, direction: Direction, { isDirectional }: Reading): string {
  return isDirectional(pointer) ? `${pointer} >${direction}` : pointer;
}

/** The component's key, if a pointer leads to one: `#/components/schemas/Task` is `Task`. */
export function componentName(pointer: string): string | null {
  const token = COMPONENT.exec(pointer)?.[1];
  return token === undefined ? null : unescapeToken(token);
}

const STRUCTURE = new Set([
  '#',
  'components',
  'schemas',
  'properties',
  'paths',
  '$defs',
  'definitions',
  'content',
  'schema',
  'allOf',
  'anyOf',
  'oneOf',
  'responses',
  'requestBody',
  'parameters',
]);

/** What a referenced schema would be called: by its own key; a part of a component by the component's key and its own. */
export function suggestedName(pointer: string): string {
  const component = componentName(pointer);
  if (component !== null) return className(component);
  const words = pointer
    .split('/')
    .map(unescapeToken)
    .filter((token) => !STRUCTURE.has(token) && !/^\d{3}$|^[a-z]+\/[\w.+*-]+$/.test(token))
    .map((token) => (/^\d$/.test(token) ? `Option${Number(token) + 1}` : token === 'items' ? 'item' : token));
  const [first = '', ...rest] = words;
  return pascalCase(
    /^#\/components\/schemas\//.test(pointer) ? [first, ...rest.slice(-2)].join(' ') : words.slice(-2).join(' '),
  );
}

/** A component's key as a class name: kept as it is where it already reads like one (`HTTPValidationError`). */
function className(key: string): string {
  return /^[A-Z][A-Za-z0-9]*$/.test(key) ? key : pascalCase(key);
}
