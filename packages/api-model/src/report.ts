import { visible } from '@fastapi-mcp/python';
import type { Diagnostic } from './diagnostic.js';

/** Enough to act on; a document with a thousand equal faults is one problem, not a thousand. */
const MOST_PER_CODE = 100;

/** Collects what the stages have to say, each thing once, in the order it was found. */
export interface Report {
  readonly add: (diagnostic: Diagnostic) => void;
  /** Everything so far; a code beyond its limit ends in one line that says how many were left out. */
  readonly diagnostics: () => readonly Diagnostic[];
}

/** Starts an empty report. */
export function createReport(): Report {
  const byCode = new Map<string, { readonly kept: Diagnostic[]; more: number }>();
  const seen = new Set<string>();
  const order: Diagnostic[] = [];
  return {
    add: (diagnostic) => {
      const key = `${diagnostic.code} ${diagnostic.at}`;
      if (seen.has(key)) return;
      seen.add(key);
      const group = byCode.get(diagnostic.code) ?? { kept: [], more: 0 };
      byCode.set(diagnostic.code, group);
      if (group.kept.length === MOST_PER_CODE) {
        group.more += 1;
        return;
      }
      const printable = onOneLine(diagnostic);
      group.kept.push(printable);
      order.push(printable);
    },
    diagnostics: () => [...order, ...[...byCode.values()].flatMap(({ kept, more }) => summary(kept.at(-1), more))],
  };
}

/** Pointers and names come from the spec: shown to a person, they must not move a cursor or hide a word. */
function onOneLine(diagnostic: Diagnostic): Diagnostic {
  const line = (text: string): string => visible(text).text.replace(/\s+/g, ' ').slice(0, 500);
  return { ...diagnostic, at: line(diagnostic.at), message: line(diagnostic.message), hint: line(diagnostic.hint) };
}

function summary(last: Diagnostic | undefined, more: number): readonly Diagnostic[] {
  if (!last || more === 0) return [];
  return [
    {
      ...last,
      message: `${more} more of the same kind`,
      hint: 'Mend the ones listed; the others have the same cause.',
    },
  ];
}
