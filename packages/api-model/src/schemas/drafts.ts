import type { Schema } from '../schema.js';

/**
 * A schema that will get a name. Until names are given, references carry a draft's key, which holds a `#` or a `>` and so
 * can never be taken for a name.
 */
export interface Draft {
  readonly key: string;
  /** Its key under `components.schemas`, or null. */
  readonly componentName: string | null;
  /** What to call it, if the name is free: PascalCase. */
  readonly suggestion: string;
  readonly pointer: string;
  readonly schema: Schema;
}

/** The schemas found so far, by key. */
export interface Drafts {
  readonly byKey: Map<string, Draft>;
  /** Keys that turned out to mean another draft. */
  readonly aliases: Map<string, string>;
}

export function createDrafts(): Drafts {
  return { byKey: new Map(), aliases: new Map() };
}
