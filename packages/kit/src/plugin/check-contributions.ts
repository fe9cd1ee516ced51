import { isIdentifier, isKeyword } from '@fastapi-mcp/python';
import { UserError } from '../errors.js';
import type { Contributions, Extension, Setting } from './contributions.js';

/** Paths that the server itself serves, whatever the settings. */
const OWN_ROUTES = new Set(['/healthz', '/readyz', '/mcp', '/sse', '/messages/']);

/**
 * Checks what one plugin contributes: it ends in Python, TOML and shell text, so each name must be one.
 *
 * @throws UserError naming the plugin and the part.
 */
export function checkContributions(contributions: Contributions, plugin: string): void {
  const { settings = [], dependencies = [], devDependencies = [], extensions = [], services = [] } = contributions;
  const problems = [
    ...settings.map(settingProblem),
    ...[...dependencies, ...devDependencies].map((requirement) =>
      /^[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9,._ -]+\])?\s*[<>=!~][^;"'\\\n]*(;[^"\\\n]+)?$/.test(requirement)
        ? null
        : `the dependency ${JSON.stringify(requirement)} is no PEP 508 requirement with a range`,
    ),
    ...extensions.flatMap(extensionProblems),
    ...services.map(({ name }) =>
      /^[a-z0-9][a-z0-9-]*$/.test(name) ? null : `the service ${JSON.stringify(name)} is no name of a service`,
    ),
  ];
  const first = problems.find((problem) => problem !== null);
  if (first != null) throw new UserError(`${plugin}: ${first}`, 'tell the author of the plugin');
}

function settingProblem({ name, type, default: fallback, choices, help }: Setting): string | null {
  const what = `the setting ${JSON.stringify(name)}`;
  if (!/^[a-z][a-z0-9_]*$/.test(name) || isKeyword(name)) return `${what} is no snake_case name`;
  if (/[\r\n]/.test(help)) return `${what} has help of more than one line`;
  if (type === 'secret' && fallback !== null) return `${what} is a secret with a default`;
  if (fallback !== null && !fits(type, fallback)) return `${what} is of type ${type}, and its default is not`;
  if (choices !== undefined && type !== 'text') return `${what} has choices and is no text`;
  if (choices !== undefined && fallback !== null && !choices.includes(String(fallback)))
    return `${what} has a default that is none of its choices`;
  return null;
}

function fits(type: Setting['type'], value: string | number | boolean): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'secret':
      return false;
  }
}

function extensionProblems({ className, module, routes = [] }: Extension): readonly (string | null)[] {
  return [
    isIdentifier(className) ? null : `the extension ${JSON.stringify(className)} is no name of a class`,
    /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(module.module) ? null : `${JSON.stringify(module.module)} is no module`,
    ...routes.map((route) => {
      if (!/^\/[\w./{}:-]*$/.test(route)) return `the route ${JSON.stringify(route)} is no path`;
      return OWN_ROUTES.has(route) ? `the route ${route} is the server's own` : null;
    }),
  ];
}
