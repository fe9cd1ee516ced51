import { visible } from '@fastapi-mcp/python';
import type { ApiModel, Operation, SecurityScheme } from '../api-model.js';
import { type JsonObject, own } from '../json.js';
import { tokenPath } from '../operations/credential-route.js';
import { firstServer } from '../operations/server-path.js';
import { carrierOf, keyParameter } from './token-place.js';

/** What a document says about who may call, as a proposal with its reasons; the user decides. */
export interface AuthEvidence {
  /** Pattern 4 (service to service) shows in no document: it is proposed by the answers only. */
  readonly pattern: 1 | 2 | 3;
  /** Full sentences, strongest first; never empty. */
  readonly reasons: readonly string[];
  /** Pattern 3: where tokens come from; a path of the backend (`/auth/token`), or a URL elsewhere. */
  readonly tokenUrl?: string;
  /** Pattern 3: where the token travels, when not as a bearer token: `X-Api-Key`, `Authorization: Token`, `?api_key`. */
  readonly sendTokenAs?: string;
  /** Pattern 2. */
  readonly sessionCookieName?: string;
  /** Where a password is taken: the token URL's path, or a route that looks like a login. */
  readonly loginPath?: string;
  /** Pattern 1: the wire name of the parameter that says which user. */
  readonly userParameter?: string;
}

/**
 * Reads the authentication pattern off the security schemes and, without any, off parameters that hold a key or name a
 * user: bearer tokens, API keys and other schemes of the Authorization header are 3, a session cookie is 2, a recurring
 * `user_id` is 1, and so is nothing at all.
 */
export function detectAuth(model: ApiModel, document: JsonObject): AuthEvidence {
  const schemes = Object.entries(model.securitySchemes);
  const used = new Set(model.operations.flatMap(({ security }) => security.flat().map(({ scheme }) => scheme)));
  // A scheme that is declared and never asked for is a weaker sign than one in use.
  const ranked = [...schemes.filter(([name]) => used.has(name)), ...schemes.filter(([name]) => !used.has(name))];
  const found =
    bearerEvidence(model, document, ranked, used) ??
    keyEvidence(model, ranked, used) ??
    cookieEvidence(model, ranked) ??
    keyParameterEvidence(model) ??
    userEvidence(model);
  // Names come from the document and reasons are shown in a terminal.
  return { ...found, reasons: found.reasons.map((reason) => visible(reason).text.replace(/\s+/g, ' ')) };
}

type Ranked = readonly (readonly [string, SecurityScheme])[];

function bearerEvidence(
  model: ApiModel,
  document: JsonObject,
  schemes: Ranked,
  used: ReadonlySet<string>,
): AuthEvidence | null {
  const found = schemes.find(([, { kind }]) => kind === 'oauth2' || kind === 'http-bearer' || kind === 'openid');
  if (!found) return null;
  const [name, scheme] = found;
  const rival = schemes.find(([other, { kind }]) => kind !== scheme.kind && used.has(other));
  if (!used.has(name) && rival) return null;
  const token = schemes
    .map(([, other]) => (other.kind === 'oauth2' ? other.tokenUrl : null))
    .find((url) => url !== null);
  const tokenUrl = token === undefined ? undefined : absolute(token, document);
  const loginPath = tokenUrl?.startsWith('/') ? tokenUrl : model.loginPath;
  return {
    pattern: 3,
    reasons: [
      protects(model, name, label(scheme)),
      ...(tokenUrl === undefined ? [] : [`Tokens come from ${tokenUrl}.`]),
    ],
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
    ...(loginPath === undefined ? {} : { loginPath }),
  };
}

function label(scheme: SecurityScheme): string {
  if (scheme.kind === 'oauth2') return `An OAuth2 scheme with the flow ${scheme.flows.join(', ')}`;
  return scheme.kind === 'openid' ? 'An OpenID Connect scheme' : 'A bearer token scheme';
}

function protects({ operations }: ApiModel, name: string, what: string): string {
  const count = operations.filter(({ security }) => security.flat().some((use) => use.scheme === name)).length;
  return `${what} (${name}) protects ${count} of ${operations.length} operations.`;
}

/** FastAPI's `tokenUrl="token"` is relative to the app (to `root_path`, that is, the server's path). */
function absolute(url: string, document: JsonObject): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) || url.startsWith('/')) return url;
  return `${firstServer(own(document, 'servers'))?.path ?? ''}${tokenPath(url)}`;
}

/** An API key in a header or the query, or another scheme of the Authorization header, that some operation asks for. */
function keyEvidence(model: ApiModel, schemes: Ranked, used: ReadonlySet<string>): AuthEvidence | null {
  for (const [name, scheme] of schemes) {
    const carrier = carrierOf(scheme);
    const cookie = schemes.find(([, other]) => other.kind === 'api-key' && other.location === 'cookie');
    if (carrier === null || (!used.has(name) && cookie)) continue;
    return {
      pattern: 3,
      reasons: [protects(model, name, carrier.what), ...carrier.notes],
      sendTokenAs: carrier.sendTokenAs,
      ...(model.loginPath === undefined ? {} : { loginPath: model.loginPath }),
    };
  }
  return null;
}

/** `x_api_key: str = Header()`: no scheme is declared, and most operations want it. */
function keyParameterEvidence({ operations }: ApiModel): AuthEvidence | null {
  const found = keyParameter(operations);
  if (found === null) return null;
  return {
    pattern: 3,
    reasons: [`${found.count} of ${operations.length} operations take ${found.what}.`],
    sendTokenAs: found.sendTokenAs,
  };
}

const SESSION = /sess|^sid$|auth|token|login/i;

function cookieEvidence(model: ApiModel, schemes: Ranked): AuthEvidence | null {
  const declared = schemes
    .map(([, scheme]) => scheme)
    .find((scheme) => scheme.kind === 'api-key' && scheme.location === 'cookie');
  const parameter = mostFrequent(
    model.operations,
    ({ location, wireName }) => location === 'cookie' && SESSION.test(wireName),
  );
  const name = declared?.kind === 'api-key' ? declared.name : parameter?.wireName;
  if (name === undefined) return null;
  const loginPath = model.loginPath;
  return {
    pattern: 2,
    reasons: [
      declared
        ? `The cookie ${name} is declared as a security scheme.`
        : `${parameter?.count ?? 0} operations take the cookie ${name}.`,
      ...(loginPath === undefined ? [] : [`${loginPath} looks like the login.`]),
    ],
    sessionCookieName: name,
    ...(loginPath === undefined ? {} : { loginPath }),
  };
}

const USER = /^(?:x[-_])?(?:current_?)?(?:user|owner|account|member|customer|actor)[-_]?(?:id|uuid|name)$/i;

function userEvidence(model: ApiModel): AuthEvidence {
  const open = model.operations.filter(({ security }) => security.length === 0);
  const user = mostFrequent(
    open,
    ({ wireName, wholeBody, location }) => !wholeBody && location !== 'cookie' && USER.test(wireName),
  );
  if (!user)
    return {
      pattern: 1,
      reasons: ['No security scheme and no parameter that names a user: the backend asks nobody who they are.'],
    };
  return {
    pattern: 1,
    reasons: [
      `${user.count} of ${model.operations.length} operations take ${user.wireName} and none of them asks for credentials.`,
    ],
    userParameter: user.wireName,
  };
}

interface Frequent {
  readonly wireName: string;
  readonly count: number;
}

/** Exactly `user_id` wins over its likes that occur as often. */
function mostFrequent(
  operations: readonly Operation[],
  matches: (argument: Operation['arguments'][number]) => boolean,
): Frequent | null {
  const counts = new Map<string, number>();
  for (const { arguments: args } of operations) {
    for (const wireName of new Set(args.filter(matches).map((argument) => argument.wireName)))
      counts.set(wireName, (counts.get(wireName) ?? 0) + 1);
  }
  const rank = (name: string): number => (name === 'user_id' ? 0 : /^user/i.test(name) ? 1 : 2);
  const [first] = [...counts].sort(
    ([a, times], [b, others]) => others - times || rank(a) - rank(b) || (a < b ? -1 : 1),
  );
  return first ? { wireName: first[0], count: first[1] } : null;
}
