import { combinePlugins, type OwnTools, type RunPlugins } from '@fastapi-mcp/kit';
import { registry } from '../generators/registry.js';
import { presets } from '../presets/index.js';

/** What this package brings by itself. */
export const ownTools: OwnTools = { registry, presets: new Map(Object.entries(presets)) };

/** A run without plugins. */
export function withoutPlugins(): RunPlugins {
  return { toolbox: combinePlugins(ownTools, []), missing: [], removed: [], warnings: [], recorded: () => ({}) };
}
