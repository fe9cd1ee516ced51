import type { ToolsLock } from '@fastapi-mcp/kit';
import type { ToolChange } from './compare-tools.js';

type Tool = ToolsLock['tools'][string];

/**
 * What became of tools that callers knew, by their lock: what the contract cannot say, since `mcp-tools.yaml`, an answer
 * or the generator itself did it. Schemas are left to the contract's own comparison.
 */
export function compareLocks(before: ToolsLock, after: ToolsLock): readonly ToolChange[] {
  const renamed = new Map(Object.entries(before.tools).flatMap(([name, tool]) => newNameOf(name, tool, after)));
  const gone = Object.entries(before.tools)
    .filter(([name]) => after.tools[name] === undefined)
    .map(([name, tool]) => change(name, tool, { kind: 'removed', what: fate(tool, renamed.get(name), after) }));
  const known = new Set([...Object.keys(before.tools), ...renamed.values()]);
  const added = Object.entries(after.tools)
    .filter(([name]) => !known.has(name))
    .map(([name, tool]) => change(name, tool, { kind: 'added', breaking: false, what: 'is new' }));
  const changed = Object.entries(after.tools).flatMap(([name, tool]) => {
    const old = before.tools[name];
    return old ? [...compareHints(name, old, tool), ...compareArguments(name, old, tool)] : [];
  });
  return [...gone, ...changed, ...added];
}

function change(
  tool: string,
  { method, path }: Tool,
  { kind = 'changed', breaking = true, what }: Partial<ToolChange> & Pick<ToolChange, 'what'>,
): ToolChange {
  return { tool, route: `${method} ${path}`, kind, breaking, what };
}

function newNameOf(name: string, tool: Tool, after: ToolsLock): readonly (readonly [string, string])[] {
  if (after.tools[name] !== undefined || tool.steps !== undefined) return [];
  const found = Object.entries(after.tools).find(([, other]) => isSameRoute(tool, other));
  return found ? [[name, found[0]]] : [];
}

function fate(tool: Tool, newName: string | undefined, { hidden = {} }: ToolsLock): string {
  if (newName !== undefined) return `is called ${newName} now`;
  return Object.values(hidden).some((other) => isSameRoute(tool, other)) ? 'is hidden now' : 'is gone';
}

function isSameRoute(one: Tool, other: Tool): boolean {
  const single = one.steps === undefined && other.steps === undefined;
  return single && one.method === other.method && one.path === other.path;
}

function compareHints(name: string, before: Tool, after: Tool): readonly ToolChange[] {
  const [was, is] = [before.hints, after.hints];
  if (!was || !is) return [];
  return (['readOnly', 'destructive', 'idempotent'] as const)
    .filter((hint) => was[hint] !== is[hint])
    .map((hint) => change(name, after, { what: `its hint ${hint} was ${was[hint]} and is ${is[hint]} now` }));
}

function compareArguments(name: string, before: Tool, after: Tool): readonly ToolChange[] {
  const [old, now] = [before.arguments, after.arguments];
  if (!old || !now) return [];
  const gone = Object.keys(old).filter((argument) => now[argument] === undefined);
  const rest = Object.entries(now).flatMap(([argument, { required }]) => {
    const known = old[argument];
    if (known === undefined)
      return [
        change(name, after, {
          what: `the argument ${argument} is new${required ? ' and required' : ''}`,
          breaking: required,
        }),
      ];
    return required && !known.required
      ? [change(name, after, { what: `the argument ${argument} is required now` })]
      : [];
  });
  return [...gone.map((argument) => change(name, after, { what: `the argument ${argument} is gone` })), ...rest];
}
