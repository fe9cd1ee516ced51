import { code, type Plan, type PyCode } from '@fastapi-mcp/kit';

/** The dotted names by which the emitted modules import each other. */
export type ModuleNames = Readonly<Record<keyof Plan['modules'], PyCode>>;

/** What a template writes after `from`; in structure A several modules share a name. */
export function moduleNames({ modules }: Plan): ModuleNames {
  const keys = Object.keys(modules) as (keyof Plan['modules'])[];
  return Object.fromEntries(keys.map((key) => [key, code(modules[key].module)])) as Record<
    keyof Plan['modules'],
    PyCode
  >;
}
