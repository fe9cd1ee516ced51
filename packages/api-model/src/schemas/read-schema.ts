import type { Schema } from '../schema.js';
import { buildArray } from './build-array.js';
import { buildEnum } from './build-enum.js';
import { buildObject } from './build-object.js';
import { buildScalar } from './build-scalar.js';
import { buildUnion } from './build-union.js';
import type { Flat } from './flat.js';
import { flatten, reportWrong } from './flatten.js';
import { openAllOf, soleReference } from './leaves.js';
import { schemaMeta } from './meta.js';
import type { Part } from './part.js';
import type { Reading, Scope } from './reading.js';
import { isSmall, referTo, target } from './reference.js';
import { statedTypes } from './types.js';
import { unionOf } from './union-of.js';

/** Deeper than any document may nest, since merging `allOf` can deepen. */
const MAX_DEPTH = 150;

/**
 * Reads schemas that must all hold, usually one, into the model's terms. References stay references by draft key; objects
 * with fields become drafts of their own, unless the scope says `inline`.
 */
export function readSchema(reading: Reading, parts: readonly Part[], scope: Scope): Schema {
  const opened = openAllOf(parts);
  const { leaves, annotations, wrong, impossible } = opened;
  const pointer = parts[0]?.pointer ?? '#';
  const meta = schemaMeta(annotations, pointer, reading.report);
  reportWrong(reading, wrong);
  if (impossible || isTooMuch(reading, scope, pointer)) return { ...meta, nullable: true, kind: 'any' };

  const reference = soleReference(leaves);
  if (reference) {
    const found = target(reference, reading);
    if (!found) return { ...meta, nullable: true, kind: 'any' };
    if (!isSmall(found)) return referTo(found, scope.direction, meta, reading);
  }
  return buildSchema(reading, flatten(reading, parts, opened), scope);
}

function isTooMuch(reading: Reading, scope: Scope, pointer: string): boolean {
  if (scope.depth <= MAX_DEPTH && reading.budget.local > 0 && reading.budget.total > 0) return false;
  reading.report.add({
    code: 'schema-too-deep',
    severity: 'warning',
    at: reading.budget.total > 0 ? pointer : '#',
    message: 'merging these schemas does not end; any value is accepted here',
    hint: 'Give the inner schema a name under components.schemas and refer to it.',
  });
  return true;
}

const KINDS = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'] as const;

function buildSchema(reading: Reading, flat: Flat, scope: Scope): Schema {
  const schema = buildWhole(reading, flat, scope);
  reportIgnored(reading, flat);
  return schema;
}

function buildWhole(reading: Reading, flat: Flat, scope: Scope): Schema {
  const meta = schemaMeta(flat.annotations, flat.pointer, reading.report);
  if (flat.choices.length > 0) {
    const union = buildUnion(reading, flat, scope, meta);
    if (union) return union;
  }
  if (flat.values !== null) return buildEnum(flat, flat.values, meta, reading);
  const types = KINDS.filter((kind) => statedTypes(flat).includes(kind));
  const nullable = meta.nullable || types.includes('null');
  const others = types.filter((type) => type !== 'null' && !(type === 'integer' && types.includes('number')));
  const [only] = others;
  if (only === undefined)
    return types.includes('null')
      ? { ...meta, nullable: true, kind: 'null' }
      : { ...meta, nullable: true, kind: 'any' };
  if (others.length === 1) return buildType(reading, only, flat, scope, { ...meta, nullable });
  const bare = { ...meta, nullable: false, description: null, default: null, examples: [] };
  return unionOf(
    others.map((type) => buildType(reading, type, flat, scope, bare)),
    'anyOf',
    { ...meta, nullable },
  );
}

function buildType(
  reading: Reading,
  type: (typeof KINDS)[number],
  flat: Flat,
  scope: Scope,
  meta: ReturnType<typeof schemaMeta>,
): Schema {
  switch (type) {
    case 'object':
      return buildObject(reading, flat, scope, meta);
    case 'array':
      return buildArray(reading, flat, scope, meta);
    default:
      return buildScalar(type, flat, meta, reading);
  }
}

function reportIgnored({ report }: Reading, flat: Flat): void {
  if (flat.contradictory) {
    report.add({
      code: 'contradictory-schema',
      severity: 'warning',
      at: flat.pointer,
      message: 'no value satisfies all of these schemas; the last was taken',
      hint: 'Check the types and enums under allOf.',
    });
  }
  if (flat.ignored.size === 0) return;
  report.add({
    code: 'keyword-ignored',
    severity: 'info',
    at: flat.pointer,
    message: `not checked before the call: ${[...flat.ignored].join(', ')}`,
    hint: 'Nothing to do: the backend checks it.',
  });
}
