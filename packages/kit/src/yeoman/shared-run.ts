import { join, relative, sep } from 'node:path';
import { type RunOptions, readYeomanOptions, resolveRunOptions } from '@fastapi-mcp/answers';
import type Generator from 'yeoman-generator';
import { type CommitResult, commitFiles } from '../commit/commit-files.js';
import { type OwnedFile, pathProblem } from '../commit/file-set.js';
import { readOrNull } from '../commit/read-or-null.js';
import type { GeneratorDefinition } from '../define-generator.js';
import { InternalError, UserError } from '../errors.js';
import { combinePlugins } from '../plugin/combine-plugins.js';
import type { PluginDefinition } from '../plugin/define-plugin.js';
import { leavingGenerators, presetAnswers, presetNamed, type RunPlugins } from '../plugin/run-plugins.js';
import { STORE_FILE } from '../session/find-project.js';
import { wrongAnswers } from '../session/gather-answers.js';
import { finishEarlierRun } from '../session/locate-project.js';
import { openSession } from '../session/open-session.js';
import { type ProjectFiles, projectFiles, withNeeds } from '../session/project-files.js';
import type { Session } from '../session/session.js';
import type { YeomanHost } from './host.js';

/** Kept on the environment under a global symbol: a plugin may bring a kit of its own, and must find the same run. */
const KEY = Symbol.for('@fastapi-mcp/kit/yeoman-run');

/** One Yeoman environment's run: every composed generator of ours shares its answers, contract, plan and commit. */
export interface SharedRun {
  readonly definitions: Map<string, GeneratorDefinition>;
  host: YeomanHost | null;
  /** The generator that brings the commit. */
  leader: Generator | null;
  /** Whether `app` is in it: then everything is asked. */
  whole: boolean;
  /** Plugins that started the run themselves. */
  readonly loaded: PluginDefinition[];
  plugins: Promise<RunPlugins> | null;
  /** What was put in order before the plugins were read. */
  recovered: string | null;
  session: Promise<Session> | null;
  emitted: ProjectFiles | null;
  result: CommitResult | null;
  finished: boolean;
}

/** The run of a generator's environment. */
export function sharedRun(generator: Generator): SharedRun {
  const shared = sharedData(generator);
  const known = shared[KEY];
  if (known !== undefined) return known;
  const run: SharedRun = {
    definitions: new Map(),
    host: null,
    leader: null,
    whole: false,
    loaded: [],
    plugins: null,
    recovered: null,
    session: null,
    emitted: null,
    result: null,
    finished: false,
  };
  shared[KEY] = run;
  return run;
}

function sharedData(generator: Generator): { [KEY]?: SharedRun } {
  const env: object = generator.env;
  const options: unknown = 'sharedOptions' in env ? env.sharedOptions : null;
  const data: unknown =
    typeof options === 'object' && options !== null && 'sharedData' in options ? options.sharedData : null;
  if (typeof data !== 'object' || data === null) throw new InternalError('this Yeoman environment has no shared data');
  return data;
}

/** The options of this run, as Yeoman read them. */
export function runOptions(generator: Generator): RunOptions {
  // Yeoman gives its own options a default under the dashed name, which would hide what a program passed in camelCase.
  const skipInstall = generator.options.skipInstall === true;
  const resolution = resolveRunOptions({
    ...readYeomanOptions(generator.options),
    ...(skipInstall ? { skipInstall } : {}),
  });
  if (!resolution.ok) throw wrongAnswers(resolution.problems);
  return resolution.run;
}

/** The plugins of the run, opened once. */
export function openPluginsOf(run: SharedRun, generator: Generator): Promise<RunPlugins> {
  run.plugins ??= opened(run, generator);
  return run.plugins;
}

async function opened(run: SharedRun, generator: Generator): Promise<RunPlugins> {
  const { host, loaded } = run;
  const { output } = readYeomanOptions(generator.options);
  if (host === null) return withoutPlugins([...run.definitions.values()]);
  const cwd = generator.destinationRoot();
  run.recovered = await finishEarlierRun({ cwd, flags: typeof output === 'string' ? { output } : {} });
  return host.openPlugins({
    run: runOptions(generator),
    output: typeof output === 'string' ? output : null,
    cwd,
    loaded,
  });
}

/** A generator that came without its umbrella has itself alone. */
function withoutPlugins(definitions: readonly GeneratorDefinition[]): RunPlugins {
  const registry = new Map(definitions.map((definition) => [definition.name, definition]));
  const toolbox = combinePlugins({ registry, presets: new Map() }, []);
  return { toolbox, missing: [], removed: [], warnings: [], recorded: () => ({}) };
}

/** Answers and contract, found out once by whichever generator comes first. */
export function openShared(run: SharedRun, generator: Generator): Promise<Session> {
  run.session ??= open(run, generator);
  return run.session;
}

async function open(run: SharedRun, generator: Generator): Promise<Session> {
  const options = runOptions(generator);
  const plugins = await openPluginsOf(run, generator);
  const { questions, templates } = plugins.toolbox;
  for (const { message, hint } of plugins.warnings) generator.log(`warning: ${message}\nhint: ${hint}`);
  const interactive = !options.yes && (process.stdin.isTTY === true || isAsked(generator));
  const only = run.whole
    ? {}
    : {
        only: [
          ...new Set(
            [...run.definitions.values()]
              .flatMap(({ answers }) => answers)
              .concat(['openapi', 'app', 'backend', 'output']),
          ),
        ],
      };
  const cwd = generator.destinationRoot();
  const file = options.answers === null ? {} : { file: run.host?.readAnswers(options.answers, cwd) };
  return openSession(
    {
      cwd,
      flags: {
        ...presetAnswers(presetNamed(plugins, options.preset)),
        ...readYeomanOptions(generator.options, questions),
      },
      run: options,
      recovered: run.recovered,
      set: questions,
      templates,
      ...file,
      ...only,
    },
    {
      readSource: async (request) => {
        if (run.host) return run.host.readSource(request);
        throw new UserError('there is no contract here', 'run this in a project that yo fastapi-mcp:app made');
      },
      readText: async (path, option, cwd) => {
        if (run.host) return run.host.readText(path, option, cwd);
        throw new UserError(`${option} needs generator-fastapi-mcp`, 'install it, or leave the option out');
      },
      ask: interactive ? async (prompt) => (await generator.prompt([prompt]))[prompt.name] : null,
      version: run.host?.version ?? null,
      tell: (line) => void (options.json || options.dump !== null || generator.log(line)),
    },
  );
}

/** Tests answer prompts without a terminal. */
function isAsked({ options }: Generator): boolean {
  return 'interactive' in options && options.interactive === true;
}

/** Renders everything into mem-fs, once, so that what runs later in the same environment can read and change it there. */
export async function emitShared(run: SharedRun, generator: Generator): Promise<void> {
  if (run.emitted || run.finished) return;
  const session = await openShared(run, generator);
  const plugins = await openPluginsOf(run, generator);
  // The toolbox's order, whoever started the run: the same project must come out the same.
  const known = new Map(plugins.toolbox.registry);
  for (const [name, definition] of run.definitions) if (!known.has(name)) known.set(name, definition);
  const present = session.project?.generators ?? [];
  const running = withNeeds([...run.definitions.keys()], known, present);
  const storeFile = join(session.folder, STORE_FILE);
  const store = generator.fs.exists(storeFile) ? generator.fs.read(storeFile) : readOrNull(storeFile);
  const emitted = projectFiles({
    session,
    running,
    known,
    store,
    plugins: plugins.recorded(session.folder),
    leaving: leavingGenerators(plugins, present),
  });
  const { dump } = runOptions(generator);
  if (dump !== null) {
    run.finished = true;
    return run.host?.dump(dump, session, emitted.files);
  }
  run.emitted = emitted;
  for (const { path, content } of run.emitted.files) generator.fs.write(join(session.folder, path), content);
}

/**
 * Commits what is in mem-fs for the output folder, ours and what plugins wrote there with plain `this.fs.write`, in one
 * piece; what anybody wrote elsewhere is left to mem-fs's own commit.
 *
 * @throws UserError when conflicts keep everything from being written.
 */
export async function commitShared(run: SharedRun, generator: Generator): Promise<void> {
  if (run.result || !run.emitted) return;
  const { folder } = await openShared(run, generator);
  const { dryRun, force } = runOptions(generator);
  const { files, ran, absent } = inMemory(run.emitted, folder, generator);
  const interactive = process.stdin.isTTY === true;
  run.result = await commitFiles({
    folder,
    files,
    ran,
    absent,
    dryRun,
    conflicts: interactive || force ? 'markers' : 'refuse',
  });
  settle(folder, generator);
  if (!dryRun) await generator.fs.commit();
  const conflicts = run.result.files
    .filter(({ state }) => state === 'conflicted')
    .map(({ path, reason }) => `${path}${reason ? ` (${reason})` : ''}`);
  if (!run.result.committed && !dryRun) {
    throw new UserError(
      `nothing was written, because of conflicts: ${conflicts.join(', ')}`,
      'run it in a terminal, or with --force, to get both versions between markers',
    );
  }
}

/** Emitted files as they are in mem-fs by now, and files that others added there. */
function inMemory({ files, ran, absent }: ProjectFiles, folder: string, generator: Generator): ProjectFiles {
  const ours = files.flatMap((file): OwnedFile[] => {
    const path = join(folder, file.path);
    return generator.fs.exists(path) ? [{ ...file, content: generator.fs.read(path) ?? '' }] : [];
  });
  const known = new Set(files.map(({ path }) => path));
  const added = Object.entries(generator.fs.dump(folder)).flatMap(([name, { contents, state }]): OwnedFile[] => {
    const path = name.split(sep).join('/');
    if (known.has(path) || state !== 'modified' || contents === null || pathProblem(path) !== null) return [];
    // An owner of its own: it is not removed when a later run does without the plugin.
    return [{ path, content: contents, owners: [`file ${path}`] }];
  });
  return { files: [...ours, ...added], ran: new Set([...ran, ...added.flatMap(({ owners }) => owners)]), absent };
}

/** Our commit stands: mem-fs must not write these files a second time. */
function settle(folder: string, generator: Generator): void {
  generator.env.sharedFs.each((file) => {
    const way = relative(folder, file.path);
    if (!way.startsWith('..') && 'state' in file) delete file.state;
  });
}
