import { readYeomanOptions, resolveRunOptions, yeomanOptions } from '@fastapi-mcp/answers';
import { UserError } from '@fastapi-mcp/kit';
import Generator, { type BaseFeatures, type BaseOptions } from 'yeoman-generator';
import { processTerminal } from '../cli/terminal.js';
import { runBackend } from './run-backend.js';

/** `yo fastapi-mcp:backend`: the same as `fastapi-mcp backend`. It writes into the backend, not into Yeoman's folder. */
export class BackendGenerator extends Generator {
  constructor(args?: string[], options?: BaseOptions, features?: BaseFeatures) {
    super(args, options, { ...features, inheritTasks: true, customCommitTask: true, customInstallTask: true });
    for (const { name, ...spec } of yeomanOptions()) this.option(name, spec);
  }

  async writing(): Promise<void> {
    const values = readYeomanOptions(this.options);
    const resolved = resolveRunOptions(values);
    if (!resolved.ok)
      throw new UserError(resolved.problems[0]?.message ?? 'a wrong option', resolved.problems[0]?.fix ?? '', {
        exitCode: 2,
      });
    const parsed = {
      ok: true,
      command: 'backend',
      rest: [],
      flags: values,
      run: resolved.run,
      help: false,
      version: false,
    } as const;
    const exitCode = await runBackend(parsed, processTerminal());
    if (exitCode !== 0) process.exitCode = exitCode;
  }
}
