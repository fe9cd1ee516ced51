import type { Diagnostic } from '@fastapi-mcp/api-model';
import { visible } from '@fastapi-mcp/python';

const MOST = 30;

/**
 * Diagnostics for a terminal: worst first, each with its place and what to do, and how many more there are.
 *
 * @param most - how many to show.
 *
 * @internal
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], most: number = MOST): readonly string[] {
  const rank = { error: 0, warning: 1, info: 2 } as const;
  const sorted = [...diagnostics].sort((a, b) => rank[a.severity] - rank[b.severity]);
  const lines = sorted
    .slice(0, most)
    .flatMap(({ severity, at, message, hint }) => [`${severity}: ${line(message)} (${line(at)})`, `  ${line(hint)}`]);
  return sorted.length > most ? [...lines, `… and ${sorted.length - most} more; --json lists them all`] : lines;
}

function line(text: string): string {
  return visible(text).text.replace(/\s+/g, ' ');
}
