/** Edits (insert, delete, replace, swap neighbours) from one word to another. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last: number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/**
 * The word that was probably meant.
 *
 * @returns null when nothing is near: a suggestion that is a guess misleads
 * @example nearest('opnapi', ['openapi', 'app']) // 'openapi'
 */
export function nearest(word: string, words: readonly string[]): string | null {
  // Of a letter or two nearly everything is an edit away.
  if (word.length < 3 || word.length > 40) return null;
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const ranked = words
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits, candidate }) => edits <= allowed || candidate.startsWith(word))
    .sort((left, right) => left.edits - right.edits);
  return ranked[0]?.candidate ?? null;
}
