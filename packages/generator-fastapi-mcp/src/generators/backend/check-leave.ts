import { UserError } from '@fastapi-mcp/kit';
import { coverageOf } from './coverage.js';
import type { Survey, SurveyedRoute } from './survey.js';

/**
 * Checks what is to be left to users alone.
 *
 * @param after - the backend as the patch makes it
 * @throws UserError when there is no such file or function, or when its routes would let service calls in all the same
 */
export function checkLeave(leave: readonly string[], after: Survey): void {
  for (const each of leave) {
    const routes = after.routes.filter((route) => isOf(route, each));
    if (routes.length === 0 && !isThere(each, after))
      throw new UserError(
        `--leave ${each}: the backend has no such file, function or parameter`,
        'name a file as the report does (app/routers/admin.py), or a function',
        { exitCode: 2 },
      );
    const open = coverageOf({ ...after, routes }).filter(({ service }) => service);
    if (open.length === 0) continue;
    const some = open.slice(0, 3).map(({ methods, path }) => `${methods} ${path}`);
    throw new UserError(
      `--leave ${each}: ${open.length} of its ${routes.length} routes would let service calls in all the same (${some.join(', ')}${open.length > 3 ? ', …' : ''}), since what they depend on is shared with others: an Annotated alias, another dependency, or a router`,
      'write Depends(…) of the original in those routes themselves, and run again',
      { exitCode: 2 },
    );
  }
}

function isOf({ route: { declaration } }: SurveyedRoute, name: string): boolean {
  const { file, handler } = declaration;
  return file.path === name || (handler.kind === 'definition' && handler.definition.name === name);
}

function isThere(name: string, { resolver: { project }, uses }: Survey): boolean {
  const defined = /^\w+$/.test(name) ? new RegExp(`\\b(?:def|class) ${name}\\b`) : null;
  return (
    project.files.has(name) ||
    uses.some((use) => use.name === name) ||
    [...project.files.values()].some(({ text }) => defined?.test(text))
  );
}
