import type { ModulePath, Plan } from '../plan.js';

/**
 * Where a plugin's Python module lies: in the package `plugins` of the server, so that it never meets one of ours.
 *
 * @param name - snake_case.
 * @example pluginModule(plan, 'audit') // { file: 'src/plugins/audit.py', module: 'src.plugins.audit' }
 */
export function pluginModule({ modules }: Pick<Plan, 'modules'>, name: string): ModulePath {
  const { file, module } = modules.plugins;
  return { file: file.replace(/__init__\.py$/, `${name}.py`), module: `${module}.${name}` };
}
