import { arrayAt, isObject, own } from '../json.js';
import { isConstraint, requiredNames } from './annotations.js';
import type { Choice, Flat } from './flat.js';
import type { Part } from './part.js';
import type { Reading } from './reading.js';

/** Beyond this the product is not built at all; the caller refuses fewer. */
const MAX_PRODUCT = 1000;

/**
 * One list of schemas for each way to choose: what is common, then the variants chosen. `{a, anyOf: [B, C], oneOf: [D, E]}`
 * is aBD, aBE, aCD, aCE.
 */
export function combine(reading: Reading, flat: Flat, choices: readonly Choice[]): readonly (readonly Part[])[] {
  const common = flat.sources.map((part): Part => ({ ...part, chosen: true }));
  let combinations: readonly (readonly Part[])[] = [[]];
  for (const choice of choices) {
    if (combinations.length * choice.variants.length > MAX_PRODUCT) return new Array(MAX_PRODUCT).fill([]);
    const variants = excluding(choice, flat.notTogether);
    combinations = combinations.flatMap((chosen) => variants.map((parts) => [...chosen, ...parts]));
  }
  return combinations.map((chosen) => {
    const [only] = chosen;
    return only && chosen.length === 1 && contains(reading, only, new Set(common.map(({ pointer }) => pointer)))
      ? [only]
      : [...common, ...chosen];
  });
}

/**
 * `oneOf: [{required: [a]}, {required: [b]}]` means one of the two and not both; so does `anyOf` beside a
 * `not: {required: [a, b]}`. Other variants stay as they are.
 */
function excluding(
  { mode, variants }: Choice,
  notTogether: readonly (readonly string[])[],
): readonly (readonly Part[])[] {
  const required = variants.map(({ node }) =>
    isObject(node) && Object.keys(node).filter(isConstraint).join() === 'required' ? requiredNames(node) : null,
  );
  const all = [...new Set(required.flatMap((names) => names ?? []))];
  const isExclusive = mode === 'oneOf' || notTogether.some((names) => all.every((name) => names.includes(name)));
  if (required.includes(null) || !isExclusive) return variants.map((part) => [part]);
  return variants.map((part, index) => {
    const others = all.filter((name) => !required[index]?.includes(name));
    return [
      part,
      ...others.map((name): Part => ({ node: { not: { required: [name] } }, pointer: `${part.pointer}/not ${name}` })),
    ];
  });
}

/** Whether a variant already includes, through `allOf`, everything that is common: a child class among its siblings. */
function contains({ resolve }: Reading, variant: Part, common: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  const pending: Part[] = [variant];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (seen.has(part.pointer)) continue;
    seen.add(part.pointer);
    if (!isObject(part.node)) continue;
    const ref = own(part.node, '$ref');
    const found = typeof ref === 'string' ? resolve(ref) : null;
    if (found?.ok) pending.push(found.target);
    for (const [index, node] of arrayAt(part.node, 'allOf').entries())
      pending.push({ node, pointer: `${part.pointer}/allOf/${index}` });
  }
  return [...common].every((pointer) => seen.has(pointer));
}
