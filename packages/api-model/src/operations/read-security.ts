import type { SecurityScheme, SecurityUse } from '../api-model.js';
import { arrayAt, child, isArray, isObject, type JsonObject, objectAt, own, stringAt } from '../json.js';
import { dereference, type Resolve } from '../references/resolve.js';
import type { Report } from '../report.js';
import type { JsonValue } from '../schema.js';

/** The security schemes of a document by their key; those that cannot be read are reported and missing. */
export function readSecuritySchemes(
  document: JsonObject,
  resolve: Resolve,
  report: Report,
): Readonly<Record<string, SecurityScheme>> {
  const schemes = objectAt(objectAt(document, 'components'), 'securitySchemes');
  return Object.fromEntries(
    Object.entries(schemes).flatMap(([name, node]) => {
      const pointer = child('#/components/securitySchemes', name);
      const found = dereference({ node, pointer }, resolve);
      const scheme = found.ok && isObject(found.target.node) ? readScheme(found.target.node) : null;
      if (scheme) return [[name, scheme] as const];
      report.add({
        code: 'security-scheme-ignored',
        severity: 'warning',
        at: pointer,
        message: 'this security scheme is of no known kind',
        hint: '`type` is one of http, apiKey, oauth2, openIdConnect.',
      });
      return [];
    }),
  );
}

function readScheme(node: JsonObject): SecurityScheme | null {
  switch (stringAt(node, 'type')) {
    case 'http':
      return httpScheme(node);
    case 'apiKey': {
      const location = own(node, 'in');
      const name = stringAt(node, 'name');
      if (name === null || (location !== 'header' && location !== 'query' && location !== 'cookie')) return null;
      return { kind: 'api-key', location, name };
    }
    case 'oauth2': {
      const flows = Object.entries(objectAt(node, 'flows'));
      const urls = flows.flatMap(([, flow]) => (isObject(flow) ? [stringAt(flow, 'tokenUrl')] : []));
      return { kind: 'oauth2', tokenUrl: urls.find((url) => url !== null) ?? null, flows: flows.map(([flow]) => flow) };
    }
    case 'openIdConnect':
      return { kind: 'openid', url: stringAt(node, 'openIdConnectUrl') ?? '' };
    default:
      return null;
  }
}

/** Scheme names are case-insensitive (RFC 9110 §11.1). */
function httpScheme(node: JsonObject): SecurityScheme {
  const stated = stringAt(node, 'scheme') ?? '';
  const scheme = stated.toLowerCase();
  if (scheme === 'bearer') return { kind: 'http-bearer', format: stringAt(node, 'bearerFormat') };
  // As it is written: a backend may compare it letter by letter all the same.
  return scheme === 'basic' ? { kind: 'http-basic' } : { kind: 'http-other', scheme: stated };
}

/** An operation's alternatives; its own list replaces the document's, an empty one means none (OpenAPI §4.8.10). */
export function readSecurity(
  stated: JsonValue | undefined,
  known: Readonly<Record<string, SecurityScheme>>,
): readonly (readonly SecurityUse[])[] {
  if (!isArray(stated)) return [];
  return stated.filter(isObject).flatMap((alternative) => {
    const schemes = Object.keys(alternative);
    const uses = schemes
      .filter((scheme) => Object.hasOwn(known, scheme))
      .map((scheme) => ({ scheme, scopes: arrayAt(alternative, scheme).filter((scope) => typeof scope === 'string') }));
    // `{}` is an alternative of its own: no credentials.
    return uses.length === schemes.length ? [uses] : [];
  });
}
