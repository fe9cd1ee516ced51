/** How much text a listing may spend, by how many tools share it; in characters. */
export interface TextBudget {
  readonly tool: number;
  readonly argument: number;
}

/** Few tools may explain themselves; many must be brief, since a model pays for every listing. */
export function textBudget(tools: number): TextBudget {
  if (tools <= 40) return { tool: 2_000, argument: 600 };
  if (tools <= 400) return { tool: 600, argument: 250 };
  return { tool: 250, argument: 120 };
}

/**
 * Text cut at the end of a paragraph, a sentence or a word, in this order of preference; marked by an ellipsis when a
 * sentence is cut. Limits of values are in the schema, so none is lost with the text.
 */
export function trimDescription(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const start = text.slice(0, limit);
  const paragraph = start.lastIndexOf('\n\n');
  if (paragraph > limit / 3) return start.slice(0, paragraph).trimEnd();
  const sentence = Math.max(...['. ', '.\n', '! ', '? '].map((end) => start.lastIndexOf(end)));
  if (sentence > limit / 3) return start.slice(0, sentence + 1);
  const word = start.lastIndexOf(' ');
  return `${start.slice(0, word > 0 ? word : limit - 1).trimEnd()}…`;
}
