import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginDefinition, RunPlugins } from '@fastapi-mcp/kit';
import { pluginPlaces } from './find-plugin.js';
import { openPlugins } from './open-plugins.js';
import { withoutPlugins } from './own-tools.js';
import { hasPlugins, type PluginMention } from './recorded-plugins.js';

/** Where a run is. */
export interface RunPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Loaded already, by a plugin's own Yeoman generator. */
  readonly loaded?: readonly PluginDefinition[];
}

/**
 * The plugins of a run, loaded.
 *
 * @throws UserError when one that the user named cannot be used, or two do not go together.
 */
export async function pluginsOfRun(mention: PluginMention, { cwd, env, loaded = [] }: RunPlace): Promise<RunPlugins> {
  if (!hasPlugins(mention) && loaded.length === 0) return withoutPlugins();
  const started = process.argv[1] === undefined ? [] : [dirname(process.argv[1])];
  const own = [dirname(fileURLToPath(import.meta.url)), ...started];
  const places = pluginPlaces(own, cwd, { project: mention.project, env });
  return openPlugins({ ...mention, cwd, places, loaded });
}
