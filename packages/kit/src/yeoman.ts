import { storeName, yeomanOptions } from '@fastapi-mcp/answers';
import Generator, { type BaseFeatures, type BaseOptions } from 'yeoman-generator';
import type { GeneratorDefinition } from './define-generator.js';
import { keepAbsent } from './yeoman/absent-folder.js';
import type { YeomanGeneratorClass, YeomanHost } from './yeoman/host.js';
import { commitShared, emitShared, openShared, runOptions, sharedRun } from './yeoman/shared-run.js';
import { toldByYo } from './yeoman/told-by-yo.js';

export type { FinishedYeomanRun, YeomanGeneratorClass, YeomanHost } from './yeoman/host.js';

/**
 * A definition as a Yeoman generator: `yo fastapi-mcp:client`. Alone it works in a project that is there, or asks for
 * what it needs; composed, it shares answers, contract and commit with the others.
 *
 * @param host - the umbrella's; a plugin leaves it out and takes the one of the generators that it runs with.
 * @example
 * export default yeomanGenerator(auditGenerator);
 */
export function yeomanGenerator(definition: GeneratorDefinition, host: YeomanHost | null = null): YeomanGeneratorClass {
  return class extends SharedGenerator {
    override async initializing(): Promise<void> {
      sharedRun(this).definitions.set(definition.name, definition);
      await super.initializing();
    }

    protected override host(): YeomanHost | null {
      return host;
    }
  };
}

/** The whole server as a Yeoman generator: composes the generators of the pattern's preset. */
export function yeomanApp(host: YeomanHost): YeomanGeneratorClass {
  return class extends SharedGenerator {
    override async initializing(): Promise<void> {
      sharedRun(this).whole = true;
      await super.initializing();
    }

    async configuring(): Promise<void> {
      const { context, project } = await openShared(sharedRun(this), this);
      const names = [...host.presets[context.answers.pattern].generators, ...(project?.generators ?? [])];
      for (const name of new Set(names)) if (host.registry.has(name)) await this.composeWith(await host.load(name));
    }

    protected override host(): YeomanHost {
      return host;
    }
  };
}

/** What every generator of ours does in Yeoman's queues. */
class SharedGenerator extends Generator {
  constructor(args?: string[], options?: BaseOptions, features?: BaseFeatures) {
    const undo = keepAbsent(options?.destinationRoot ?? null);
    super(args, options, { ...features, inheritTasks: true, unique: 'namespace' });
    undo();
    for (const { name, ...spec } of yeomanOptions()) if (!(name in this._options)) this.option(name, spec);
  }

  /** All generators of the umbrella keep their answers under one name in `.yo-rc.json`. */
  override rootGeneratorName(): string {
    return storeName;
  }

  protected host(): YeomanHost | null {
    return null;
  }

  async initializing(): Promise<void> {
    const run = sharedRun(this);
    // One commit for all: the first generator of the run brings it. Nothing here is for npm to install.
    if (!run.leader) {
      run.leader = this;
      this.setFeatures({ customCommitTask: () => toldByYo(() => commitShared(run, this)), customInstallTask: true });
    }
    run.host ??= this.host();
  }

  async prompting(): Promise<void> {
    const { folder } = await toldByYo(() => openShared(sharedRun(this), this));
    const undo = keepAbsent(folder);
    this.destinationRoot(folder);
    undo();
  }

  async writing(): Promise<void> {
    await toldByYo(() => emitShared(sharedRun(this), this));
  }

  async end(): Promise<void> {
    const run = sharedRun(this);
    if (run.finished || !run.result || !run.host) return;
    run.finished = true;
    const lines = await run.host.finish({
      session: await openShared(run, this),
      result: run.result,
      run: runOptions(this),
      whole: run.whole,
    });
    for (const line of lines) this.log(line);
  }
}
