import { diff3Merge, diffComm } from 'node-diff3';

/** The outcome of a three-way merge. */
export interface Merged {
  readonly text: string;
  /** How many places have both sides' lines between markers. */
  readonly conflicts: number;
}

const YOURS = '<<<<<<< yours';
const BETWEEN = '=======';
const GENERATED = '>>>>>>> generated';

/** Whether a person has conflicts left to settle from an earlier run. */
export function hasConflictMarkers(text: string): boolean {
  return /^<{7} yours\r?$/m.test(text) && /^>{7} generated\r?$/m.test(text);
}

/**
 * Merges line by line (diff3): what only one side changed is taken, the same change on both sides once.
 *
 * @param base - what the last run wrote; null when it is not known, then every difference is a conflict.
 * @param yours - what is on disk.
 * @param generated - what this run would write.
 */
export function mergeText(base: string | null, yours: string, generated: string): Merged {
  if (base === null) return mergeTwoWays(yours, generated);
  const regions = diff3Merge(lines(yours), lines(base), lines(generated), { excludeFalseConflicts: true });
  return joinRegions(
    regions.map(({ ok, conflict }) => ok ?? { yours: conflict?.a ?? [], generated: conflict?.b ?? [] }),
  );
}

function mergeTwoWays(yours: string, generated: string): Merged {
  const regions = diffComm(lines(yours), lines(generated));
  return joinRegions(
    regions.map((region) =>
      'common' in region ? region.common : { yours: region.buffer1, generated: region.buffer2 },
    ),
  );
}

type Region = readonly string[] | { readonly yours: readonly string[]; readonly generated: readonly string[] };

function joinRegions(regions: readonly Region[]): Merged {
  let conflicts = 0;
  const merged = regions.flatMap((region) => {
    if (!('yours' in region)) return region;
    conflicts += 1;
    return [YOURS, ...region.yours, BETWEEN, ...region.generated, GENERATED];
  });
  return { text: merged.join('\n'), conflicts };
}

function lines(text: string): string[] {
  return text.split('\n');
}
