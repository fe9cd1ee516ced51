import { RESERVED_CLASSES } from '../names/reserved.js';
import { type UniqueNames, uniqueNames } from '../names/unique-names.js';
import type { Draft } from '../schemas/drafts.js';
import type { Use } from './reach.js';

/** Class names by draft key, and the names that are left for others. */
export interface SchemaNames {
  readonly byKey: ReadonlyMap<string, string>;
  readonly classes: UniqueNames;
}

const LONGEST = 80;

/**
 * Names every schema in use. Components come first, so that a made-up name never takes a component's; where requests and
 * responses differ, the response keeps the plain name (`Task`, `TaskInput`).
 */
export function nameSchemas(drafts: readonly Draft[], uses: ReadonlyMap<string, Use>): SchemaNames {
  const classes = uniqueNames(RESERVED_CLASSES, LONGEST);
  const byKey = new Map<string, string>();
  const used = drafts
    .filter(({ key }) => uses.has(key))
    .sort((a, b) => rank(a) - rank(b) || compare(a.pointer, b.pointer) || -compare(a.key, b.key));
  const named = new Set<string>();
  for (const draft of used) {
    const stem = /^[A-Z]/.test(draft.suggestion) ? draft.suggestion : `Schema${draft.suggestion}`;
    const identity = draft.key.replace(/ >(?:input|output)$/, '');
    const name = named.has(identity) && draft.key.endsWith('>input') ? `${stem}Input` : stem;
    named.add(identity);
    byKey.set(draft.key, classes.take(name, `${name}Model`));
  }
  return { byKey, classes };
}

function rank({ componentName, suggestion }: Draft): number {
  if (componentName === null) return 2;
  return componentName === suggestion ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
