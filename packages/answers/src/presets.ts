/** The four ways in which a backend learns who its caller is. */
export const patterns = ['1', '2', '3', '4'] as const;
export type Pattern = (typeof patterns)[number];

/** How users sign in today. */
export const logins = ['token', 'session', 'none'] as const;
export type Login = (typeof logins)[number];

/** Who tells the emitted server which user it acts for. */
export const identities = ['fixed', 'oauth', 'gateway', 'parameter'] as const;
export type Identity = (typeof identities)[number];

/** File layouts: `a` flat, `b` one module per tool. */
export const structures = ['a', 'b'] as const;
export type Structure = (typeof structures)[number];

/** What a pattern decides by itself. */
export interface Preset {
  readonly pattern: Pattern;
  readonly name: string;
  /** One line: what reaches the backend. */
  readonly summary: string;
  /** Identities that make sense with it; the first is the default, and works over stdio. */
  readonly identities: readonly Identity[];
  /** The only layout it comes in, or null. */
  readonly structure: Structure | null;
}

/** Patterns 1–4 as data. */
export const presets: Readonly<Record<Pattern, Preset>> = {
  '1': {
    pattern: '1',
    name: 'user_id parameter',
    summary: "the backend's own user_id parameter, filled with the verified user",
    // Not `parameter` first: a user that the model names is no proof of anything, so it has to be asked for.
    identities: ['fixed', 'oauth', 'gateway', 'parameter'],
    structure: null,
  },
  '2': {
    pattern: '2',
    name: 'session cookie',
    summary: 'a session cookie, given or obtained by logging in, renewed on 401',
    identities: ['fixed', 'oauth', 'gateway'],
    structure: null,
  },
  '3': {
    pattern: '3',
    name: "user's JWT",
    summary: 'a token or API key, given, obtained at the token URL, or exchanged per user (RFC 8693)',
    identities: ['fixed', 'oauth', 'gateway'],
    structure: null,
  },
  '4': {
    pattern: '4',
    name: 'service token',
    summary: 'SERVICE_AUTH_TOKEN and X-User-ID, which the patched backend checks',
    identities: ['fixed', 'oauth', 'gateway'],
    structure: 'b',
  },
};

/**
 * The selection tree: microservices → 4; tokens → 3; server sessions → 2; otherwise 1.
 *
 * @example choosePattern({ microservices: false, login: 'token' }) // '3'
 */
export function choosePattern({ microservices, login }: { microservices: boolean; login: Login }): Pattern {
  if (microservices) return '4';
  switch (login) {
    case 'token':
      return '3';
    case 'session':
      return '2';
    case 'none':
      return '1';
  }
}
