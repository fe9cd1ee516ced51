import { type Context, type Contributed, NOTHING_CONTRIBUTED, type Plan } from '@fastapi-mcp/kit';
import { type ServiceView, servicesView } from './services.js';
import { networkIdentity, networkSettings, port, type Setting } from './settings.js';

/** How the server is called wherever it is deployed. */
export interface Names {
  /** RFC 1035 label: Kubernetes' and compose's name of everything. */
  readonly label: string;
  readonly name: string;
  readonly version: string;
  /** Without a tag. */
  readonly imageName: string;
  readonly image: string;
  readonly registryName: string;
}

/** What every template of this plugin may read. Quoted fields are whole YAML or Dockerfile strings. */
export interface DeployView extends Names {
  readonly port: number;
  /** Settings with a value, which are no secrets. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly { readonly name: string; readonly required: boolean }[];
  /** What plugins run beside the server. */
  readonly services: readonly ServiceView[];
  /** Those of them that are started only when asked for. */
  readonly optional: readonly ServiceView[];
  /** Tokens are checked against an issuer outside the cluster. */
  readonly issuer: boolean;
  /** Replicas agree through Redis; without it nothing would read it. */
  readonly redis: boolean;
  /** The server holds a token that may speak for anybody. */
  readonly serviceToken: boolean;
  /** `-m src.server`, as arguments of Python. */
  readonly command: string;
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  readonly kept: readonly string[];
  readonly compiled: string;
  readonly pythonTag: string;
  readonly nginxTag: string;
  readonly redisTag: string;
}

/** The registry's example of a namespace: whoever publishes puts their own (server.json specification, "name"). */
const NAMESPACE = 'com.example';

const TAGS = { pythonTag: '3.13-slim', nginxTag: '1.28-alpine', redisTag: '8-alpine' };

/** The names of a project. */
export function namesOf({ project: { name, version } }: Pick<Plan, 'project'>): Names {
  const label = dnsLabel(name);
  return {
    label,
    name,
    version,
    imageName: label,
    image: `${label}:${version}`,
    registryName: `${NAMESPACE}/${label}`,
  };
}

/** The view of all templates. */
export function deployView({ plan, answers, contributed = NOTHING_CONTRIBUTED }: Context): DeployView {
  const settings = networkSettings(plan, answers);
  const start = startArguments(plan);
  const services = servicesView(contributed.services);
  return {
    ...namesOf(plan),
    port,
    settings: settings.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }])),
    secrets: [
      ...settings.filter(isSecret).map(({ name, required }) => ({ name, required })),
      ...addedSecrets(contributed),
    ],
    services,
    optional: services.filter(({ optional }) => optional),
    issuer: networkIdentity(plan) === 'oauth',
    redis: answers.redis,
    serviceToken: plan.pattern === 4,
    command: start.map((argument) => JSON.stringify(argument)).join(', '),
    ...sources(plan),
    ...TAGS,
  };
}

/** What follows `python` to start the server. */
export function startArguments({ structure, modules }: Pick<Plan, 'structure' | 'modules'>): readonly string[] {
  return structure === 'a' ? ['main.py'] : ['-m', modules.server.module];
}

/**
 * A project's name as RFC 1035 wants a label: what Kubernetes demands of a Service. Twelve characters of the 63 are left for
 * what is appended.
 *
 * @example dnsLabel('Todo_API.mcp') // 'todo-api-mcp'
 */
export function dnsLabel(name: string): string {
  const label = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const started = /^[a-z]/.test(label) ? label : `mcp-${label}`;
  return started.slice(0, 51).replace(/-+$/, '');
}

/** A plugin's settings are never required. */
function addedSecrets({ settings }: Contributed): DeployView['secrets'] {
  return settings
    .filter(({ type }) => type === 'secret')
    .map(({ name }) => ({ name: name.toUpperCase(), required: false }));
}

function isSecret({ secret }: Setting): boolean {
  return secret;
}

/** What goes into the image: the package, or structure A's flat modules. */
function sources({ structure }: Plan): Pick<DeployView, 'copies' | 'kept' | 'compiled'> {
  return structure === 'a'
    ? { copies: [{ from: '*.py', to: './' }], kept: ['*.py'], compiled: './*.py' }
    : { copies: [{ from: 'src', to: './src' }], kept: ['src/**'], compiled: 'src' };
}
