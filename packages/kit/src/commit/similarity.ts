/** How much two texts share: 0 nothing, 1 everything; by lines, as git judges a rename, blank ones left out. */
export function similarity(a: string, b: string): number {
  const [left, right] = [counted(a), counted(b)];
  const total = size(left) + size(right);
  if (total === 0) return a === b ? 1 : 0;
  let shared = 0;
  for (const [line, count] of left) shared += line.length * Math.min(count, right.get(line) ?? 0);
  return (2 * shared) / total;
}

function counted(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed !== '') counts.set(trimmed, (counts.get(trimmed) ?? 0) + 1);
  }
  return counts;
}

function size(lines: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [line, count] of lines) sum += line.length * count;
  return sum;
}

/** A module's first line says what it is (`"""POST /tasks"""`), so two with the same one need share less of the rest. */
const SAME_OPENING = 0.5;
const OTHERWISE = 0.9;
const SHORTEST_OPENING = 12;

/** Whether one text is the other under a new name, changed a little at the most. */
export function isSameFile(a: string, b: string): boolean {
  const [opening, other] = [firstLine(a), firstLine(b)];
  const needed = opening === other && opening.length >= SHORTEST_OPENING ? SAME_OPENING : OTHERWISE;
  return similarity(a, b) >= needed;
}

function firstLine(text: string): string {
  return (
    text
      .replace(/^\ufeff/, '')
      .split(/\r?\n/, 1)[0]
      ?.trim() ?? ''
  );
}
