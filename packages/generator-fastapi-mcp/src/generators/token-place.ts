import type { Plan } from '@fastapi-mcp/kit';

/** Where the token travels when it is no bearer token. */
export type TokenPlace = 'header' | 'query' | null;

/** Null for `Authorization: Bearer`, which needs no settings, and for patterns that carry no token of the user's. */
export function tokenPlace({ tokenCarrier }: Pick<Plan, 'tokenCarrier'>): TokenPlace {
  if (tokenCarrier === null) return null;
  if (tokenCarrier.place === 'query') return 'query';
  const { name, scheme } = tokenCarrier;
  return name.toLowerCase() === 'authorization' && scheme.toLowerCase() === 'bearer' ? null : 'header';
}
