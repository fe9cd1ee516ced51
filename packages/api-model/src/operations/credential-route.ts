import type { SecurityScheme } from '../api-model.js';
import { isObject, type JsonObject, objectAt, own } from '../json.js';
import { dereference, type Resolve } from '../references/resolve.js';
import type { JsonValue } from '../schema.js';
import type { OperationSource } from './operation-source.js';

/**
 * Whether an operation hands out tokens for a password: the `tokenUrl` of an OAuth2 scheme. No tool should ask a model for a
 * password; the emitted client uses the route itself. FastAPI's `tokenUrl` is relative, with or without a leading slash.
 */
export function isCredentialRoute(source: OperationSource, schemes: readonly SecurityScheme[]): boolean {
  if (source.method !== 'POST') return false;
  return schemes.some((scheme) => {
    if (scheme.kind !== 'oauth2' || scheme.tokenUrl === null) return false;
    const path = tokenPath(scheme.tokenUrl);
    return path !== '/' && (path === source.path || path === `${source.basePath}${source.path}`);
  });
}

/** `https://host/api/token?x` and `./api/token` both as `/api/token`. */
export function tokenPath(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/[?#].*$/s, '');
  return `/${path.replace(/^(?:\.?\/)+/, '')}`;
}

const LOGIN = /^(?:log[-_]?in|sign[-_]?in|sessions?|tokens?|access[-_]token|auth|authenticate|authorize)$/i;
/** Routes that take a password for another reason, and say so anywhere in their path. */
const NO_LOGIN = /sign[-_]?up|regist|reset|forgot|recover|change|confirm|verif|invit/i;

/**
 * Whether an operation is a login by what it takes: a POST to a route called like one, with a password in its JSON or
 * form body, at the top or one level down (`{"user": {"email": …, "password": …}}`). `x-mcp-tool: true` says that it
 * is none.
 */
export function isLogin({ node, method, path }: OperationSource, resolve: Resolve): boolean {
  const segments = path.split('/').filter((segment) => segment !== '' && !segment.startsWith('{'));
  if (method !== 'POST' || own(node, 'x-mcp-tool') === true) return false;
  if (!LOGIN.test(segments.at(-1) ?? '') || NO_LOGIN.test(path)) return false;
  const body = followed(own(node, 'requestBody'), resolve);
  return Object.values(objectAt(body, 'content')).some(
    (media) => isObject(media) && takesPassword(own(media, 'schema'), resolve, 2),
  );
}

function takesPassword(schema: JsonValue | undefined, resolve: Resolve, levels: number): boolean {
  const node = followed(schema, resolve);
  const fields = Object.entries(objectAt(node, 'properties'));
  return (
    fields.some(([name]) => /^pass(?:word|wd|phrase)?$/i.test(name)) ||
    (levels > 1 && fields.some(([, inner]) => takesPassword(inner, resolve, levels - 1)))
  );
}

function followed(node: JsonValue | undefined, resolve: Resolve): JsonObject {
  const found = node === undefined ? null : dereference({ node, pointer: '' }, resolve);
  return found?.ok && isObject(found.target.node) ? found.target.node : {};
}
