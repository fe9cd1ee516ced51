/** Hands out names, each once. */
export interface UniqueNames {
  /** The first candidate that is free, else the last with a number behind it; taken from now on. */
  readonly take: (...candidates: readonly [string, ...string[]]) => string;
  readonly isFree: (name: string) => boolean;
}

/**
 * @param reserved - names that are never handed out.
 * @param most - longest name, in characters; a number stays within it.
 */
export function uniqueNames(reserved: ReadonlySet<string>, most = 64): UniqueNames {
  const taken = new Set<string>();
  const nextNumber = new Map<string, number>();
  const isFree = (name: string): boolean => name.length <= most && !taken.has(name) && !reserved.has(name);
  const numbered = (stem: string): string => {
    for (let number = nextNumber.get(stem) ?? 2; ; number += 1) {
      // A digit behind a digit would read as another number.
      const suffix = /\d$/.test(stem) ? `_${number}` : `${number}`;
      const separator = /^[a-z_]/.test(stem) && !suffix.startsWith('_') ? '_' : '';
      const name = `${stem.slice(0, most - suffix.length - separator.length)}${separator}${suffix}`;
      if (!isFree(name)) continue;
      nextNumber.set(stem, number + 1);
      return name;
    }
  };
  return {
    isFree,
    take: (...candidates) => {
      const name = candidates.find(isFree) ?? numbered(candidates.at(-1) ?? candidates[0]);
      taken.add(name);
      return name;
    },
  };
}
