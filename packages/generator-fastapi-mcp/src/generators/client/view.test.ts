import { type Context, moduleLayout, type Plan } from '@fastapi-mcp/kit';
import { clientView } from './view.js';

function context(pattern: Plan['pattern'], userParameter = 'user_id'): Context {
  const plan: Partial<Plan> = {
    pattern,
    tokenCarrier: null,
    structure: 'b',
    identities: ['fixed', 'oauth'],
    project: { name: 'todo-mcp', title: 'Todo', version: '0.1.0' },
    modules: moduleLayout('b'),
  };
  return {
    plan: plan as Plan,
    answers: {
      userParameter,
      rateLimit: false,
      responseCache: false,
      bulkhead: false,
      circuitBreaker: false,
      idempotencyKeys: false,
    } as Partial<Context['answers']> as Context['answers'],
    api: {} as Context['api'],
    contract: '',
    overlaid: null,
  };
}

describe('clientView', () => {
  it('renews credentials in patterns 2 and 3 alone', () => {
    expect(([1, 2, 3, 4] as const).map((pattern) => clientView(context(pattern)).credentials !== null)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(clientView(context(2)).attemptMethod.text).toBe('_authenticated_attempt');
    expect(clientView(context(4)).attemptMethod.text).toBe('_attempt');
  });

  it('never lets a tool argument become X-User-ID, but where it is the backend parameter of the user itself', () => {
    expect(clientView(context(4)).reservedHeaders).toContain('x-user-id');
    expect(clientView(context(1)).reservedHeaders).toContain('x-user-id');
    expect(clientView(context(1, 'X-User-ID')).reservedHeaders).not.toContain('x-user-id');
  });

  it('always reserves the headers that frame a message or carry credentials', () => {
    for (const pattern of [1, 2, 3, 4] as const) {
      expect(clientView(context(pattern)).reservedHeaders).toEqual(
        expect.arrayContaining(['authorization', 'cookie', 'host', 'content-length', 'transfer-encoding']),
      );
    }
  });

  it('writes the user agent as bytes', () => {
    expect(clientView(context(4)).userAgent.text).toBe('b"todo-mcp/0.1.0"');
  });
});
