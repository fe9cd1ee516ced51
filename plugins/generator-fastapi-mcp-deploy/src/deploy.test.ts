import {
  type Context,
  type Contributed,
  type IdentityMode,
  moduleLayout,
  NOTHING_CONTRIBUTED,
  type PatternNumber,
  type Plan,
} from '@fastapi-mcp/kit';
import { parse } from 'yaml';
import { deployPlugin } from './deploy.js';
import { networkIdentity } from './settings.js';
import { dnsLabel } from './view.js';

const IDENTITIES: readonly IdentityMode[] = ['fixed', 'oauth', 'gateway'];

function emitted(
  choices: Partial<Pick<Plan, 'pattern' | 'structure' | 'identities' | 'project'>> = {},
  contributed: Partial<Contributed> = {},
  redis = false,
) {
  const structure = choices.structure ?? 'b';
  const plan: Partial<Plan> = {
    pattern: 4,
    structure,
    identities: IDENTITIES,
    project: { name: 'todo-mcp', title: 'Todo', version: '0.1.0' },
    modules: moduleLayout(structure),
    tools: [],
    ...choices,
  };
  const context = { plan: plan as Plan, answers: { redis }, contributed: { ...NOTHING_CONTRIBUTED, ...contributed } };
  const [generator] = deployPlugin.generators ?? [];
  const files = generator?.files(context as Context) ?? [];
  return new Map(files.map(({ path, content }) => [path, content]));
}

function text(files: ReadonlyMap<string, string>, path: string): string {
  const content = files.get(path);
  if (content === undefined) throw new Error(`${path} was not emitted`);
  return content;
}

const manifests = ['configmap', 'deployment', 'hpa', 'networkpolicy', 'pdb', 'service', 'serviceaccount'];
const kubernetes = (name: string): string => `deploy/kubernetes/${name}.yaml`;
const every = ([1, 2, 3, 4] as const).flatMap((pattern) =>
  (['oauth', 'gateway'] as const).map((identity) => [pattern, identity] as const),
);

describe('the deploy generator', () => {
  it.each(every)('takes every secret of pattern %i with %s from the Secret, and writes none', (pattern, identity) => {
    const files = emitted({ pattern: pattern as PatternNumber, identities: [identity, 'fixed'] });
    const { env, envFrom } = parse(text(files, kubernetes('deployment'))).spec.template.spec.containers[0];
    const referenced = (env ?? []).map((variable: { name: string }) => variable.name);
    for (const variable of env ?? []) expect(Object.keys(variable)).toEqual(['name', 'valueFrom']);
    expect(envFrom).toEqual([{ configMapRef: { name: 'todo-mcp' } }]);
    const configured = Object.keys(parse(text(files, kubernetes('configmap'))).data);
    expect(configured.filter((name) => /SECRET|TOKEN$|PASSWORD/.test(name))).toEqual([]);
    expect(referenced.includes('MCP_GATEWAY_SECRET')).toBe(identity === 'gateway');
    expect(referenced.includes('SERVICE_AUTH_TOKEN')).toBe(pattern === 4);
    expect(configured.includes('OAUTH_ISSUER')).toBe(identity === 'oauth');
  });

  it('speaks of one application in all manifests', () => {
    const files = emitted();
    for (const name of manifests) expect(parse(text(files, kubernetes(name))).metadata.name).toBe('todo-mcp');
    const { spec } = parse(text(files, kubernetes('deployment')));
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
    expect(parse(text(files, kubernetes('service'))).spec.selector).toEqual(spec.selector.matchLabels);
    expect(parse(text(files, kubernetes('pdb'))).spec.selector.matchLabels).toEqual(spec.selector.matchLabels);
    const { resources, images } = parse(text(files, kubernetes('kustomization')));
    expect([...resources].sort()).toEqual(manifests.map((name) => `${name}.yaml`));
    expect(images[0].name).toBe(spec.template.spec.containers[0].image);
  });

  it('runs without rights: no root, no writing, no capabilities, no account token', () => {
    const { spec } = parse(text(emitted(), kubernetes('deployment'))).spec.template;
    const [container] = spec.containers;
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(Object.keys(container.resources.limits)).toEqual(['cpu', 'memory']);
    const dockerfile = text(emitted(), 'Dockerfile');
    expect(dockerfile).toMatch(new RegExp(`^USER ${spec.securityContext.runAsUser}:`, 'm'));
  });

  it('opens the way to the issuer only where one is asked', () => {
    const ports = (identities: readonly IdentityMode[]): number[] =>
      parse(text(emitted({ identities }), kubernetes('networkpolicy'))).spec.egress.flatMap(
        ({ ports: open }: { ports: { port: number }[] }) => open.map(({ port }) => port),
      );
    expect(ports(['oauth', 'fixed'])).toContain(443);
    expect(ports(['gateway', 'fixed'])).not.toContain(443);
  });

  it('runs what plugins bring, and finds it only when it was asked for', () => {
    const by = { owner: 'observability', plugin: 'generator-fastapi-mcp-observability' };
    const files = emitted(
      {},
      {
        services: [
          {
            ...by,
            name: 'collector',
            image: 'otel/collector:1',
            command: ['--config=x'],
            ports: [4318],
            files: ['observability/collector.yaml:/etc/config.yaml'],
            serverEnvironment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
            optional: true,
          },
        ],
        settings: [{ ...by, name: 'otel_headers', type: 'secret', default: null, example: '<>', help: '' }],
      },
    );
    const { services } = parse(text(files, 'compose.yaml'));
    expect(services.collector).toMatchObject({
      profiles: ['collector'],
      command: ['--config=x'],
      volumes: ['./observability/collector.yaml:/etc/config.yaml:ro'],
    });
    expect(services.server.environment.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('${OTEL_EXPORTER_OTLP_ENDPOINT:-}');
    const { env } = parse(text(files, kubernetes('deployment'))).spec.template.spec.containers[0];
    expect(env.at(-1).valueFrom.secretKeyRef).toEqual({
      name: 'todo-mcp-secrets',
      key: 'OTEL_HEADERS',
      optional: true,
    });
    const { egress } = parse(text(files, kubernetes('networkpolicy'))).spec;
    expect(egress).toContainEqual({
      to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'collector' } } }],
      ports: [{ port: 4318 }],
    });
  });

  it('runs Redis, and leads to it, where the server reads it; and nowhere else', () => {
    const files = emitted({}, {}, true);
    const { services } = parse(text(files, 'compose.yaml'));
    expect(services.server.environment.REDIS_URL).toBe('redis://redis:6379/0');
    expect(services.server.depends_on.redis).toEqual({ condition: 'service_healthy' });
    expect(services.redis.image).toMatch(/^redis:/);
    const { env } = parse(text(files, kubernetes('deployment'))).spec.template.spec.containers[0];
    const reference = { name: 'todo-mcp-secrets', key: 'REDIS_URL' };
    expect(env).toContainEqual({ name: 'REDIS_URL', valueFrom: { secretKeyRef: reference } });
    expect(text(files, kubernetes('networkpolicy'))).toContain('port: 6379');
    for (const [path, content] of emitted()) if (path !== 'deploy/README.md') expect(content).not.toMatch(/redis/i);
  });

  it('starts the server as its structure wants it', () => {
    expect(text(emitted({ structure: 'a' }), 'Dockerfile')).toContain('CMD ["python", "main.py"]');
    expect(text(emitted(), 'Dockerfile')).toContain('CMD ["python", "-m", "src.server"]');
    expect(text(emitted({ structure: 'a' }), '.dockerignore')).toContain('\n!*.py\n');
  });

  it('marks what is secret in the registry entry and in the bundle', () => {
    const files = emitted({ pattern: 3 });
    const { environmentVariables } = JSON.parse(text(files, 'server.json')).packages[0];
    const secret = environmentVariables.filter(({ isSecret }: { isSecret?: boolean }) => isSecret);
    expect(secret.map(({ name }: { name: string }) => name)).toEqual(['BACKEND_ACCESS_TOKEN', 'BACKEND_PASSWORD']);
    const { user_config: asked } = JSON.parse(text(files, 'manifest.json'));
    expect(asked.backend_access_token).toMatchObject({ sensitive: true, required: false });
    expect(asked.backend_url).toMatchObject({ sensitive: false, required: true });
  });

  it('keeps what the API calls itself to one visible line of at most 100 characters', () => {
    const files = emitted({ project: { name: 'x', title: `A\n\u202e${'é'.repeat(200)}`, version: '0.1.0' } });
    const { title, description } = JSON.parse(text(files, 'server.json'));
    for (const line of [title, description]) {
      expect(line.length).toBeLessThanOrEqual(100);
      expect(line).not.toMatch(/[\n\u202e]/u);
    }
  });
});

describe('networkIdentity', () => {
  it('is what was chosen, where that works over the network', () => {
    expect(networkIdentity({ identities: ['gateway', 'oauth'] })).toBe('gateway');
    expect(networkIdentity({ identities: ['parameter', 'fixed', 'oauth'] })).toBe('oauth');
    expect(networkIdentity({ identities: ['fixed', 'gateway'] })).toBe('gateway');
  });
});

describe('dnsLabel', () => {
  it.each([
    ['Todo_API.mcp', 'todo-api-mcp'],
    ['2fast', 'mcp-2fast'],
    ['a'.repeat(64), 'a'.repeat(51)],
    [`${'a'.repeat(50)}-b`, 'a'.repeat(50)],
  ])('%s → %s', (name, label) => {
    expect(dnsLabel(name)).toBe(label);
    expect(dnsLabel(name)).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
  });
});
