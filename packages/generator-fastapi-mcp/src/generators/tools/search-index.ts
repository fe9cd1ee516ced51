import { type Context, type Effect, hintsOf, type ToolPlan } from '@fastapi-mcp/kit';
import { routeText } from '../route-text.js';

/** A tool as `search.py` knows it before its module is imported. */
export interface IndexEntry {
  readonly name: string;
  readonly title: string;
  readonly route: string;
  readonly effect: Effect;
  readonly destructive: boolean;
  /** Word → weight. */
  readonly terms: Readonly<Record<string, number>>;
}

/** How much a word counts, by where it stands. */
const WEIGHTS = { name: 4, title: 3, tag: 2, path: 2, description: 1, argument: 1 } as const;

/** Words that say nothing about a tool; `STOP_WORDS` in `search.py.ejs` must agree. */
const STOP_WORDS = new Set([
  'a',
  'an',
  'and',
  'as',
  'by',
  'for',
  'from',
  'in',
  'is',
  'it',
  'of',
  'on',
  'or',
  'that',
  'the',
  'this',
  'to',
  'with',
]);

/** A description's later words are detail that every long description repeats. */
const DESCRIPTION_LIMIT = 600;

/** The index over all tools of a plan, in their order. */
export function searchIndex({ plan }: Context): readonly IndexEntry[] {
  return plan.tools.map((tool) => {
    const { title, effect } = tool.operation;
    return {
      name: tool.name,
      title,
      route: routeText(tool),
      effect,
      destructive: hintsOf(tool.operation).destructive,
      terms: weightedTerms(tool),
    };
  });
}

function weightedTerms({ name, operation, arguments: args }: ToolPlan): IndexEntry['terms'] {
  const places: readonly (readonly [string, number])[] = [
    [name, WEIGHTS.name],
    [operation.title, WEIGHTS.title],
    [operation.tags.join(' '), WEIGHTS.tag],
    [operation.path, WEIGHTS.path],
    [operation.description.slice(0, DESCRIPTION_LIMIT), WEIGHTS.description],
    [args.map((argument) => argument.name).join(' '), WEIGHTS.argument],
  ];
  const weights = new Map<string, number>();
  for (const [text, weight] of places) {
    for (const term of termsOf(text)) if (!STOP_WORDS.has(term)) weights.set(term, (weights.get(term) ?? 0) + weight);
  }
  return Object.fromEntries([...weights].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The words of a text as the index spells them; `terms_of` in `search.py.ejs` must agree. */
export function termsOf(text: string): readonly string[] {
  const words =
    text
      .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
      .toLowerCase()
      .match(/[a-z]+|[0-9]+/g) ?? [];
  return words.map((word) =>
    word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word,
  );
}
