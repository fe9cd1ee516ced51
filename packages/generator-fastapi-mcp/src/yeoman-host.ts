import { fileURLToPath } from 'node:url';
import { InternalError } from '@fastapi-mcp/kit';
import type { YeomanGeneratorClass, YeomanHost } from '@fastapi-mcp/kit/yeoman';
import { lockIfNeeded } from './cli/lock-if-needed.js';
import { summary } from './cli/report-run.js';
import { processTerminal } from './cli/terminal.js';
import { registry } from './generators/registry.js';
import { presets } from './presets/index.js';
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
  registry,
  presets,
  load,
  readSource: (request) => readSource(request, processTerminal()),
  readText: readNamedText,
  finish: async ({ session, result, skipInstall, dryRun }) => {
    const terminal = processTerminal();
    const lock = skipInstall || !result.committed ? null : await lockIfNeeded(session.folder, result, terminal);
    return [
      ...(result.diff === null ? [] : [result.diff]),
      ...summary({ session, result, lock, dryRun, cwd: session.cwd }),
    ];
  },
};
