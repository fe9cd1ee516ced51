import { isBuiltin, isKeyword, pascalCase } from '@fastapi-mcp/python';
import type { ApiModel } from '../api-model.js';
import { RESERVED_CLASSES, RESERVED_FUNCTIONS } from './reserved.js';
import { uniqueNames } from './unique-names.js';

/** Whether a name that a user chose can be a tool's: what MCP clients accept, and a Python function and module. */
export function isToolName(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,63}$/.test(name) && !isKeyword(name) && !isBuiltin(name) && !RESERVED_FUNCTIONS.has(name);
}

/** The name of the arguments model of a tool that a user named; none of the classes that are there already. */
export function argumentsClass(name: string, { operations, hidden = [], schemas }: ApiModel): string {
  const others = [...operations, ...hidden].filter((operation) => operation.name !== name);
  const taken = [...others.map(({ className }) => className), ...Object.keys(schemas)];
  const classes = uniqueNames(new Set([...RESERVED_CLASSES, ...taken]));
  const className = pascalCase(name);
  return classes.take(className, `${className}Arguments`);
}
