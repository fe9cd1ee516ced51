import type { Context, IdentityMode, Plan } from '@fastapi-mcp/kit';

/** One setting of the emitted server, as a deployment gives it. */
export interface Setting {
  /** The environment variable. */
  readonly name: string;
  /** What to ask a person who installs the server. */
  readonly help: string;
  /** Never has a value in a file. */
  readonly secret: boolean;
  readonly required: boolean;
  /** What stands in a deployment until somebody edits it; null: there is no sensible one. */
  readonly value: string | null;
}

const PORT = 8001;
const HOST = 'mcp.example.com';

const backendUrl = plainSetting('BACKEND_URL', 'Where the backend answers', 'http://backend:8000');
const serviceToken = secretSetting('SERVICE_AUTH_TOKEN', 'The service token, the same as in the backend');
/** A secret, since it may hold a password. */
const redisUrl = secretSetting('REDIS_URL', 'Where the replicas agree on limits and breakers');
const gatewaySecret = secretSetting('MCP_GATEWAY_SECRET', 'What the gateway proves itself with, 32 characters or more');

/** Where the server listens inside its container. */
export const port = PORT;

/** Who is asked for the user over the network: what was chosen, where that works beyond one machine. */
export function networkIdentity({ identities }: Pick<Plan, 'identities'>): 'oauth' | 'gateway' {
  const [preset] = identities;
  if (preset === 'oauth' || preset === 'gateway') return preset;
  return identities.includes('oauth') ? 'oauth' : 'gateway';
}

/** What the server needs to serve many callers over HTTP. */
export function networkSettings(plan: Plan, { redis }: Pick<Context['answers'], 'redis'>): readonly Setting[] {
  const identity = networkIdentity(plan);
  return [
    backendUrl,
    plainSetting('MCP_TRANSPORT', 'How clients connect', 'streamable-http'),
    plainSetting('MCP_HOST', 'The address to listen on', '0.0.0.0'),
    plainSetting('MCP_PORT', 'The port to listen on', String(PORT)),
    plainSetting('MCP_ALLOWED_HOSTS', 'The names under which clients reach this server', `${HOST},127.0.0.1,localhost`),
    plainSetting('MCP_IDENTITY', 'Who names the user', identity),
    ...identitySettings(identity),
    ...credentialSettings(plan, identity),
    ...(redis ? [redisUrl] : []),
  ];
}

/** What the server needs to serve one person over stdio, as an installed bundle or a container does. */
export function personalSettings(plan: Plan): readonly Setting[] {
  const one = plan.identities[0] === 'parameter' ? [] : [requiredSetting('MCP_USER_ID', 'Whom the server acts for')];
  switch (plan.pattern) {
    case 1:
      return [unset(backendUrl), ...one];
    case 2:
      return [
        unset(backendUrl),
        optional(secretSetting('SESSION_TOKEN', 'A session cookie of the backend')),
        ...login,
        ...one,
      ];
    case 3:
      return [
        unset(backendUrl),
        optional(secretSetting('BACKEND_ACCESS_TOKEN', 'An access token of the backend')),
        ...login,
        ...one,
      ];
    case 4:
      return [unset(backendUrl), serviceToken, ...one];
  }
}

const login: readonly Setting[] = [
  { ...requiredSetting('BACKEND_USERNAME', 'A user name of the backend, instead'), required: false },
  optional(secretSetting('BACKEND_PASSWORD', 'Its password')),
];

function identitySettings(identity: IdentityMode): readonly Setting[] {
  if (identity === 'gateway') return [gatewaySecret];
  return [
    plainSetting('OAUTH_ISSUER', 'Who issues the access tokens', 'https://login.example.com'),
    plainSetting('MCP_RESOURCE_URL', 'The public URL of this server', `https://${HOST}/mcp`),
  ];
}

/** Patterns 2 and 3 hold one user's credential, so that MCP_USER_ID says whose; or exchange each caller's token. */
function credentialSettings(plan: Plan, identity: IdentityMode): readonly Setting[] {
  const owner = plainSetting('MCP_USER_ID', 'Whose the credential is', 'alice');
  switch (plan.pattern) {
    case 1:
      return [];
    case 2:
      return [secretSetting('SESSION_TOKEN', 'A session cookie of the backend'), owner];
    case 3:
      return identity === 'oauth'
        ? [
            plainSetting(
              'TOKEN_EXCHANGE_URL',
              'Where tokens are exchanged (RFC 8693)',
              'https://login.example.com/token',
            ),
            plainSetting('TOKEN_EXCHANGE_CLIENT_ID', 'This server as a client there', plan.project.name),
            secretSetting('TOKEN_EXCHANGE_CLIENT_SECRET', "That client's secret"),
          ]
        : [secretSetting('BACKEND_ACCESS_TOKEN', 'An access token of the backend'), owner];
    case 4:
      return [serviceToken];
  }
}

function plainSetting(name: string, help: string, value: string): Setting {
  return { name, help, value, secret: false, required: true };
}

function requiredSetting(name: string, help: string): Setting {
  return { name, help, value: null, secret: false, required: true };
}

function secretSetting(name: string, help: string): Setting {
  return { name, help, value: null, secret: true, required: true };
}

function optional(setting: Setting): Setting {
  return { ...setting, required: false };
}

/** The same setting where whoever installs the server has to say it. */
function unset(setting: Setting): Setting {
  return { ...setting, value: null };
}
