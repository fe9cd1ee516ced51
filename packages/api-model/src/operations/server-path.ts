import { isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import type { JsonValue } from '../schema.js';

/** A server's path, as `/api/v1`; empty for none. `origin` is null when the URL is relative. */
export interface ServerPath {
  readonly path: string;
  readonly origin: string | null;
}

/** The first of a `servers` list; null when there is no list. Variables take their defaults (OpenAPI §4.8.6). */
export function firstServer(servers: JsonValue | undefined): ServerPath | null {
  const server = Array.isArray(servers) ? (servers[0] as JsonValue | undefined) : undefined;
  if (!isObject(server)) return null;
  const url = withDefaults(stringAt(server, 'url') ?? '', objectAt(server, 'variables'));
  const [, origin, rest] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*|\/\/[^/?#]*)?([^?#]*)/i.exec(url) ?? [];
  const path = (rest ?? '').replace(/\/+$/, '');
  return { path: path === '' || path.startsWith('/') ? path : `/${path.replace(/^\.\//, '')}`, origin: origin ?? null };
}

function withDefaults(url: string, variables: JsonObject): string {
  return url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = own(variables, name);
    const value = isObject(variable) ? own(variable, 'default') : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
}
