import { join } from 'node:path';
import type { ParsedFlags } from '@fastapi-mcp/answers';
import {
  commitFiles,
  type Fault,
  leavingGenerators,
  openSession,
  presetAnswers,
  presetNamed,
  projectFiles,
  type RunPlugins,
  readOrNull,
  type Session,
  STORE_FILE,
  visible,
  wholeServer,
  withNeeds,
} from '@fastapi-mcp/kit';
import type { BackendOutcome } from '../backend/patch-in-app.js';
import { followMigration, provideToken } from '../migration/migrate.js';
import { withoutPlugins } from '../plugins/own-tools.js';
import { readAnswers } from '../source/read-answers.js';
import { readNamedText } from '../source/read-file.js';
import { readSource } from '../source/read-source.js';
import { ask } from './ask.js';
import { dump } from './dump.js';
import { lockIfNeeded } from './lock-if-needed.js';
import { packageVersion } from './package-version.js';
import { reportError } from './report-error.js';
import { reportRun } from './report-run.js';
import { showProgress } from './show-progress.js';
import { canAsk, type Terminal, writeLines } from './terminal.js';

/**
 * Runs one generator, or the whole server, and reports it.
 *
 * @param recovered - what was put in order first, after a run that was killed.
 * @returns the exit code.
 */
export async function runCommand(
  parsed: ParsedFlags,
  plugins: RunPlugins | null,
  terminal: Terminal,
  recovered: string | null,
): Promise<number> {
  const interrupt = (): void => {
    terminal.stderr.write('\ninterrupted; nothing was written\n');
    // The tree changes without a pause, so that it is either done or not begun here; what was staged goes at the exit.
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await generate(parsed, plugins ?? withoutPlugins(), terminal, recovered);
  } catch (error) {
    return await reportError(error, parsed.run.json, terminal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function generate(
  { command, flags, run }: ParsedFlags,
  plugins: RunPlugins,
  terminal: Terminal,
  recovered: string | null,
): Promise<number> {
  const { registry, questions, templates } = plugins.toolbox;
  for (const warning of plugins.warnings) tellWarning(warning, terminal);
  const interactive = canAsk(terminal, run) && run.dump === null;
  const session = await openSession(
    {
      cwd: terminal.cwd,
      flags: { ...presetAnswers(presetNamed(plugins, run.preset)), ...flags },
      run,
      recovered,
      set: questions,
      templates,
      ...(run.answers === null ? {} : { file: readAnswers(run.answers, terminal.cwd) }),
      ...only(command, plugins),
    },
    {
      readText: readNamedText,
      readSource: (request) => showProgress('reading the contract', terminal, () => readSource(request, terminal)),
      ask: interactive ? ask : null,
      version: packageVersion(),
      tell: (line) => void (run.json || terminal.stderr.write(`${line}\n`)),
    },
  );
  const present = session.project?.generators ?? [];
  const running = withNeeds(chosen(command, session, { plugins, preset: run.preset }), registry, present);
  const { files, ran, absent } = projectFiles({
    session,
    running,
    known: registry,
    store: readOrNull(join(session.folder, STORE_FILE)),
    plugins: plugins.recorded(session.folder),
    leaving: leavingGenerators(plugins, present),
  });
  if (run.dump !== null) {
    await writeLines(terminal.stdout, [dump(run.dump, session, files)]);
    return 0;
  }
  const result = await commitFiles({
    folder: session.folder,
    files,
    ran,
    absent,
    dryRun: run.dryRun,
    conflicts: interactive || run.force ? 'markers' : 'refuse',
  });
  const lock = run.skipInstall || !result.committed ? null : await lockIfNeeded(session.folder, result, terminal);
  const patches = command === 'app' && (result.committed || run.dryRun);
  if (patches && !run.dryRun) await provideToken(session);
  const backend = patches ? await patchBackend(session, run, { cwd: terminal.cwd, canAsk: interactive }) : null;
  const toDo = patches ? await followMigration({ session, result, backend, dryRun: run.dryRun }) : [];
  return reportRun({ session, result, lock, backend, toDo, dryRun: run.dryRun, cwd: terminal.cwd }, run.json, terminal);
}

/** Loaded only where there is a backend to patch: parsing Python is most of what it costs. */
async function patchBackend(
  session: Session,
  run: ParsedFlags['run'],
  where: { readonly cwd: string; readonly canAsk: boolean },
): Promise<BackendOutcome | null> {
  if (session.context.answers.pattern !== '4' || session.context.answers.backend === null) return null;
  const { patchInApp } = await import('../backend/patch-in-app.js');
  return patchInApp(session, run, where);
}

/** On stderr with `--json` too: what was not done must not go unsaid. */
function tellWarning({ message, hint }: Fault, { stderr }: Terminal): void {
  stderr.write(`warning: ${visible(message).text}\nhint: ${visible(hint).text}\n`);
}

/** The answers to ask for when one generator runs by itself: its own, and where the contract is. */
function only(command: string, { toolbox }: RunPlugins): { readonly only?: readonly string[] } {
  if (command === 'app') return {};
  const closure = withNeeds([command], toolbox.registry, []);
  const plugins = new Set(closure.map(({ plugin }) => plugin));
  const added = toolbox.questions.questions.filter(({ owner }) => plugins.has(owner)).map(({ key }) => key);
  const keys = [...closure.flatMap(({ answers }) => answers), ...added, 'openapi', 'app', 'backend', 'output'];
  return { only: [...new Set(keys)] };
}

interface Choice {
  readonly plugins: RunPlugins;
  readonly preset: string | null;
}

/** `app` is a preset, and what plugins add to it; a plugin that is new to the project comes with any command. */
function chosen(command: string, session: Session, { plugins, preset }: Choice): readonly string[] {
  return command === 'app' ? wholeServer(plugins, session, preset) : [command];
}
