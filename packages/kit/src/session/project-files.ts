import { mapPaths, toStored } from '@fastapi-mcp/answers';
import type { OwnedFile } from '../commit/file-set.js';
import type { GeneratorDefinition } from '../define-generator.js';
import { UserError } from '../errors.js';
import { collectContributions } from '../plugin/collect-contributions.js';
import { assembleFiles, contributionsOf } from '../render/assemble-files.js';
import { CONTRACT_FILE, OVERLAID_FILE, rebase, STORE_FILE, storeText } from './find-project.js';
import type { Session } from './session.js';

/**
 * The name under which a run's own files (`openapi.json`, `.yo-rc.json`) are owned.
 *
 * @internal
 */
export const PROJECT_OWNER = 'project';

/**
 * What is generated, and by whom.
 *
 * @internal
 */
export interface ProjectFiles {
  readonly files: readonly OwnedFile[];
  /** The generators that ran, for `commitFiles`. */
  readonly ran: ReadonlySet<string>;
  /** Those whose plugin is not at hand, so that what they had a part in stands still; for `commitFiles`. */
  readonly absent: ReadonlySet<string>;
}

/**
 * The generators to run for the chosen ones: themselves, and what they need that the project does not have yet, needed
 * ones first.
 *
 * @throws UserError when a needed generator is not known.
 *
 * @internal
 */
export function withNeeds(
  chosen: readonly string[],
  known: ReadonlyMap<string, GeneratorDefinition>,
  present: readonly string[],
): readonly GeneratorDefinition[] {
  const order = new Map<string, GeneratorDefinition>();
  const add = (name: string, by: string | null): void => {
    const definition = known.get(name);
    if (!definition)
      throw new UserError(
        by === null ? `there is no generator ${name}` : `${by} needs the generator ${name}, which is not installed`,
        `install the plugin that has it`,
      );
    if (order.has(name)) return;
    for (const need of definition.needs ?? []) if (!present.includes(need)) add(need, name);
    order.set(name, definition);
  };
  for (const name of chosen) add(name, null);
  return [...order.values()];
}

/**
 * What {@link projectFiles} goes by.
 *
 * @internal
 */
export interface ProjectFilesOptions {
  readonly session: Session;
  /** In order. */
  readonly running: readonly GeneratorDefinition[];
  /** All generators at hand, in the order in which they contribute. */
  readonly known: ReadonlyMap<string, GeneratorDefinition>;
  /** The text of `.yo-rc.json` as it is now; null when there is none. */
  readonly store: string | null;
  /** The plugins that the project has from now on, and the versions that will do; absent: none. */
  readonly plugins?: Readonly<Record<string, string>>;
  /** Generators that leave the project, with all that they added. */
  readonly leaving?: ReadonlySet<string>;
}

/**
 * Every file of a run. Generators that are in the project already render too, since a file of structure A has parts by
 * several; only those that run are committed.
 *
 * @internal
 */
export function projectFiles(options: ProjectFilesOptions): ProjectFiles {
  const { session, running, known, store, plugins = {}, leaving = new Set() } = options;
  const ran = new Set(running.map(({ name }) => name));
  const earlier = (session.project?.generators ?? []).filter((name) => !leaving.has(name));
  const present = new Set([...earlier, ...ran]);
  const rendering = [...known.values()].filter(({ name }) => present.has(name));
  const { templates = {}, plan } = session.context;
  const view = { project: plan.project.name, title: plan.project.title };
  const context = { ...session.context, contributed: collectContributions(rendering, session.context) };
  const all = assembleFiles(contributionsOf(rendering, context), { templates, view });
  const own = (path: string, content: string): OwnedFile => ({
    path,
    content,
    ownership: 'replaced',
    owners: [PROJECT_OWNER],
  });
  const overlaid = session.context.overlaid === null ? [] : [own(OVERLAID_FILE, session.context.overlaid)];
  const absent = new Set(earlier.filter((name) => !known.has(name)));
  const strangers = absent.size > 0 ? unknownAnswers(session) : {};
  const newStore = storeText(store, { ...storedSection(session, [...present], plugins), ...strangers });
  return {
    files: [...all, own(CONTRACT_FILE, session.context.contract), ...overlaid, own(STORE_FILE, newStore)],
    ran: new Set([...ran, ...leaving, PROJECT_OWNER]),
    absent,
  };
}

/** Answers to the questions of a plugin that is not at hand: they are kept for when it is. */
function unknownAnswers({ project, set }: Session): Readonly<Record<string, unknown>> {
  const known = new Set([
    'schemaVersion',
    'generatorVersion',
    'generators',
    'plugins',
    ...set.questions.map(({ key }) => key),
  ]);
  return Object.fromEntries(Object.entries(project?.stored ?? {}).filter(([key]) => !known.has(key)));
}

/** Our section of the store: the answers, with paths relative to the project. */
function storedSection(
  { context, cwd, folder, set, version }: Session,
  generators: readonly string[],
  plugins: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const answers = mapPaths(toStored(context.answers, set), (path) => rebase(path, cwd, folder), set);
  const names = Object.keys(plugins).sort();
  return {
    ...answers,
    ...(version === null ? {} : { generatorVersion: version }),
    generators: [...generators].sort(),
    plugins: Object.fromEntries(names.map((name) => [name, plugins[name]])),
  };
}
