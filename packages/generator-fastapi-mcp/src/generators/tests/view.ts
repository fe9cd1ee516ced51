import {
  CONTRACT_FILE,
  type Context,
  code,
  type JsonValue,
  literalText,
  type ModuleNames,
  moduleNames,
  OVERLAID_FILE,
  type PyCode,
} from '@fastapi-mcp/kit';
import { signsAssertions } from '../client/view.js';
import { exchangesTokens } from '../identity-choices.js';
import { keyedRoutes, type Protections, protectionsOf } from '../protections.js';
import { importsOf } from '../schemas/view.js';
import { type TokenPlace, tokenPlace } from '../token-place.js';
import { combinedAnswers } from './combined-answers.js';

/** What every test template may read. */
export interface TestView {
  readonly pattern: 1 | 2 | 3 | 4;
  readonly modules: ModuleNames;
  /** What the tools were made from: `openapi.json`, or the overlaid one. */
  readonly contractFile: string;
  /** The settings field that holds the pattern's credential; null where the backend wants none. */
  readonly credentialSetting: string | null;
  readonly tokenPlace: TokenPlace;
  /** The header, in lower case, or the query parameter that carries the token where it is no bearer token. */
  readonly tokenName: string;
  /** How a stub reads the credential of a request, and what it must be when the token is `token-{n}` (Patterns 2 and 3). */
  readonly sentCredential: PyCode;
  readonly goodCredential: PyCode;
  /** The same for a token `for-backend-of-{user}` that was exchanged. */
  readonly exchangedCredential: PyCode;
  /** The headers that every pattern's credential could travel in, as Python strings in a row. */
  readonly identityHeaders: PyCode;
  /** What the session cookie is called (Pattern 2). */
  readonly sessionCookieName: string;
  /** Users' tokens can be exchanged for the backend's own (Pattern 3). */
  readonly exchanges: boolean;
  /** Service calls carry a signed assertion. */
  readonly signs: boolean;
  /** What says to a backend that it is alice who calls, as a Python expression: header → its value. */
  readonly authHeaders: PyCode;
  /** One server may act for many users. */
  readonly manyUsers: boolean;
  /** How a stub tells whose call it got. */
  readonly whoseExpression: PyCode;
  /** Pattern 1: the tools that carry the user. */
  readonly userTools: readonly string[];
  readonly userParameters: readonly string[];
  readonly schemaImports: readonly { readonly module: PyCode; readonly names: PyCode }[];
  readonly models: readonly { readonly component: string; readonly name: PyCode }[];
  /** The user's `mcp-tools.yaml` gives arguments a value. */
  readonly fills: boolean;
  /** Tools that make several calls, and the answers that a stub needs for them. */
  readonly combined: readonly { readonly name: string; readonly answers: readonly JsonValue[] }[];
  readonly protections: Protections;
  readonly redis: boolean;
  /** A route that takes an idempotency key, and a value for each of its path parameters. */
  readonly keyedRoute: string;
  readonly keyedPath: Readonly<Record<string, number>>;
  /** Every POST and PATCH carries a key. */
  readonly keysEverywhere: boolean;
  /** A GET route without parameters that needs credentials, to try a wrong one on. */
  readonly protectedRoute: string | null;
  /** Three tools that search stand for all. */
  readonly search: boolean;
}

const CREDENTIAL_SETTINGS = {
  1: null,
  2: 'session_token',
  3: 'backend_access_token',
  4: 'service_auth_token',
} as const;

/** The view of all test templates: one, since they share their fixtures. */
export function testView(context: Context): TestView {
  const { answers, api, overlaid, plan } = context;
  const protections = protectionsOf(context);
  const keyedRoute = keyedRoutes(plan)[0] ?? 'POST /things';
  const names = plan.schemas.flatMap((schema) => schema.names);
  return {
    pattern: plan.pattern,
    modules: moduleNames(plan),
    protections,
    redis: protections.redis,
    keyedRoute,
    keysEverywhere: protections.idempotency && keyedRoutes(plan).length === 0,
    keyedPath: Object.fromEntries([...keyedRoute.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => [name ?? '', 1])),
    contractFile: overlaid === null ? CONTRACT_FILE : OVERLAID_FILE,
    credentialSetting: CREDENTIAL_SETTINGS[plan.pattern],
    sessionCookieName: answers.sessionCookieName,
    exchanges: exchangesTokens(plan),
    signs: signsAssertions({ answers, plan }),
    ...credentialView(plan, answers.sessionCookieName),
    ...(signsAssertions({ answers, plan }) ? { authHeaders: code('{"authorization": "an assertion for alice"}') } : {}),
    manyUsers: plan.pattern === 1 || plan.pattern === 4,
    whoseExpression: code(
      signsAssertions({ answers, plan })
        ? 'user_asserted(request)'
        : plan.pattern === 4
          ? 'request.headers["x-user-id"]'
          : `user_in(request, ${literalText(answers.userParameter)})`,
    ),
    userTools: plan.tools.filter(({ userArguments }) => userArguments.length > 0).map(({ name }) => name),
    userParameters: plan.pattern === 1 ? [answers.userParameter] : [],
    schemaImports: importsOf(
      componentModels(api, names).map((model) => model.name.text),
      plan.schemaHome,
    ),
    models: componentModels(api, names),
    fills: plan.tools.some(({ operation }) => operation.arguments.some(({ filled }) => filled !== undefined)),
    combined: plan.tools
      .filter(({ steps }) => steps.length > 0)
      .map((tool) => ({ name: tool.name, answers: combinedAnswers(tool) })),
    protectedRoute: protectedRoute(plan.tools),
    search: answers.toolMode === 'search',
  };
}

/** A component that is emitted twice (for requests and for answers) is compared once. */
function componentModels(api: Context['api'], names: readonly string[]): TestView['models'] {
  const byComponent = new Map<string, string>();
  for (const name of names) {
    const component = api.schemas[name]?.componentName;
    if (component && !byComponent.has(component)) byComponent.set(component, name);
  }
  return [...byComponent].map(([component, name]) => ({ component, name: code(name) }));
}

type CredentialView = Pick<
  TestView,
  | 'authHeaders'
  | 'exchangedCredential'
  | 'goodCredential'
  | 'identityHeaders'
  | 'sentCredential'
  | 'tokenName'
  | 'tokenPlace'
>;

/** Where the stub looks for the credential, and what it should find. */
function credentialView({ pattern, tokenCarrier }: Context['plan'], cookie: string): CredentialView {
  const place = tokenPlace({ tokenCarrier });
  const name = place === 'header' ? (tokenCarrier?.name ?? '').toLowerCase() : (tokenCarrier?.name ?? '');
  const scheme = tokenCarrier?.place === 'header' ? tokenCarrier.scheme : '';
  const header = literalText(place === 'header' ? name : 'authorization');
  const word = place === 'query' || scheme === '' ? '' : `${scheme} `;
  const known = ['authorization', 'cookie', 'x-user-id'];
  const names = place === 'header' && !known.includes(name) ? [...known, name] : known;
  return {
    tokenPlace: place,
    tokenName: name,
    authHeaders: code(authHeaders({ pattern, place, header, word, cookie })),
    sentCredential: code(
      pattern === 2
        ? 'request.headers.get("cookie")'
        : place === 'query'
          ? `request.url.params.get(${literalText(name)})`
          : `request.headers.get(${header})`,
    ),
    goodCredential: code(
      pattern === 2 ? `f"{${literalText(cookie)}}=session-{len(self.logins)}"` : `f"${word}token-{len(self.logins)}"`,
    ),
    exchangedCredential: code(`f"${word}for-backend-of-{user}"`),
    identityHeaders: code(names.map(literalText).join(', ')),
  };
}

interface SentHeaders {
  readonly pattern: TestView['pattern'];
  readonly place: TokenPlace;
  /** A Python literal. */
  readonly header: string;
  /** The word before the token, with its space. */
  readonly word: string;
  readonly cookie: string;
}

function authHeaders({ pattern, place, header, word, cookie }: SentHeaders): string {
  switch (pattern) {
    case 1:
      return '{}';
    case 2:
      return `{"cookie": ${literalText(`${cookie}=`)} + test_service_token}`;
    case 3:
      if (place === 'query') return '{}';
      return word === '' ? `{${header}: test_service_token}` : `{${header}: f"${word}{test_service_token}"}`;
    case 4:
      return '{"authorization": f"Bearer {test_service_token}", "x-user-id": "alice"}';
  }
}

function protectedRoute(tools: Context['plan']['tools']): string | null {
  const route = tools.find(
    ({ operation, steps }) =>
      steps.length === 0 &&
      operation.method === 'GET' &&
      operation.security.length > 0 &&
      operation.arguments.every(({ required }) => !required),
  );
  return route?.operation.path ?? null;
}
