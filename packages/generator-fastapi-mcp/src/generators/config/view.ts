import {
  type Context,
  code,
  literal,
  NOTHING_CONTRIBUTED,
  type PyCode,
  randomSecret,
  ruffVersion,
} from '@fastapi-mcp/kit';
import { signsAssertions } from '../client/view.js';
import { defaultIdentity, hasCredentialOwner, type IdentityChoices, identityChoices } from '../identity-choices.js';
import { type Protections, protectionsOf } from '../protections.js';
import { type TokenPlace, tokenPlace } from '../token-place.js';
import { type AddedField, type AddedLines, addedFields, addedLines } from './added-settings.js';

/** What `config.py.ejs` shows. */
export interface ConfigView {
  readonly pattern: 1 | 2 | 3 | 4;
  /** Service calls carry a signed assertion. */
  readonly signs: boolean;
  readonly has: IdentityChoices;
  /** From the module's own path to the folder that holds `.env`: `parent.parent`. */
  readonly projectFolder: PyCode;
  /** `"fixed", "oauth"`: the members of the setting's `Literal`. */
  readonly identityLiterals: PyCode;
  readonly stdioIdentity: string;
  readonly networkIdentity: string;
  readonly networkExample: string;
  /** The server can log in to the backend by itself. */
  readonly logsIn: boolean;
  /** The backend's login route; null when nobody knows it. */
  readonly loginPath: string | null;
  readonly sessionCookieName: string;
  readonly healthPath: string;
  readonly tokenPlace: TokenPlace;
  /** The header or the query parameter, and the word before the token. */
  readonly tokenName: string;
  readonly tokenScheme: string;
  readonly protections: Protections;
  readonly credentialOwner: boolean;
  /** Settings that hold a URL which must be https: `"oauth_issuer", "mcp_resource_url"`. */
  readonly secureUrls: PyCode;
  /** Settings of plugins. */
  readonly added: readonly AddedField[];
}

/** What `env.example.ejs` shows. */
export interface EnvExampleView {
  /** `.env.example`, which holds no secret; otherwise `.env` itself. */
  readonly example: boolean;
  /** Empty in the example. */
  readonly serviceToken: string;
  readonly pattern: 1 | 2 | 3 | 4;
  /** Service calls carry a signed assertion. */
  readonly signs: boolean;
  readonly has: IdentityChoices;
  readonly identityChoices: string;
  readonly stdioIdentity: string;
  readonly loginPathText: string;
  readonly sessionCookieName: string;
  readonly healthPath: string;
  readonly tokenPlace: TokenPlace;
  readonly tokenName: string;
  readonly tokenScheme: string;
  readonly protections: Protections;
  readonly credentialOwner: boolean;
  /** Settings of plugins. */
  readonly added: readonly AddedLines[];
}

/** What `pyproject.toml.ejs` shows. */
export interface PyprojectView {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly ruff: string;
  /** Where the models lie, for ruff. */
  readonly models: string;
  /** Where the tools lie, likewise. */
  readonly tools: string;
  readonly firstParty: readonly string[];
  readonly sources: readonly string[];
  readonly redis: boolean;
  /** Answers may be used again. */
  readonly cache: boolean;
  /** Requirements of plugins. */
  readonly added: readonly string[];
  /** The same, for tests. */
  readonly addedForTests: readonly string[];
}

const FLAT_MODULES = ['client', 'config', 'main', 'schemas', 'tools'];

/** The view of the settings module. */
export function configView(context: Context): ConfigView {
  const { plan, contributed = NOTHING_CONTRIBUTED } = context;
  const { pattern } = plan;
  const has = identityChoices(plan);
  return {
    pattern,
    signs: signsAssertions(context),
    has,
    projectFolder: code(plan.structure === 'a' ? 'parent' : 'parent.parent'),
    identityLiterals: literals(plan.identities),
    stdioIdentity: defaultIdentity(plan, 'stdio'),
    networkIdentity: defaultIdentity(plan, 'http'),
    networkExample: has.oauth ? 'oauth' : 'gateway',
    logsIn: hasCredentialOwner(plan),
    loginPath: loginPath(context),
    sessionCookieName: sessionCookieName(context),
    healthPath: healthPath(context),
    ...token(plan),
    protections: protectionsOf(context),
    credentialOwner: hasCredentialOwner(plan),
    secureUrls: literals([
      'oauth_issuer',
      'oauth_jwks_url',
      'mcp_resource_url',
      ...(pattern === 3 ? ['token_exchange_url'] : []),
    ]),
    added: addedFields(contributed),
  };
}

/** The view of the example settings, or of the settings themselves with a fresh service token. */
export function envExampleView(context: Context, kind: 'example' | 'own' = 'example'): EnvExampleView {
  const { plan, contributed = NOTHING_CONTRIBUTED } = context;
  return {
    example: kind === 'example',
    serviceToken: kind === 'example' ? '' : randomSecret('SERVICE_AUTH_TOKEN'),
    pattern: plan.pattern,
    signs: signsAssertions(context),
    has: identityChoices(plan),
    identityChoices: plan.identities.join(', '),
    stdioIdentity: defaultIdentity(plan, 'stdio'),
    loginPathText: loginPath(context) ?? '/auth/login',
    sessionCookieName: sessionCookieName(context),
    healthPath: healthPath(context),
    ...token(plan),
    protections: protectionsOf(context),
    credentialOwner: hasCredentialOwner(plan),
    added: addedLines(contributed),
  };
}

/** The view of the project file. */
export function pyprojectView(context: Context): PyprojectView {
  const { plan, contributed = NOTHING_CONTRIBUTED } = context;
  const flat = plan.structure === 'a';
  const plugins = contributed.extensions.length > 0 ? ['plugins'] : [];
  return {
    name: plan.project.name,
    version: plan.project.version,
    description: `MCP server for ${plan.project.title}`,
    ruff: `ruff==${ruffVersion()}`,
    models: flat ? 'schemas.py' : 'src/schemas/**',
    tools: flat ? 'tools.py' : 'src/tools/**',
    firstParty: flat ? [...FLAT_MODULES, ...plugins] : ['src'],
    sources: flat ? [...FLAT_MODULES.map((module) => `${module}.py`), ...plugins, 'tests'] : ['src', 'tests'],
    added: requirements(contributed.dependencies),
    addedForTests: requirements(contributed.devDependencies),
    redis: protectionsOf(context).redis,
    cache: protectionsOf(context).cache,
  };
}

/** Each once, whoever asks for it. */
function requirements(asked: readonly { readonly requirement: string }[]): readonly string[] {
  return [...new Set(asked.map(({ requirement }) => requirement))].sort();
}

/** A path of the backend with its slash (FastAPI's `tokenUrl` has none), or a full URL. */
function loginPath({ answers, plan }: Context): string | null {
  const told = (plan.pattern === 3 ? answers.tokenUrl : null) ?? answers.loginPath;
  return told === null || told.includes('://') || told.startsWith('/') ? told : `/${told}`;
}

/** Names that services give a route which says whether they live, the most telling first. */
const HEALTH_ROUTES = ['readyz', 'ready', 'healthz', 'health', 'livez', 'ping', 'status'];

/** The backend's own health route, where the contract has one that anybody may ask; otherwise its root. */
function healthPath({ api }: Context): string {
  const open = api.operations.filter(
    ({ arguments: args, method, path, security }) =>
      method === 'GET' && args.length === 0 && security.length === 0 && !path.includes('{'),
  );
  const named = HEALTH_ROUTES.flatMap((name) => open.filter(({ path }) => path.endsWith(`/${name}`)));
  return named[0]?.path ?? '/';
}

function sessionCookieName({ answers, plan }: Context): string {
  return plan.pattern === 2 ? answers.sessionCookieName : 'session_id';
}

function token(plan: Context['plan']): Pick<ConfigView, 'tokenName' | 'tokenPlace' | 'tokenScheme'> {
  const { tokenCarrier } = plan;
  return {
    tokenPlace: tokenPlace(plan),
    tokenName: tokenCarrier?.name ?? '',
    tokenScheme: tokenCarrier?.place === 'header' ? tokenCarrier.scheme : '',
  };
}

function literals(values: readonly string[]): PyCode {
  return code(values.map((value) => literal(value).text).join(', '));
}
