import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, commands, coreQuestions, helpText, parseFlags, type QuestionSet } from '@fastapi-mcp/answers';
import type { RunPlugins } from '@fastapi-mcp/kit';
import { GENERATORS } from './cli/generator-names.js';
import { processTerminal, type Terminal, writeLines } from './cli/terminal.js';
import { hasPlugins, mentionedPlugins, projectFolders } from './plugins/recorded-plugins.js';

/** What is built of the commands that the answers package describes. */
const available = commands.filter(
  ({ name }) =>
    name === 'app' ||
    name === 'check' ||
    name === 'backend' ||
    name === 'plugin' ||
    GENERATORS.some((generator) => generator === name),
);

/**
 * The command line.
 *
 * @param argv - the arguments alone.
 * @returns the exit code: 0 done, 1 failed with a message, 2 wrong usage, 130 interrupted.
 * @example process.exitCode = await main(process.argv.slice(2));
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let known: Known;
  try {
    known = await whatIsKnown(argv, terminal);
  } catch (error) {
    return failed(error, argv, terminal);
  }
  const { commands, set, plugins, recovered } = known;
  const parsed = parseFlags(argv, { commands, set });
  if (!parsed.ok)
    return failed({ faults: parsed.problems.map(({ message, fix }) => ({ message, hint: fix })) }, argv, terminal);
  if (parsed.help) {
    const command = argv.includes(parsed.command) ? parsed.command : undefined;
    await writeLines(terminal.stdout, [helpText(command, { commands, set }).trimEnd()]);
    return 0;
  }
  if (parsed.version) {
    const { packageVersion } = await import('./cli/package-version.js');
    await writeLines(terminal.stdout, [packageVersion()]);
    return 0;
  }
  if (parsed.command === 'check') {
    const { runCheck } = await import('./check/run-check.js');
    return runCheck(parsed, plugins, terminal, recovered);
  }
  if (parsed.command === 'backend') {
    const { runBackend } = await import('./backend/run-backend.js');
    return runBackend(parsed, terminal);
  }
  if (parsed.command === 'plugin') {
    const { runPlugin } = await import('./plugin-package/run-plugin.js');
    return runPlugin(parsed, terminal);
  }
  // Only now: help must not wait for what generation needs.
  const { runCommand } = await import('./cli/run-command.js');
  return runCommand(parsed, plugins, terminal, recovered);
}

/** What may stand on the command line. */
interface Known {
  readonly commands: readonly Command[];
  readonly set: QuestionSet;
  /** Null: there is none, so that nothing was loaded for it. */
  readonly plugins: RunPlugins | null;
  /** What was put in order first, after a run that was killed; null: nothing. */
  readonly recovered: string | null;
}

/** Plugins bring commands and flags of their own, so they are loaded before the line is read; without any, nothing is. */
async function whatIsKnown(argv: readonly string[], { cwd, env }: Terminal): Promise<Known> {
  const recovered = await finishKilledRun(argv, cwd);
  const mention = mentionedPlugins(argv, cwd);
  if (!hasPlugins(mention)) return { commands: available, set: coreQuestions, plugins: null, recovered };
  const { pluginsOfRun } = await import('./plugins/plugins-of-run.js');
  const plugins = await pluginsOfRun(mention, { cwd, env });
  const names = new Set(available.map(({ name }) => name));
  const added = [...plugins.toolbox.registry.values()].filter(({ name }) => !names.has(name));
  const commands = [...available, ...added.map(({ name, description }) => ({ name, summary: description }))];
  return { commands, set: plugins.toolbox.questions, plugins, recovered };
}

/** A killed run may have been changing which plugins the project has: what it began is finished before that is read. */
async function finishKilledRun(argv: readonly string[], cwd: string): Promise<string | null> {
  const others = ['--help', '-h', '--version', 'backend', 'plugin'];
  const { output, folders } = projectFolders(argv, cwd);
  const began = folders.some((folder) => existsSync(join(folder, '.fastapi-mcp', 'journal.json')));
  if (!began || argv.some((word) => others.includes(word))) return null;
  const { finishEarlierRun } = await import('@fastapi-mcp/kit');
  return finishEarlierRun({ cwd, flags: output === null ? {} : { output } });
}

async function failed(error: unknown, argv: readonly string[], terminal: Terminal): Promise<number> {
  const { reportError } = await import('./cli/report-error.js');
  return reportError(error, argv.includes('--json'), terminal);
}
