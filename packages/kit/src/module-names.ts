import { code, type PyCode } from '@fastapi-mcp/python';
import type { Plan } from './plan.js';

/** The dotted names by which the emitted modules import each other. */
export type ModuleNames = Readonly<Record<keyof Plan['modules'], PyCode>>;

/** What a template writes after `from`; in structure A several modules share a name. */
export function moduleNames({ modules }: Pick<Plan, 'modules'>): ModuleNames {
  const keys = Object.keys(modules) as (keyof Plan['modules'])[];
  return Object.fromEntries(keys.map((key) => [key, code(modules[key].module)])) as Record<
    keyof Plan['modules'],
    PyCode
  >;
}
