import type { Refusal } from './problem.js';

/** Where a call carries the user's token (Pattern 3). */
export type TokenCarrier =
  /** `scheme`: the word before the token; empty: the token alone. */
  | { readonly place: 'header'; readonly name: string; readonly scheme: string }
  | { readonly place: 'query'; readonly name: string };

/** RFC 6750 §2.1: what nearly every backend reads. */
export const BEARER = 'Authorization: Bearer';

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}";
const HEADER = new RegExp(`^(${TOKEN})(?::\\s*(${TOKEN})?)?$`);
const QUERY = /^\?([A-Za-z0-9._~[\]-]{1,128})$/;

/** Headers that frame the message, or that the server sets by itself. */
const TAKEN = /^(?:accept|accept-encoding|connection|content-.*|cookie|host|transfer-encoding|user-agent|x-user-id)$/i;

/**
 * `Authorization: Token`, `X-Api-Key`, `?api_key`: a header with or without a word before the token, or a query parameter.
 *
 * @returns null when the text is none of them.
 */
export function tokenCarrier(text: string): TokenCarrier | null {
  const query = QUERY.exec(text)?.[1];
  if (query !== undefined) return { place: 'query', name: query };
  const [, name, scheme = ''] = HEADER.exec(text.trim()) ?? [];
  return name === undefined || TAKEN.test(name) ? null : { place: 'header', name, scheme };
}

/** What is wrong with a text that should say where the token travels; a secret itself is not repeated. */
export function refuseCarrier(value: string): Refusal | null {
  if (tokenCarrier(value) !== null) return null;
  return {
    what: 'is no place for a token',
    fix: "name a header, with the word before the token if there is one, or a query parameter: 'X-Api-Key', 'Authorization: Token', '?api_key'",
  };
}
