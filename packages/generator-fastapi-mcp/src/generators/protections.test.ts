import type { Context, Plan } from '@fastapi-mcp/kit';
import { chainOf, keyedRoutes, protectionsOf, routePrefix } from './protections.js';

type Tools = Pick<Plan, 'tools'>;

/** A plan of routes alone, each with the header parameters that it declares. */
function plan(...routes: readonly (readonly [string, string, ...string[]])[]): Tools {
  const tools = routes.map(([method, path, ...headers]) => ({
    steps: [],
    operation: { method, path, arguments: headers.map((wireName) => ({ location: 'header', wireName })) },
  }));
  return JSON.parse(JSON.stringify({ tools }));
}

function answers(given: Partial<Context['answers']>): Pick<Context, 'answers'> {
  const all: Partial<Context['answers']> = {
    rateLimit: true,
    responseCache: true,
    bulkhead: true,
    circuitBreaker: true,
    idempotencyKeys: true,
    redis: false,
    ...given,
  };
  return { answers: all as Context['answers'] };
}

describe('routePrefix', () => {
  it('is what all routes share, and leaves the segment that tells them apart', () => {
    expect(routePrefix(plan(['GET', '/api/v1/tasks'], ['GET', '/api/v1/users/{id}']))).toBe('/api/v1');
    expect(routePrefix(plan(['GET', '/tasks'], ['GET', '/tasks/{id}']))).toBe('');
    expect(routePrefix(plan(['GET', '/{tenant}/tasks'], ['GET', '/{tenant}/users']))).toBe('');
    expect(routePrefix(plan(['GET', '/tasks'], ['GET', '/users']))).toBe('');
    expect(routePrefix(plan())).toBe('');
  });
});

describe('keyedRoutes', () => {
  it('finds the routes that declare the header, however it is spelled', () => {
    const found = keyedRoutes(
      plan(['POST', '/orders', 'idempotency-key'], ['POST', '/a', 'Idempotency-Key'], ['POST', '/b']),
    );
    expect(found).toEqual(['POST /a', 'POST /orders']);
  });
});

describe('chainOf', () => {
  it('refuses before it waits, and looks at the backend last', () => {
    const chain = chainOf(protectionsOf(answers({})));
    expect(chain.map(({ key }) => key)).toEqual(['rates', 'cache', 'bulkhead', 'breaker', 'idempotency']);
  });

  it('shares rates, answers and breakers alone, and needs Redis for nothing else', () => {
    const created = chainOf(protectionsOf(answers({ redis: true }))).map(({ create }) => create.text);
    expect(created).toEqual([
      'RateLimits(settings, self._store)',
      'ResponseCache(settings, self._store)',
      'Bulkhead(settings)',
      'self.breakers',
      'IdempotencyKeys()',
    ]);
    expect(
      protectionsOf(answers({ redis: true, rateLimit: false, responseCache: false, circuitBreaker: false })).redis,
    ).toBe(false);
  });
});
