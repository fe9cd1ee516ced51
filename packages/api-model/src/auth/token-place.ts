import type { Argument, Operation, SecurityScheme } from '../api-model.js';

/** Where a scheme wants its token, in words and as an answer. */
export interface TokenPlace {
  /** `An API key in the header X-Api-Key`. */
  readonly what: string;
  /** `X-Api-Key`, `Authorization: Token`, `?api_key`. */
  readonly sendTokenAs: string;
  /** Further sentences for the user. */
  readonly notes: readonly string[];
}

/** Null: not a token of a header or the query, or a bearer token. */
export function carrierOf(scheme: SecurityScheme): TokenPlace | null {
  switch (scheme.kind) {
    case 'api-key':
      if (scheme.location === 'cookie') return null;
      return scheme.location === 'query'
        ? { what: `An API key in the query parameter ${scheme.name}`, sendTokenAs: `?${scheme.name}`, notes: [] }
        : inHeader(scheme.name);
    case 'http-basic':
      return {
        what: 'An HTTP Basic scheme',
        sendTokenAs: 'Authorization: Basic',
        notes: ['BACKEND_ACCESS_TOKEN is then user:password in base64 (RFC 7617).'],
      };
    case 'http-other':
      return {
        what: `The scheme ${scheme.scheme} of the Authorization header`,
        sendTokenAs: `Authorization: ${scheme.scheme}`,
        notes: [],
      };
    case 'http-bearer':
    case 'oauth2':
    case 'openid':
      return null;
  }
}

/** A whole Authorization header that the backend takes apart itself: its word is in no document. */
function inHeader(name: string): TokenPlace {
  const word = name.toLowerCase() === 'authorization';
  return {
    what: `An API key in the header ${name}`,
    sendTokenAs: name,
    notes: word ? [`The contract does not say which word stands before the token: perhaps "${name}: Token".`] : [],
  };
}

const KEY_HEADER = /^(?:x-)?(?:api-?key|(?:auth|access|api)-?token|token)$/i;
const KEY_QUERY = /^(?:api_?key|access_?token)$/i;

/** Whether a parameter is called like a credential. */
function isKey({ location, wireName, schema }: Argument): boolean {
  if (schema.kind !== 'string') return false;
  return location === 'header' ? KEY_HEADER.test(wireName) : location === 'query' && KEY_QUERY.test(wireName);
}

/** A parameter called like a credential that at least half of the operations take; the first of the most frequent. */
export function keyParameter(
  operations: readonly Operation[],
): (Omit<TokenPlace, 'notes'> & { readonly count: number }) | null {
  const counts = new Map<string, number>();
  for (const { arguments: args } of operations) {
    for (const { location, wireName } of args.filter(isKey)) {
      const place = location === 'query' ? `?${wireName}` : wireName;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] * 2 < operations.length) return null;
  const [sendTokenAs, count] = first;
  const what = sendTokenAs.startsWith('?')
    ? `the query parameter ${sendTokenAs.slice(1)}`
    : `the header ${sendTokenAs}`;
  return { what, sendTokenAs, count };
}
