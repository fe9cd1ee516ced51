import type { AuthPath } from '@fastapi-mcp/kit';
import { isExtension } from './find-seams.js';
import type { Survey, SurveyedRoute } from './survey.js';

/** How a route finds out who calls. */
export interface Coverage {
  readonly methods: string;
  readonly path: string;
  readonly at: string;
  /** `get_current_user (oauth2-password)`; `none`. */
  readonly authentication: string;
  /** A service call gets in. */
  readonly service: boolean;
  /** Some way to a credential of this route does not let a service call pass: the call is refused. */
  readonly refused: boolean;
}

/** Every route of a surveyed backend, in order of path. */
export function coverageOf({ routes, resolver, usersBackends }: Survey): readonly Coverage[] {
  const usersOpen = usersBackends.length > 0 && usersBackends.every(({ extended }) => extended);
  const isOpen = ({ chain, scheme }: AuthPath): boolean =>
    (scheme?.kind === 'fastapi-users' && usersOpen) || chain.some((each) => isExtension(resolver, each));
  return routes
    .map((each) => coverageOfRoute(each, isOpen))
    .sort((a, b) => (a.path === b.path ? (a.methods < b.methods ? -1 : 1) : a.path < b.path ? -1 : 1));
}

function coverageOfRoute({ route, authentication }: SurveyedRoute, isOpen: (path: AuthPath) => boolean): Coverage {
  const labels = [...new Set(authentication.map(labelOf))];
  const open = authentication.filter(isOpen);
  return {
    methods: route.declaration.methods.join(',') || '?',
    path: route.path,
    at: route.declaration.at,
    authentication: labels.join(' + ') || 'none',
    service: authentication.length > 0 && open.length === authentication.length,
    refused: open.length < authentication.length,
  };
}

function labelOf({ chain, scheme, reads }: AuthPath): string {
  const names = chain.flatMap((each) =>
    each.kind === 'definition'
      ? [each.definition.name]
      : each.kind === 'call'
        ? [each.node.text.replace(/\s+/g, ' ').slice(0, 40)]
        : [],
  );
  const credential = scheme?.kind ?? reads?.toLowerCase() ?? '?';
  return `${names.slice(0, 1).join('') || 'scheme'} (${credential})`;
}

/** The table for people: method, path, before, after. A middleware may refuse what no dependency of a route does. */
export function coverageTable(before: readonly Coverage[], after: readonly Coverage[], hasMiddleware: boolean): string {
  const nothing = hasMiddleware ? 'only a middleware' : 'NO AUTHENTICATION';
  const rows = before.map((each, index) => {
    const now = after[index] ?? each;
    const reach = now.authentication === 'none' ? nothing : now.service ? 'user or service' : 'user only';
    return [each.methods, each.path, each.authentication, reach];
  });
  const head = ['method', 'route', 'authenticated by', 'who gets in after'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
