import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '@fastapi-mcp/kit';
import type { FinishedYeomanRun, YeomanGeneratorClass, YeomanHost } from '@fastapi-mcp/kit/yeoman';
import { patchInApp } from './backend/patch-in-app.js';
import { dump } from './cli/dump.js';
import { lockIfNeeded } from './cli/lock-if-needed.js';
import { packageVersion } from './cli/package-version.js';
import { hasConflicts, reportRun, summary } from './cli/report-run.js';
import { canAsk, processTerminal, writeLines } from './cli/terminal.js';
import { registry } from './generators/registry.js';
import { followMigration, provideToken } from './migration/migrate.js';
import { pluginsOfRun } from './plugins/plugins-of-run.js';
import { pluginsIn, recordedIn } from './plugins/recorded-plugins.js';
import { presets } from './presets/index.js';
import { readAnswers } from './source/read-answers.js';
import { readNamedText } from './source/read-file.js';
import { readSource } from './source/read-source.js';

/** Loads a generator's class when it is composed. */
async function load(name: string): Promise<{ readonly Generator: YeomanGeneratorClass; readonly path: string }> {
  const module: { readonly default?: YeomanGeneratorClass } = await import(`./generators/${name}/index.js`);
  if (!module.default) throw new InternalError(`generators/${name}/index.js exports no generator`);
  return { Generator: module.default, path: fileURLToPath(new URL(`./generators/${name}/index.js`, import.meta.url)) };
}

/** What this package brings to a Yeoman run. */
export const yeomanHost: YeomanHost = {
  path: fileURLToPath(import.meta.url),
  version: packageVersion(),
  registry,
  presets,
  openPlugins: ({ run, output, cwd, loaded }) =>
    pluginsOfRun(
      {
        named: run.plugin,
        asked: run.answers === null ? [] : pluginsIn(resolve(cwd, run.answers)),
        removed: run.removePlugin,
        trust: run.trustPlugins,
        ...recordedIn(output === null ? [cwd, resolve(cwd, 'mcp-server')] : [resolve(cwd, output)]),
      },
      { cwd, env: process.env, loaded },
    ),
  load,
  readSource: (request) => readSource(request, processTerminal()),
  readText: readNamedText,
  readAnswers,
  dump: (stage, session, files) => writeLines(process.stdout, [dump(stage, session, files)]),
  finish,
};

async function finish({ session, result, run, whole }: FinishedYeomanRun): Promise<readonly string[]> {
  const terminal = processTerminal();
  const { cwd } = session;
  const lock = run.skipInstall || !result.committed ? null : await lockIfNeeded(session.folder, result, terminal);
  const patches = whole && (result.committed || run.dryRun);
  if (patches && !run.dryRun) await provideToken(session);
  const backend = patches ? await patchInApp(session, run, { cwd, canAsk: canAsk(terminal, run) }) : null;
  const toDo = patches ? await followMigration({ session, result, backend, dryRun: run.dryRun }) : [];
  const finished = { session, result, lock, backend, toDo, dryRun: run.dryRun, cwd };
  // `yo` has no exit code for a run that ended with work left to do.
  if (hasConflicts(finished) && !run.dryRun) process.exitCode = 1;
  if (run.json) await reportRun(finished, true, terminal);
  if (run.json) return [];
  return [
    ...(result.diff === null ? [] : [result.diff]),
    ...(backend?.diff ? [backend.diff] : []),
    ...summary(finished),
  ];
}
