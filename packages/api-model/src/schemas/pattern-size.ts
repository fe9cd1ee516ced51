/**
 * How large a regular expression becomes in Rust's `regex`, which refuses those beyond 10 MB when a model is defined, that
 * is, at the server's start. In units of 100 bytes, measured with pydantic 2.14: `\w{1,209}` is the largest of its kind.
 */
const UNIT: readonly (readonly [RegExp, number])[] = [
  [/\\[wW]/, 480],
  [/\\[dD]/, 50],
  [/\\[sS]/, 20],
  [/^(?:\.|\[\^)/, 10],
  [/[^ -~]/, 4],
];
export const MAX_PATTERN_SIZE = 90_000;

/** Estimated size of a well-formed pattern, by its tokens. */
export function patternSize(tokens: readonly string[]): number {
  const open: number[] = [0];
  let last = 0;
  for (const token of tokens) {
    const times = /^\{(\d+)(?:,(\d*))?\}$/.exec(token);
    if (token.startsWith('(')) {
      open.push(0);
      last = 0;
    } else if (token === ')') {
      last = open.pop() ?? 0;
      add(open, last);
    } else if (times) add(open, last * (Math.max(1, Number(times[2] || times[1])) - 1));
    else if (/^[*+?|]$/.test(token)) add(open, 1);
    else {
      last = UNIT.find(([kind]) => kind.test(token))?.[1] ?? 1;
      add(open, last);
    }
  }
  return open.reduce((sum, size) => sum + size, 0);
}

function add(open: number[], size: number): void {
  open[open.length - 1] = (open.at(-1) ?? 0) + size;
}
