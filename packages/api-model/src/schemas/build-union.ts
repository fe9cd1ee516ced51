import { isObject, objectAt, own, stringAt } from '../json.js';
import type { Discriminator, Schema, SchemaMeta } from '../schema.js';
import { isConstraint, requiredNames } from './annotations.js';
import { combine } from './combine.js';
import type { Choice, Flat } from './flat.js';
import { flatten } from './flatten.js';
import { openAllOf, refOf } from './leaves.js';
import type { Part } from './part.js';
import type { Reading, Scope } from './reading.js';
import { draftKey } from './reference.js';
import { isImpossible, saysOnlyType } from './types.js';
import { unionOf } from './union-of.js';
import { variantNames, variantScope } from './variant-names.js';

/** More combinations than this are not spelled out… */
const MAX_COMBINATIONS = 32;
/** …where the document spells them out itself, more of them are. */
const MAX_ALTERNATIVES = 128;

/**
 * `oneOf` and `anyOf`, with what stands beside them. Null when the choices come to nothing, so that the rest of the schema
 * is the whole of it.
 */
export function buildUnion(reading: Reading, flat: Flat, scope: Scope, meta: SchemaMeta): Schema | null {
  const choices = flat.choices.filter((choice) => matters(reading, choice, flat));
  const [only] = choices;
  if (only === undefined) return null;
  if (choices.length === 1 && saysOnlyType(flat)) return plainUnion(reading, flat, scope, { meta, choice: only });
  const limit = choices.length === 1 ? MAX_ALTERNATIVES : MAX_COMBINATIONS;
  // What contradicts the rest of the schema is no alternative: `null` beside an integer.
  const combined = combine(reading, flat, choices).filter(
    (parts, _index, all) => all.length > limit || !isImpossible(flatten(reading, parts)),
  );
  if (combined.length === 0) return null;
  if (combined.length > limit) {
    reading.report.add({
      code: 'union-ignored',
      severity: 'info',
      at: flat.pointer,
      message: `${combined.length} combinations of alternatives; what they share is checked, the choice is the backend's`,
      hint: 'Name the alternatives as schemas of their own, joined by one oneOf.',
    });
    return null;
  }
  const names = variantNames(combined.map((parts) => parts.at(-1)));
  const variants = combined.map((parts, index) => reading.read(parts, variantScope(scope, names[index])));
  return unionOf(
    variants,
    choices.every(({ mode }) => mode === 'oneOf') ? 'oneOf' : 'anyOf',
    meta,
    choices.length === 1 ? declaredDiscriminator(reading, only, scope) : null,
  );
}

/** A choice that admits everything is none; a base class that lists its children constrains nothing in the children. */
function matters({ resolve }: Reading, choice: Choice, flat: Flat): boolean {
  return !choice.variants.some(({ node, pointer }) => {
    if (!isObject(node)) return node === true;
    const ref = refOf(node, pointer);
    const found = ref === null ? null : resolve(ref);
    if (found?.ok) return flat.merged.has(found.target.pointer);
    const constraints = Object.keys(node).filter(isConstraint);
    return (
      constraints.length === 0 ||
      (constraints.join() === 'required' && requiredNames(node).every((name) => flat.required.has(name)))
    );
  });
}

interface PlainUnion {
  readonly meta: SchemaMeta;
  readonly choice: Choice;
}

/** Nothing beside the choice but perhaps a type, which variants without one inherit. */
function plainUnion(reading: Reading, flat: Flat, scope: Scope, { meta, choice }: PlainUnion): Schema {
  const typed = flat.types?.filter((type) => type !== 'null') ?? [];
  const base: readonly Part[] = typed.length > 0 ? [{ node: { type: typed }, pointer: flat.pointer }] : [];
  const names = variantNames(choice.variants);
  const variants = choice.variants.map((part, index) => {
    const { leaves } = openAllOf([part]);
    const hasOwnType = leaves.some(({ node, ref }) => ref !== null || own(node, 'type') !== undefined);
    return reading.read(hasOwnType ? [part] : [part, ...base], variantScope(scope, names[index]));
  });
  const nullable = meta.nullable || (flat.types?.includes('null') ?? false);
  return unionOf(variants, choice.mode, { ...meta, nullable }, declaredDiscriminator(reading, choice, scope));
}

/**
 * As the document states it, with draft keys for names; whether it holds, and what goes without saying, is seen once all
 * schemas are read. Mapping values are references or bare component names (OpenAPI 3.1 §4.8.25).
 */
function declaredDiscriminator(
  reading: Reading,
  { discriminator }: Choice,
  { direction }: Scope,
): Discriminator | null {
  const wireName = discriminator ? stringAt(discriminator, 'propertyName') : null;
  if (!discriminator || wireName === null) return null;
  const mapping = Object.entries(objectAt(discriminator, 'mapping')).flatMap(([value, to]) => {
    const found =
      typeof to === 'string' ? reading.resolve(to.startsWith('#') ? to : `#/components/schemas/${to}`) : null;
    return found?.ok ? [[value, draftKey(found.target.pointer, direction, reading)] as const] : [];
  });
  // The field is known once the variants are.
  return { wireName, field: wireName, mapping: Object.fromEntries(mapping) };
}
