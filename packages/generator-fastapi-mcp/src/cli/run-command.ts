import { join } from 'node:path';
import type { ParsedFlags } from '@fastapi-mcp/answers';
import {
  commitFiles,
  type GeneratorDefinition,
  openSession,
  projectFiles,
  readOrNull,
  type Session,
  STORE_FILE,
  withNeeds,
} from '@fastapi-mcp/kit';
import type { BackendOutcome } from '../backend/patch-in-app.js';
import { registry } from '../generators/registry.js';
import { presets } from '../presets/index.js';
import { readAnswers } from '../source/read-answers.js';
import { readNamedText } from '../source/read-file.js';
import { readSource } from '../source/read-source.js';
import { ask } from './ask.js';
import { dump } from './dump.js';
import { lockIfNeeded } from './lock-if-needed.js';
import { reportError } from './report-error.js';
import { reportRun } from './report-run.js';
import { showProgress } from './show-progress.js';
import { isInteractive, type Terminal, writeLines } from './terminal.js';

/**
 * Runs one generator, or the whole server, and reports it.
 *
 * @returns the exit code.
 */
export async function runCommand(parsed: ParsedFlags, terminal: Terminal): Promise<number> {
  const interrupt = (): void => {
    terminal.stderr.write('\ninterrupted; nothing was written\n');
    // The commit runs without a pause, so that it is either done or not begun here.
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await generate(parsed, terminal);
  } catch (error) {
    return await reportError(error, parsed.run.json, terminal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function generate({ command, flags, run }: ParsedFlags, terminal: Terminal): Promise<number> {
  const interactive = isInteractive(terminal) && !run.yes && !run.json && run.dump === null;
  const session = await openSession(
    {
      cwd: terminal.cwd,
      flags,
      run,
      ...(run.answers === null ? {} : { file: readAnswers(run.answers, terminal.cwd) }),
      ...only(command),
    },
    {
      readText: readNamedText,
      readSource: (request) => showProgress('reading the contract', terminal, () => readSource(request, terminal)),
      ask: interactive ? ask : null,
      tell: (line) => void (run.json || terminal.stderr.write(`${line}\n`)),
    },
  );
  const running = withNeeds(chosen(command, session), registry, session.project?.generators ?? []);
  const { files, ran } = projectFiles({
    session,
    running,
    known: registry,
    store: readOrNull(join(session.folder, STORE_FILE)),
  });
  if (run.dump !== null) {
    await writeLines(terminal.stdout, [dump(run.dump, session, files)]);
    return 0;
  }
  const result = await commitFiles({
    folder: session.folder,
    files,
    ran,
    dryRun: run.dryRun,
    conflicts: interactive || run.force ? 'markers' : 'refuse',
  });
  const lock = run.skipInstall || !result.committed ? null : await lockIfNeeded(session.folder, result, terminal);
  const patches = command === 'app' && (result.committed || run.dryRun);
  const backend = patches ? await patchBackend(session, run, terminal) : null;
  return reportRun({ session, result, lock, backend, dryRun: run.dryRun, cwd: terminal.cwd }, run.json, terminal);
}

/** Loaded only where there is a backend to patch: parsing Python is most of what it costs. */
async function patchBackend(
  session: Session,
  run: ParsedFlags['run'],
  terminal: Terminal,
): Promise<BackendOutcome | null> {
  if (session.context.answers.pattern !== '4' || session.context.answers.backend === null) return null;
  const { patchInApp } = await import('../backend/patch-in-app.js');
  return patchInApp(session, run, terminal.cwd);
}

/** The answers to ask for when one generator runs by itself. */
function only(command: string): { readonly only?: readonly string[] } {
  if (command === 'app') return {};
  const closure = withNeeds([command], registry, []);
  return {
    only: [
      ...new Set([
        ...closure.flatMap(({ answers }: GeneratorDefinition) => answers),
        'openapi',
        'app',
        'backend',
        'output',
      ]),
    ],
  };
}

/** `app` is the preset of the chosen pattern, and what plugins have added to the project since. */
function chosen(command: string, { context, project }: Session): readonly string[] {
  if (command !== 'app') return [command];
  const preset = presets[context.answers.pattern].generators.filter((name) => registry.has(name));
  return [...new Set([...preset, ...(project?.generators ?? []).filter((name) => registry.has(name))])];
}
