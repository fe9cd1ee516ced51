import type { Answers, Context, Plan } from '@fastapi-mcp/kit';
import { moduleLayout } from '@fastapi-mcp/kit';
import { configView, envExampleView, pyprojectView } from './view.js';

const NO_PROTECTIONS = {
  rateLimit: false,
  responseCache: false,
  bulkhead: false,
  circuitBreaker: false,
  idempotencyKeys: false,
  redis: false,
};

type Choices = Partial<Pick<Plan, 'pattern' | 'identities' | 'structure'>> & {
  readonly answers?: Partial<Pick<Answers, 'loginPath' | 'tokenUrl' | 'sessionCookieName'>>;
};

function context({ answers, ...choices }: Choices): Context {
  const structure = choices.structure ?? 'b';
  const plan: Partial<Plan> = {
    pattern: 4,
    tokenCarrier: null,
    identities: ['fixed', 'oauth', 'gateway'],
    structure,
    project: { name: 'todo-mcp', title: 'Todo', version: '0.1.0' },
    modules: moduleLayout(structure),
    ...choices,
  };
  const api: Partial<Context['api']> = { operations: [] };
  const told = { loginPath: null, tokenUrl: null, sessionCookieName: 'session_id', ...NO_PROTECTIONS, ...answers };
  return { plan: plan as Plan, answers: told as Answers, api: api as Context['api'], contract: '', overlaid: null };
}

describe('configView', () => {
  it('falls back to fixed over stdio, and never chooses it for the network by itself', () => {
    const view = configView(context({ identities: ['oauth', 'fixed', 'gateway'] }));
    expect([view.stdioIdentity, view.networkIdentity]).toEqual(['fixed', 'oauth']);
  });

  it('keeps a preset of parameter on both transports; the setting refuses it beyond this machine', () => {
    const view = configView(context({ pattern: 1, identities: ['parameter', 'fixed', 'oauth', 'gateway'] }));
    expect([view.stdioIdentity, view.networkIdentity]).toEqual(['parameter', 'parameter']);
  });

  it('offers only the identities of the plan', () => {
    const view = configView(context({ identities: ['gateway', 'fixed'] }));
    expect(view.has).toEqual({ oauth: false, gateway: true, parameter: false });
    expect(view.identityLiterals.text).toBe('"gateway", "fixed"');
  });

  it('gives a relative token URL, as FastAPI writes it, its slash, and leaves a full one alone', () => {
    const path = (tokenUrl: string): string | null =>
      configView(context({ pattern: 3, answers: { tokenUrl } })).loginPath;
    expect(path('auth/token')).toBe('/auth/token');
    expect(path('/auth/token')).toBe('/auth/token');
    expect(path('https://login.example.com/token')).toBe('https://login.example.com/token');
  });

  it('finds .env beside the flat modules of structure A, and above the package of structure B', () => {
    expect(configView(context({ structure: 'a' })).projectFolder.text).toBe('parent');
    expect(configView(context({ structure: 'b' })).projectFolder.text).toBe('parent.parent');
  });

  it('checks the exchange URL only where there is one', () => {
    expect(configView(context({ pattern: 3 })).secureUrls.text).toContain('token_exchange_url');
    expect(configView(context({ pattern: 4 })).secureUrls.text).not.toContain('token_exchange_url');
  });
});

describe('envExampleView', () => {
  it('holds no token in the example, and a strong one in .env', () => {
    expect(envExampleView(context({})).serviceToken).toBe('');
    expect(envExampleView(context({}), 'own').serviceToken.length).toBeGreaterThanOrEqual(32);
  });
});

describe('pyprojectView', () => {
  it('names the flat modules as first-party in structure A', () => {
    expect(pyprojectView(context({ structure: 'a' })).firstParty).toContain('client');
    expect(pyprojectView(context({ structure: 'b' })).firstParty).toEqual(['src']);
  });
});
