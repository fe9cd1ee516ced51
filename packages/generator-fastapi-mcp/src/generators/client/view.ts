import {
  type Context,
  code,
  literal,
  type ModuleNames,
  moduleNames,
  NOTHING_CONTRIBUTED,
  type PyCode,
} from '@fastapi-mcp/kit';
import { exchangesTokens } from '../identity-choices.js';
import {
  chainOf,
  keyedRoutes,
  type Protections,
  type ProtectionView,
  protectionsOf,
  routePrefix,
} from '../protections.js';
import { type TokenPlace, tokenPlace } from '../token-place.js';

/** How the client gets at a renewable credential (Patterns 2 and 3). */
export interface CredentialsView {
  /** What is imported from the credentials module. */
  readonly imports: PyCode;
  /** Called with the settings and the HTTP client. */
  readonly factory: PyCode;
  /** Arguments of `current(…)` and of `renew(…)`. */
  readonly arguments: PyCode;
  readonly renewArguments: PyCode;
}

/** What the client room's templates show; each reads its part. */
export interface ClientView {
  readonly modules: ModuleNames;
  readonly pattern: 1 | 2 | 3 | 4;
  /** Where the token travels, when it is no bearer token; null: it is, or the pattern sends none. */
  readonly tokenPlace: TokenPlace;
  /** Null where the credential never changes while the server runs. */
  readonly credentials: CredentialsView | null;
  /** The method that makes one attempt. */
  readonly attemptMethod: PyCode;
  /** Pattern 1: the backend takes the user as a parameter of its own. */
  readonly userParameter: boolean;
  /** Something stands around calls or attempts. */
  readonly middleware: boolean;
  readonly protections: Protections;
  /** Its middleware, outermost first. */
  readonly chain: readonly ProtectionView[];
  /** Replicas agree through Redis. */
  readonly redis: boolean;
  /** A token of the user's own is exchanged for the backend's. */
  readonly exchanges: boolean;
  /** What keys in Redis begin with. */
  readonly storePrefix: string;
  readonly routePrefix: string;
  readonly keyedRoutes: readonly string[];
  /** Maps a log line before it is written. */
  readonly logProcessors: boolean;
  /** Pattern 4: the user is named in a signed assertion, not in a header of its own. */
  readonly signs: boolean;
  /** A bytes literal; project names and versions are ASCII. */
  readonly userAgent: PyCode;
  /** Lower case. */
  readonly reservedHeaders: readonly string[];
  /** What the model is told to have checked after a 401. */
  readonly credentialsHint: string;
}

/** They frame the message or carry credentials (RFC 9110 §7, §11). */
const RESERVED = [
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'transfer-encoding',
];

const CREDENTIALS_HINTS: Readonly<Record<1 | 2 | 3 | 4, string>> = {
  1: 'This server sends no credentials: check that the backend route takes the user as a parameter and needs no login.',
  2: 'Check SESSION_TOKEN, or BACKEND_USERNAME and BACKEND_PASSWORD.',
  3: 'Check BACKEND_ACCESS_TOKEN, or BACKEND_USERNAME and BACKEND_PASSWORD, or the TOKEN_EXCHANGE settings.',
  4: 'Check that SERVICE_AUTH_TOKEN is the same here and in the backend, and that the backend knows the user.',
};

const CLOCKS_HINT = ' Check the clocks of both, and SERVICE_AUDIENCE, too.';

/** Whether service calls carry a signed assertion; the tests and the settings need to know as well. */
export function signsAssertions({ answers, plan }: Pick<Context, 'answers' | 'plan'>): boolean {
  return plan.pattern === 4 && answers.userProof === 'assertion';
}

/** The view that all templates of the client room share. */
export function clientView(context: Context): ClientView {
  const { answers, plan, contributed = NOTHING_CONTRIBUTED } = context;
  const protections = protectionsOf(context);
  const chain = chainOf(protections);
  const { pattern } = plan;
  const extended = contributed.extensions.length > 0;
  const credentials = credentialsView(pattern);
  return {
    modules: moduleNames(plan),
    pattern,
    tokenPlace: tokenPlace(plan),
    credentials,
    attemptMethod: code(credentials ? '_authenticated_attempt' : '_attempt'),
    userParameter: pattern === 1,
    middleware: extended || chain.length > 0,
    protections,
    chain,
    redis: protections.redis,
    exchanges: exchangesTokens(plan),
    storePrefix: `${plan.project.name}:`,
    routePrefix: protections.breaker ? routePrefix(plan) : '',
    keyedRoutes: protections.idempotency ? keyedRoutes(plan) : [],
    logProcessors: extended,
    signs: signsAssertions({ answers, plan }),
    userAgent: code(`b${literal(`${plan.project.name}/${plan.project.version}`).text}`),
    // Pattern 1 may itself fill in such a header as the backend's user parameter.
    reservedHeaders:
      pattern === 1 && answers.userParameter.toLowerCase() === 'x-user-id' ? RESERVED : [...RESERVED, 'x-user-id'],
    credentialsHint: CREDENTIALS_HINTS[pattern] + (signsAssertions({ answers, plan }) ? CLOCKS_HINT : ''),
  };
}

function credentialsView(pattern: 1 | 2 | 3 | 4): CredentialsView | null {
  switch (pattern) {
    case 1:
    case 4:
      return null;
    case 2:
      return {
        imports: code('Credentials'),
        factory: code('Credentials'),
        arguments: code(''),
        renewArguments: code('credential'),
      };
    case 3:
      return {
        imports: code('credentials_of'),
        factory: code('credentials_of'),
        arguments: code('caller.token'),
        renewArguments: code('caller.token, credential'),
      };
  }
}
