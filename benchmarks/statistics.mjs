/** What five rounds say: a middle and a spread, of ratios taken within a round, never across rounds. */

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The nearest-rank percentile.
 *
 * @param {readonly number[]} values in any order
 * @param {number} share 0 to 1
 * @returns {number} one of the values; NaN of none
 */
export function percentile(values, share) {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/**
 * Ours ÷ theirs, round by round.
 *
 * @param {readonly number[]} ours a value per round
 * @param {readonly number[]} theirs the other's, of the same rounds
 * @returns {{ median: number, least: number, most: number }}
 */
export function ratio(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} rounds against ${theirs.length}`);
  const ratios = ours.map((value, round) => value / theirs[round]);
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}
