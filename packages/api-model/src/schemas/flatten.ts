import { emptyFlat, type Flat } from './flat.js';
import { type Leaf, type Opened, openAllOf } from './leaves.js';
import { mergeLeaf } from './merge-leaf.js';
import type { Part } from './part.js';
import type { Reading } from './reading.js';
import { target } from './reference.js';

/** All that schemas demand together, with `allOf` and the references in it opened. */
export function flatten(
  reading: Reading,
  parts: readonly Part[],
  { leaves, annotations }: Opened = openAllOf(parts),
): Flat {
  const flat = emptyFlat(annotations, parts);
  mergeLeaves(reading, flat, leaves, new Set(parts.map((part) => part.pointer)));
  return flat;
}

/** Opens references too: here something stands beside them, so that their content has to be merged. Each counts once. */
function mergeLeaves(reading: Reading, flat: Flat, leaves: readonly Leaf[], opened: Set<string>): void {
  reading.budget.local -= leaves.length;
  reading.budget.total -= leaves.length;
  for (const leaf of leaves) {
    if (leaf.ref === null) {
      mergeLeaf(flat, leaf);
      continue;
    }
    const found = target(leaf, reading);
    if (!found || opened.has(found.pointer)) continue;
    opened.add(found.pointer);
    const inner = openAllOf([leaf.chosen ? { ...found, chosen: true } : found]);
    reportWrong(reading, inner.wrong);
    flat.annotations.description ??= inner.annotations.description;
    mergeLeaves(reading, flat, inner.leaves, opened);
  }
  for (const pointer of opened) flat.merged.add(pointer);
}

/** Reports what stands where a schema should, and is none. */
export function reportWrong({ report }: Reading, wrong: readonly Part[]): void {
  for (const { pointer } of wrong) {
    report.add({
      code: 'invalid-schema',
      severity: 'warning',
      at: pointer,
      message: 'a schema must be an object or a boolean; any value is accepted here',
      hint: 'Write {} for "anything".',
    });
  }
}
