import { countKeysInValue } from '../document/count-keys.js';
import { type JsonObject, objectAt } from '../json.js';
import { createResolver } from '../references/resolve.js';
import type { Report } from '../report.js';
import { findDirectional } from './directional.js';
import { createDrafts } from './drafts.js';
import { readSchema } from './read-schema.js';
import type { Reading } from './reading.js';
import { componentName, suggestedName } from './reference.js';

/** Far more than an operation or component needs by itself: of 2,800 public documents the largest takes 752. */
const LOCAL_BUDGET = 10_000;

/** Starts reading the schemas of one document. */
export function createReading(document: JsonObject, report: Report): Reading {
  const directional = findDirectional(objectAt(objectAt(document, 'components'), 'schemas'));
  const reading: Reading = {
    resolve: createResolver(document),
    report,
    drafts: createDrafts(),
    isDirectional: (pointer) => directional.has(pointer),
    pending: [],
    targets: new Map(),
    hoisted: new Map(),
    structures: new Map(),
    budget: { total: LOCAL_BUDGET + 20 * countKeysInValue(document), local: LOCAL_BUDGET },
    read: (parts, scope) => readSchema(reading, parts, scope),
  };
  return reading;
}

/** To be called before each operation and component: what the one before it used up is not held against it. */
export function renewBudget({ budget }: Reading): void {
  budget.local = LOCAL_BUDGET;
}

/** Reads every schema that was referred to, and those that they refer to. */
export function readPending(reading: Reading): void {
  // The list grows while it is read.
  for (const { key, target, direction } of reading.pending) {
    renewBudget(reading);
    const suggestion = suggestedName(target.pointer);
    const schema = reading.read([target], { direction, words: [suggestion], depth: 0, inline: true });
    reading.drafts.byKey.set(key, {
      key,
      componentName: componentName(target.pointer),
      suggestion,
      pointer: target.pointer,
      schema,
    });
  }
  reading.pending.length = 0;
}
