import { dirname, join } from 'node:path';
import { storeName, yeomanOptions } from '@fastapi-mcp/answers';
import Generator, { type BaseFeatures, type BaseOptions } from 'yeoman-generator';
import type { GeneratorDefinition } from './define-generator.js';
import { InternalError, UserError } from './errors.js';
import type { PluginDefinition } from './plugin/define-plugin.js';
import { wholeServer } from './plugin/run-plugins.js';
import { keepAbsent } from './yeoman/absent-folder.js';
import type { YeomanGeneratorClass, YeomanHost } from './yeoman/host.js';
import { commitShared, emitShared, openPluginsOf, openShared, runOptions, sharedRun } from './yeoman/shared-run.js';
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
  return generatorClass({ definition, host, plugin: null });
}

interface GeneratorOptions {
  readonly definition: GeneratorDefinition;
  readonly host: YeomanHost | null;
  /** The plugin that the generator belongs to; null: the umbrella itself. */
  readonly plugin: PluginDefinition | null;
}

function generatorClass({ definition, host, plugin }: GeneratorOptions): YeomanGeneratorClass {
  return class extends SharedGenerator {
    override async initializing(): Promise<void> {
      const run = sharedRun(this);
      run.definitions.set(definition.name, definition);
      if (plugin) run.loaded.push(plugin);
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
    /** For {@link yeomanPlugin}: a plugin's generator as one of ours. */
    static generatorOf(plugin: PluginDefinition, name: string): ReturnType<Umbrella['generatorOf']> {
      const definition = plugin.generators?.find((one) => one.name === name);
      if (!definition) throw new InternalError(`${plugin.name} has no generator ${name}`);
      const path = join(dirname(host.path), 'generators', name, 'index.js');
      return { Generator: generatorClass({ definition, host, plugin }), path };
    }

    override async initializing(): Promise<void> {
      sharedRun(this).whole = true;
      await super.initializing();
    }

    async configuring(): Promise<void> {
      const run = sharedRun(this);
      const session = await openShared(run, this);
      const plugins = await openPluginsOf(run, this);
      for (const name of wholeServer(plugins, session, runOptions(this).preset)) {
        const definition = plugins.toolbox.registry.get(name);
        if (host.registry.has(name)) await this.composeWith(await host.load(name));
        // A plugin's generator needs no Yeoman class of its own to take part.
        else if (definition) run.definitions.set(name, definition);
      }
    }

    protected override host(): YeomanHost {
      return host;
    }
  };
}

/**
 * One generator of a plugin as a Yeoman generator: `yo fastapi-mcp-acme:audit`. It hands over to the umbrella that Yeoman
 * found, so that a plugin works with the version of kit that its user has.
 *
 * @param name - of the generator.
 * @example
 * export default yeomanPlugin(acmePlugin, 'audit');
 */
export function yeomanPlugin(plugin: PluginDefinition, name: string): YeomanGeneratorClass {
  return class extends Generator {
    constructor(args?: string[], options?: BaseOptions, features?: BaseFeatures) {
      super(args, options, { ...features, inheritTasks: true });
    }

    async initializing(): Promise<void> {
      const umbrella: unknown = await this.env.get(UMBRELLA);
      if (!isUmbrella(umbrella))
        throw new UserError(
          `${plugin.name} works together with generator-fastapi-mcp, which Yeoman does not find`,
          'npm install --global generator-fastapi-mcp',
        );
      const given: object = this.options;
      await this.composeWith(umbrella.generatorOf(plugin, name), given);
    }
  };
}

const UMBRELLA = 'fastapi-mcp:app';

interface Umbrella {
  readonly generatorOf: (
    plugin: PluginDefinition,
    name: string,
  ) => { readonly Generator: YeomanGeneratorClass; readonly path: string };
}

function isUmbrella(found: unknown): found is Umbrella {
  return typeof found === 'function' && 'generatorOf' in found && typeof found.generatorOf === 'function';
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
