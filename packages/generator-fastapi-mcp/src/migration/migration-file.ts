import { type Pattern, patterns } from '@fastapi-mcp/answers';
import type { MigrationStep } from './migration-steps.js';

/** Where the steps are kept: a person ticks them, a run ticks what it sees done. */
export const MIGRATION_FILE = 'MIGRATION.md';

/** A move that is under way. */
export interface Migration {
  readonly from: Pattern;
  readonly to: Pattern;
}

/** The move that a file is about; null when it is no file of ours. */
export function migrationIn(text: string | null): Migration | null {
  const [, from, to] = /^# From Pattern (\d) to Pattern (\d)\s*$/m.exec(text ?? '') ?? [];
  const known = (name: string | undefined): Pattern | undefined => patterns.find((pattern) => pattern === name);
  const [start, end] = [known(from), known(to)];
  return start === undefined || end === undefined ? null : { from: start, to: end };
}

/** A new file. */
export function newMigrationFile({ from, to }: Migration, steps: readonly MigrationStep[]): string {
  return [
    `# From Pattern ${from} to Pattern ${to}`,
    '',
    'What is left to do by hand, in this order. Tick what is done, and add notes as you like; `fastapi-mcp` ticks what it can',
    'see for itself each time it runs, and says what is open. Delete this file when nothing is.',
    '',
    ...steps.map((step) => lineOf(step, step.isDone)),
    '',
  ].join('\n');
}

/** The same file with what has been done since ticked; a tick stays, and so does whatever else a person wrote. */
export function updatedMigrationFile(text: string, steps: readonly MigrationStep[]): string {
  const byId = new Map(steps.map((step) => [step.id, step]));
  return text
    .split('\n')
    .map((line) => {
      const step = byId.get(idOf(line) ?? '');
      return step === undefined
        ? line
        : lineOf(step, step.isDone || isTicked(line)) + (line.endsWith('\r') ? '\r' : '');
    })
    .join('\n');
}

/** The steps that nobody has ticked, as one reads them. */
export function openSteps(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => idOf(line) !== null && !isTicked(line))
    .map((line) => line.replace(/^- \[ ?\] /, '').replace(/ *<!--.*-->\r?$/, ''));
}

function lineOf({ id, text }: MigrationStep, ticked: boolean): string {
  return `- [${ticked ? 'x' : ' '}] ${text} <!-- ${id} -->`;
}

function idOf(line: string): string | null {
  return /^- \[[ xX]?\] .*<!-- (\S+) -->\r?$/.exec(line)?.[1] ?? null;
}

function isTicked(line: string): boolean {
  return /^- \[[xX]\]/.test(line);
}
