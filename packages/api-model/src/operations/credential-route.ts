import type { SecurityScheme } from '../api-model.js';
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
