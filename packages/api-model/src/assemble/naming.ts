import type { Settled } from './settle-references.js';

/** How draft keys become names. */
export interface Naming {
  readonly settle: (key: string) => Settled | null;
  readonly nameOf: (draftKey: string) => string | undefined;
}
