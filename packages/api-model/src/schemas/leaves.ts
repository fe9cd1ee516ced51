import { isObject, type JsonObject, own, stringAt } from '../json.js';
import { type Annotations, annotate, isConstraint, noAnnotations } from './annotations.js';
import { normaliseSchema } from './normalise.js';
import { type Part, partsAt } from './part.js';

/** One schema object without its `allOf` and `$ref`: constraints that hold together with those of the other leaves. */
export interface Leaf {
  readonly node: JsonObject;
  readonly pointer: string;
  readonly chosen: boolean;
  /** A reference that is still closed; `node` then says nothing. */
  readonly ref: string | null;
}

/** What a list of schemas demands, with `allOf` opened and references closed. */
export interface Opened {
  readonly leaves: readonly Leaf[];
  readonly annotations: Annotations;
  /** Schemas that are none (`items: 3`). */
  readonly wrong: readonly Part[];
  /** `false`: no value will do. */
  readonly impossible: boolean;
}

/** Opens `allOf`, which may nest, and sets `$ref` apart from its siblings (in 3.1 both hold). */
export function openAllOf(parts: readonly Part[]): Opened {
  const leaves: Leaf[] = [];
  const wrong: Part[] = [];
  const annotations = noAnnotations();
  let impossible = false;
  const open = (part: Part, isOuter: boolean): void => {
    if (part.node === true) return;
    impossible ||= part.node === false;
    if (!isObject(part.node)) {
      if (part.node !== false) wrong.push(part);
      return;
    }
    const node = normaliseSchema(part.node);
    annotate(annotations, node, part.pointer, isOuter || own(node, 'type') === undefined);
    const chosen = part.chosen === true;
    const ref = refOf(node, part.pointer);
    if (ref !== null) leaves.push({ node: {}, pointer: part.pointer, chosen, ref });
    if (Object.keys(node).some((key) => key !== 'allOf' && isConstraint(key)))
      leaves.push({ node, pointer: part.pointer, chosen, ref: null });
    if (own(node, 'allOf') !== undefined)
      for (const inner of partsAt(node, part.pointer, 'allOf')) open(chosen ? { ...inner, chosen } : inner, false);
  };
  for (const part of parts) open(part, true);
  return { leaves, annotations, wrong, impossible };
}

/** The reference that a schema is or holds. `$recursiveRef` and `$dynamicRef` mean the whole that this is part of: the component. */
export function refOf(node: JsonObject, pointer: string): string | null {
  const plain = stringAt(node, '$ref');
  if (plain !== null) return plain;
  const ref = stringAt(node, '$recursiveRef') ?? stringAt(node, '$dynamicRef');
  return ref === null ? null : (/^#\/components\/schemas\/[^/]+/.exec(pointer)?.[0] ?? ref);
}

/**
 * The one reference that a schema comes down to, whatever annotations stand around it: FastAPI's
 * `{allOf: [{$ref}], title, default}`, and `type: object` said once more.
 */
export function soleReference(leaves: readonly Leaf[]): Leaf | null {
  const [first, ...others] = leaves.filter((leaf) => leaf.ref !== null);
  if (!first || first.chosen || others.some((leaf) => leaf.ref !== first.ref)) return null;
  const silent = leaves.every((leaf) => leaf.ref !== null || saysOnlyType(leaf.node));
  return silent ? first : null;
}

function saysOnlyType(node: JsonObject): boolean {
  return (
    typeof own(node, 'type') === 'string' &&
    Object.keys(node).every((key) => key === 'type' || key === 'allOf' || !isConstraint(key))
  );
}
