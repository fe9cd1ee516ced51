import type { Draft, Drafts } from '../schemas/drafts.js';

/** What a reference finally means. */
export interface Settled {
  readonly draft: Draft;
  /** The target, or a reference on the way to it, admits null. */
  readonly nullable: boolean;
}

/** Follows drafts that are only another's twin, or only a reference to another. Null: the way goes in a circle. */
export function createSettle({ byKey, aliases }: Drafts): (key: string) => Settled | null {
  const known = new Map<string, Settled | null>();
  const follow = (start: string): Settled | null => {
    let key = start;
    let nullable = false;
    for (const seen = new Set<string>(); !seen.has(key); ) {
      seen.add(key);
      const twin = aliases.get(key);
      const draft = byKey.get(twin ?? key);
      if (!draft) return null;
      nullable ||= draft.schema.nullable;
      if (draft.schema.kind !== 'ref') return { draft, nullable };
      key = draft.schema.name;
    }
    return null;
  };
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const settled = follow(key);
    known.set(key, settled);
    return settled;
  };
}
