const encoder = new TextEncoder();

/** English prose and JSON come to about four bytes a token in the tokenisers in use; other scripts to fewer. */
const BYTES_PER_TOKEN = 4;

/**
 * Roughly how many tokens a model reads when it is shown a value as compact JSON, or a string as it stands. An estimate by
 * size alone: right to about a quarter for English, too low for other scripts.
 *
 * @example estimateTokens({ name: 'list_tasks' }) // 6
 */
export function estimateTokens(value: unknown): number {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return Math.ceil(encoder.encode(text).length / BYTES_PER_TOKEN);
}
