/** Groups, classes, escapes, counts, and every other character by itself. */
const TOKEN = /\(\?:|\[(?:\\.|[^\]\\])*\]|\\(?:x[0-9a-fA-F]{2}|u\{|u[0-9a-fA-F]{4}|.)|\{\d+(?:,\d*)?\}|./gsu;

/** A regular expression as its tokens; joined, they are the text again. */
export function patternTokens(pattern: string): readonly string[] {
  return pattern.match(TOKEN) ?? [];
}
