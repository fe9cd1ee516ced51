import { relative, resolve, sep } from 'node:path';
import {
  combinePlugins,
  type Fault,
  kitVersion,
  type PluginDefinition,
  type RunPlugins,
  UserError,
} from '@fastapi-mcp/kit';
import semver from 'semver';
import { type FoundPlugin, findPlugin, PLUGIN_FOLDER, type Places, readPlugin } from './find-plugin.js';
import { loadPlugin } from './load-plugin.js';
import { ownTools } from './own-tools.js';
import { isPackageName, packageName, readReference } from './plugin-name.js';

/** Which plugins a run is about. */
export interface PluginRequest {
  /** `--plugin`: to be used from now on, wherever they lie. */
  readonly named: readonly string[];
  /** By the answers file, which is no consent to run code that lies beside it. */
  readonly asked: readonly string[];
  /** `--remove-plugin`. */
  readonly removed: readonly string[];
  /** `--trust-plugins`: code that the project brings may run. */
  readonly trust: boolean;
  /** Of `.yo-rc.json`: name → range of versions, or `file:folder`. */
  readonly recorded: Readonly<Record<string, string>>;
  /** The project, absolute; null: there is none yet. */
  readonly project: string | null;
  readonly cwd: string;
  readonly places: Places;
  /** Loaded already: those of a plugin's own Yeoman generator. */
  readonly loaded?: readonly PluginDefinition[];
}

/** A plugin that is used, and how the project remembers it. */
interface UsedPlugin {
  readonly definition: PluginDefinition;
  /** A range of versions, or the folder, absolute, of one that is in no place of packages. */
  readonly source: { readonly range: string } | { readonly folder: string };
}

/**
 * Finds and loads the plugins of a run. A plugin that the user named and that cannot be used ends the run; one that the
 * project remembers is only missed.
 *
 * @throws UserError also when two plugins claim the same thing.
 */
export async function openPlugins(request: PluginRequest): Promise<RunPlugins> {
  const removed = request.removed.map((name) => removedName(name, request));
  const named = await openNamed(request);
  const known = new Set([...named.used.map(({ definition }) => definition.name), ...removed]);
  const opened: Opened = { used: [...named.used], missing: [], warnings: [...named.warnings] };
  for (const [name, range] of Object.entries(request.recorded)) {
    if (known.has(name)) continue;
    const { used, warnings } = await openRecorded(name, range, request);
    opened.warnings.push(...warnings);
    if (used) opened.used.push(used);
    else opened.missing.push(name);
  }
  const { used, missing, warnings } = opened;
  const toolbox = combinePlugins(
    ownTools,
    used.map(({ definition }) => definition),
  );
  return {
    toolbox,
    missing,
    removed,
    warnings,
    recorded: (folder) => recorded(opened, request.recorded, folder),
  };
}

interface Opened {
  readonly used: UsedPlugin[];
  readonly missing: string[];
  readonly warnings: Fault[];
}

async function openNamed(request: PluginRequest): Promise<Omit<Opened, 'missing'>> {
  const opened: Omit<Opened, 'missing'> = { used: [], warnings: [] };
  for (const text of [...request.named, ...request.asked]) {
    const found = findNamed(text, request);
    if (found.place === 'project' && !request.named.includes(text) && !request.trust)
      throw new UserError(
        `the plugin ${found.name} is code that lies with the project (${found.folder})`,
        'look at it, then name it with --plugin, or run with --trust-plugins',
      );
    opened.warnings.push(...versionWarnings(found, null));
    opened.used.push({ definition: await loadPlugin(found), source: sourceOf(found, request) });
  }
  const names = new Set(opened.used.map(({ definition }) => definition.name));
  for (const definition of request.loaded ?? []) {
    if (names.has(definition.name)) continue;
    const found = findPlugin(definition.name, request.places);
    opened.used.push({ definition, source: { range: found === null ? '*' : `^${found.version}` } });
  }
  return opened;
}

/** What `.yo-rc.json` in a folder says of the plugins. */
function recorded(
  { used, missing }: Opened,
  earlier: PluginRequest['recorded'],
  folder: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...missing.map((name) => [name, earlier[name] ?? '*']),
    ...used.map(({ definition, source }) => [
      definition.name,
      'range' in source ? source.range : `file:${relative(folder, source.folder).split(sep).join('/') || '.'}`,
    ]),
  ]);
}

function findNamed(text: string, { cwd, places }: PluginRequest): FoundPlugin {
  const reference = readReference(text, cwd);
  if (reference.kind === 'package' && !isPackageName(reference.name))
    throw new UserError(
      `--plugin: ${JSON.stringify(text)} is no name of a plugin`,
      'a folder is named with ./ in front',
    );
  const found =
    reference.kind === 'folder' ? readPlugin(reference.folder, 'project') : findPlugin(reference.name, places);
  if (found) return found;
  if (reference.kind === 'folder')
    throw new UserError(`${text}: there is no package of a plugin`, 'name a folder with a package.json');
  throw new UserError(
    `the plugin ${reference.name} is not installed`,
    `npm install --global ${reference.name}, or beside generator-fastapi-mcp; a folder is named with ./ in front`,
  );
}

function removedName(text: string, { recorded, cwd }: PluginRequest): string {
  const name = text in recorded ? text : packageName(text);
  if (name in recorded) return name;
  throw new UserError(
    `the project has no plugin ${name}`,
    Object.keys(recorded).length > 0
      ? `it has ${Object.keys(recorded).join(', ')}`
      : `.yo-rc.json names none (looked in ${cwd})`,
  );
}

function sourceOf(found: FoundPlugin, { project, places }: PluginRequest): UsedPlugin['source'] {
  const known = findPlugin(found.name, places);
  const own = project !== null && found.folder.startsWith(resolve(project, PLUGIN_FOLDER) + sep);
  return own || known?.folder === found.folder ? { range: `^${found.version}` } : { folder: found.folder };
}

interface Recorded {
  readonly used: UsedPlugin | null;
  readonly warnings: readonly Fault[];
}

async function openRecorded(name: string, range: string, request: PluginRequest): Promise<Recorded> {
  const { project, places, trust } = request;
  const isFolder = range.startsWith('file:');
  const missed = (message: string, hint: string): Recorded => ({ used: null, warnings: [{ message, hint }] });
  // The name comes from a file of the project: it must not lead out of the folders of packages.
  if (!isPackageName(name))
    return missed(`${JSON.stringify(name)} in .yo-rc.json is no name of a plugin`, 'repair it, or restore it from git');
  const found = isFolder
    ? readPlugin(resolve(project ?? request.cwd, range.slice('file:'.length)), 'project')
    : findPlugin(name, places);
  if (found === null || found.name !== name) {
    return missed(
      `the plugin ${name} (${range}) is not installed: what it brought stays as it is, and is not brought up to date`,
      isFolder
        ? `name its folder with --plugin, or --remove-plugin ${name}`
        : `npm install --global ${name}, or --remove-plugin ${name}`,
    );
  }
  if (found.place === 'project' && !trust) {
    return missed(
      `the plugin ${name} is code that this project brings (${found.folder}), and was not run: what it brought stays as it is`,
      `look at it, then run again with --plugin ${isFolder ? found.folder : name} or --trust-plugins`,
    );
  }
  const warnings = versionWarnings(found, isFolder ? null : range);
  try {
    const definition = await loadPlugin(found);
    return { used: { definition, source: isFolder ? { folder: found.folder } : { range } }, warnings };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      used: null,
      warnings: [...warnings, { message: `${error.message}; what it brought stays as it is`, hint: error.hint }],
    };
  }
}

/** A version that nobody tried together is said and not refused: it mostly works, and refusing it helps nobody. */
function versionWarnings({ name, version, kitRange }: FoundPlugin, range: string | null): readonly Fault[] {
  const fits = (one: string, wanted: string): boolean =>
    semver.validRange(wanted) === null || semver.satisfies(one, wanted, { includePrerelease: true });
  return [
    ...(range !== null && !fits(version, range)
      ? [
          {
            message: `the project was generated with ${name} ${range}, and ${version} is installed`,
            hint: `npm install --global ${name}@${range}, or take this one over with --plugin ${name}`,
          },
        ]
      : []),
    ...(kitRange !== null && !fits(kitVersion(), kitRange)
      ? [
          {
            message: `${name} ${version} is written for @fastapi-mcp/kit ${kitRange}, and this is ${kitVersion()}`,
            hint: 'update the plugin, or use it at your own risk',
          },
        ]
      : []),
  ];
}
