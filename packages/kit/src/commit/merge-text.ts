import { diff3Merge, diffComm } from 'node-diff3';
import { type Conflict, settlePython } from './settle-python.js';

/**
 * The outcome of a three-way merge.
 *
 * @internal
 */
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
 * @param language - `python`: imports and new definitions of both sides are put together.
 *
 * @internal
 */
export function mergeText(
  base: string | null,
  yours: string,
  generated: string,
  language: 'python' | 'text' = 'text',
): Merged {
  if (base === null) return mergeTwoWays(yours, generated);
  const regions = diff3Merge(lines(yours), lines(base), lines(generated), { excludeFalseConflicts: true });
  return joinRegions(
    regions.flatMap(({ ok, conflict }): readonly Region[] => {
      if (ok || !conflict) return [ok ?? []];
      const region = { base: conflict.o, yours: conflict.a, generated: conflict.b };
      const settled = language === 'python' ? settlePython(region) : null;
      return settled ? [settled] : narrowed(region);
    }),
  );
}

/** Every difference between two texts as a conflict. */
export function mergeTwoWays(yours: string, generated: string): Merged {
  const regions = diffComm(lines(yours), lines(generated));
  return joinRegions(
    regions.flatMap((region): readonly Region[] =>
      'common' in region ? [region.common] : narrowed({ base: [], yours: region.buffer1, generated: region.buffer2 }),
    ),
  );
}

type Region = readonly string[] | Pick<Conflict, 'yours' | 'generated'>;

/** Lines that both sides begin or end with need no choice. */
function narrowed({ yours, generated }: Conflict): readonly Region[] {
  const most = Math.min(yours.length, generated.length);
  let head = 0;
  while (head < most && yours[head] === generated[head]) head += 1;
  let tail = 0;
  while (tail < most - head && yours.at(-1 - tail) === generated.at(-1 - tail)) tail += 1;
  const middle = (side: readonly string[]): readonly string[] => side.slice(head, side.length - tail);
  return [
    yours.slice(0, head),
    { yours: middle(yours), generated: middle(generated) },
    yours.slice(yours.length - tail),
  ];
}

function joinRegions(regions: readonly Region[]): Merged {
  let conflicts = 0;
  const merged = regions.flatMap((region) => {
    if (!('yours' in region)) return region;
    conflicts += 1;
    return [YOURS, ...region.yours, BETWEEN, ...region.generated, GENERATED];
  });
  // A file ends with a newline, also where its last line is a marker.
  if (merged.at(-1) === GENERATED) merged.push('');
  return { text: merged.join('\n'), conflicts };
}

function lines(text: string): string[] {
  return text.split('\n');
}
