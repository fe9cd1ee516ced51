import { commands, helpText, parseFlags } from '@fastapi-mcp/answers';
import { GENERATORS } from './cli/generator-names.js';
import { processTerminal, type Terminal, writeLines } from './cli/terminal.js';

/** What is built of the commands that the answers package describes. */
const available = commands.filter(
  ({ name }) =>
    name === 'app' || name === 'check' || name === 'backend' || GENERATORS.some((generator) => generator === name),
);

/**
 * The command line.
 *
 * @param argv - the arguments alone.
 * @returns the exit code: 0 done, 1 failed with a message, 2 wrong usage, 130 interrupted.
 * @example process.exitCode = await main(process.argv.slice(2));
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const parsed = parseFlags(argv, { commands: available });
  if (!parsed.ok) {
    const { reportError } = await import('./cli/report-error.js');
    return reportError(
      { faults: parsed.problems.map(({ message, fix }) => ({ message, hint: fix })) },
      argv.includes('--json'),
      terminal,
    );
  }
  if (parsed.help) {
    await writeLines(terminal.stdout, [
      helpText(argv.includes(parsed.command) ? parsed.command : undefined, { commands: available }).trimEnd(),
    ]);
    return 0;
  }
  if (parsed.version) {
    const { packageVersion } = await import('./cli/package-version.js');
    await writeLines(terminal.stdout, [packageVersion()]);
    return 0;
  }
  if (parsed.command === 'check') {
    const { runCheck } = await import('./check/run-check.js');
    return runCheck(parsed, terminal);
  }
  if (parsed.command === 'backend') {
    const { runBackend } = await import('./backend/run-backend.js');
    return runBackend(parsed, terminal);
  }
  // Only now: help must not wait for what generation needs.
  const { runCommand } = await import('./cli/run-command.js');
  return runCommand(parsed, terminal);
}
