import { pathToFileURL } from 'node:url';
import * as kit from '@fastapi-mcp/kit';
import { type PluginDefinition, UserError } from '@fastapi-mcp/kit';
import { z } from 'zod';
import type { FoundPlugin } from './find-plugin.js';

const generator = z.looseObject({ name: z.string(), description: z.string(), files: z.function() });
const pluginSchema = z.looseObject({
  name: z.string(),
  order: z.number().optional(),
  generators: z.array(generator).optional(),
  replaces: z.record(z.string(), generator).optional(),
  presets: z.array(z.looseObject({ name: z.string(), generators: z.array(z.string()) })).optional(),
});

/**
 * Runs a plugin's module and takes its default export: a plugin, or, where it cannot import kit (a project's own folder),
 * a function that gets kit and returns one.
 *
 * @throws UserError when it cannot be loaded, or is no plugin.
 */
export async function loadPlugin(found: FoundPlugin): Promise<PluginDefinition> {
  let exported: unknown;
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(found.entry).href);
    exported = typeof module.default === 'function' ? module.default(kit) : module.default;
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') throw error;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UserError(`the plugin ${found.name} cannot be loaded from ${found.folder}: ${why}`, 'install it again');
  }
  const checked = pluginSchema.safeParse(exported);
  if (!checked.success || !isPlugin(exported)) {
    const [issue] = checked.success ? [] : checked.error.issues;
    const where = issue ? ` (${issue.path.join('.') || 'default'}: ${issue.message})` : '';
    throw new UserError(
      `${found.entry} exports no plugin as its default${where}`,
      'export default definePlugin({ name, generators: […] }), see docs/plugins.md',
    );
  }
  if (exported.name !== found.name)
    throw new UserError(
      `the plugin in ${found.folder} calls itself ${exported.name}, its package is ${found.name}`,
      'give both one name',
    );
  return exported;
}

function isPlugin(value: unknown): value is PluginDefinition {
  return typeof value === 'object' && value !== null && 'name' in value;
}
