import { readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '@fastapi-mcp/kit';
import { z } from 'zod';

/** A plugin's package, found and not loaded. */
export interface FoundPlugin {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** The module to load, absolute. */
  readonly entry: string;
  /** The versions of kit that it is written for; null: it does not say. */
  readonly kitRange: string | null;
  /** `installed`: beside this generator, or globally, by the user. `project`: it came with a project, perhaps cloned. */
  readonly place: 'installed' | 'project';
}

/** Where to look. */
export interface Places {
  /** Folders of packages that the user installed for this generator, the nearest first. */
  readonly installed: readonly string[];
  /** Folders of packages that a project brings. */
  readonly project: readonly string[];
}

/** A project's own folder of plugins. */
export const PLUGIN_FOLDER = join('.fastapi-mcp', 'plugins');

/**
 * Yeoman's places, without its half second of asking npm: beside us, on NODE_PATH, global; then what the project brings.
 *
 * @param own - folders of ours: where this package lies, and where its program was started.
 * @param around - the generated project, or null when there is none yet, and the environment.
 */
export function pluginPlaces(
  own: readonly string[],
  cwd: string,
  { project, env }: { readonly project: string | null; readonly env: NodeJS.ProcessEnv },
): Places {
  const installed = [
    ...own.flatMap(nodeModulesAbove),
    ...(env.NODE_PATH ?? '').split(delimiter).filter((path) => path !== ''),
    ...globalFolders(env),
  ];
  const here = [cwd, ...(project === null ? [] : [project])];
  const local = [...(project === null ? [] : [join(project, PLUGIN_FOLDER)]), ...here.flatMap(nodeModulesAbove)].filter(
    (folder) => !installed.includes(folder),
  );
  return { installed: [...new Set(installed)], project: [...new Set(local)] };
}

function nodeModulesAbove(folder: string): readonly string[] {
  const parts = resolve(folder).split(sep);
  return parts
    .map((_, index) => parts.slice(0, parts.length - index).join(sep))
    .filter((above) => !above.endsWith(`${sep}node_modules`))
    .map((above) => join(above === '' ? sep : above, 'node_modules'));
}

/** Where this Node's `npm install --global` puts packages; another prefix is reached by lying beside us, or by NODE_PATH. */
function globalFolders(env: NodeJS.ProcessEnv): readonly string[] {
  if (process.platform === 'win32') return env.APPDATA === undefined ? [] : [join(env.APPDATA, 'npm', 'node_modules')];
  return [join(dirname(dirname(process.execPath)), 'lib', 'node_modules')];
}

/** The package of a name, where it lies first; null when it is nowhere. */
export function findPlugin(name: string, places: Places): FoundPlugin | null {
  for (const place of ['installed', 'project'] as const) {
    for (const folder of places[place]) {
      const found = readPlugin(join(folder, name), place) ?? readPlugin(join(folder, shortName(name)), place);
      if (found?.name === name) return found;
    }
  }
  return null;
}

/** In a project's own folder `acme/` is enough. */
function shortName(name: string): string {
  return name.replace(/^(@[^/]+\/)?generator-fastapi-mcp-/, '');
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string().default('0.0.0'),
  exports: z.unknown().optional(),
  main: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * The plugin's package in a folder.
 *
 * @returns null when there is no package there.
 * @throws UserError when its package.json cannot be read.
 */
export function readPlugin(folder: string, place: FoundPlugin['place']): FoundPlugin | null {
  const file = join(folder, 'package.json');
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return null;
  const manifest = manifestSchema.safeParse(parsed(file));
  if (!manifest.success) throw new UserError(`${file} is no package.json of a plugin`, 'install the plugin again');
  const { name, version, exports, main, dependencies, peerDependencies } = manifest.data;
  return {
    name,
    version,
    folder,
    entry: resolve(folder, entryOf(exports) ?? main ?? 'index.js'),
    kitRange: peerDependencies['@fastapi-mcp/kit'] ?? dependencies['@fastapi-mcp/kit'] ?? null,
    place,
  };
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** What `import 'the-package'` would load (Node's "Package entry points"), for the conditions that ESM meets. */
function entryOf(exports: unknown): string | null {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return null;
  const conditions: Readonly<Record<string, unknown>> = { ...exports };
  for (const key of ['.', 'import', 'node', 'default']) {
    const found = entryOf(conditions[key]);
    if (found !== null) return found;
  }
  return null;
}
