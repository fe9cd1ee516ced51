import { readYeomanOptions, resolveRunOptions, yeomanOptions } from '@fastapi-mcp/answers';
import { UserError } from '@fastapi-mcp/kit';
import Generator, { type BaseFeatures, type BaseOptions } from 'yeoman-generator';
import { processTerminal } from '../cli/terminal.js';
import { runPlugin } from './run-plugin.js';

/** `yo fastapi-mcp:plugin NAME`: the same as `fastapi-mcp plugin NAME`, in a folder of its own. */
export class PluginPackageGenerator extends Generator {
  constructor(args?: string[], options?: BaseOptions, features?: BaseFeatures) {
    super(args, options, { ...features, inheritTasks: true });
    this.argument('name', { type: String, required: false, description: 'what the plugin is called: acme' });
    for (const { name, ...spec } of yeomanOptions()) this.option(name, spec);
  }

  async writing(): Promise<void> {
    const values = readYeomanOptions(this.options);
    const resolved = resolveRunOptions(values);
    if (!resolved.ok)
      throw new UserError(resolved.problems[0]?.message ?? 'a wrong option', resolved.problems[0]?.fix ?? '', {
        exitCode: 2,
      });
    const [name] = this.args;
    const parsed = {
      ok: true,
      command: 'plugin',
      flags: values,
      run: resolved.run,
      help: false,
      version: false,
    } as const;
    const rest = typeof name === 'string' ? [name] : [];
    const exitCode = await runPlugin({ ...parsed, rest }, { ...processTerminal(), cwd: this.destinationRoot() });
    if (exitCode !== 0) process.exitCode = exitCode;
  }
}
