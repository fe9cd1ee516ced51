import { type Context, code, type Plan, type PyCode } from '@fastapi-mcp/kit';

/** What stands around every call of the emitted server, as conditions of a template. */
export interface Protections {
  readonly rates: boolean;
  readonly cache: boolean;
  readonly bulkhead: boolean;
  readonly breaker: boolean;
  readonly idempotency: boolean;
  /** Replicas agree through Redis. */
  readonly redis: boolean;
}

/** One of them, by its module. */
type Protection = Exclude<keyof Protections, 'redis'>;

/** What the answers ask for. */
export function protectionsOf({ answers }: Pick<Context, 'answers'>): Protections {
  const { rateLimit: rates, responseCache: cache, circuitBreaker: breaker } = answers;
  return {
    rates,
    cache,
    bulkhead: answers.bulkhead,
    breaker,
    idempotency: answers.idempotencyKeys,
    redis: answers.redis && (rates || cache || breaker),
  };
}

/**
 * Outermost first: what refuses cheaply comes before what waits, and a refusal is no failure of the backend. What the
 * cache answers needs no place in the queue and no working backend, but counts as a call of its user.
 */
const CHAIN: readonly (readonly [Protection, string])[] = [
  ['rates', 'RateLimits'],
  ['cache', 'ResponseCache'],
  ['bulkhead', 'Bulkhead'],
  ['breaker', 'Breakers'],
  ['idempotency', 'IdempotencyKeys'],
];

/** A middleware class of the client, and the expression that makes it. */
export interface ProtectionView {
  readonly key: Protection;
  readonly className: PyCode;
  readonly create: PyCode;
}

/** The chain that a client is made with, outermost first. */
export function chainOf(protections: Protections): readonly ProtectionView[] {
  const settings = protections.redis ? 'settings, self._store' : 'settings';
  const create: Readonly<Record<Protection, string>> = {
    rates: `RateLimits(${settings})`,
    cache: `ResponseCache(${settings})`,
    bulkhead: 'Bulkhead(settings)',
    breaker: 'self.breakers',
    idempotency: 'IdempotencyKeys()',
  };
  return CHAIN.filter(([key]) => protections[key]).map(([key, className]) => ({
    key,
    className: code(className),
    create: code(create[key]),
  }));
}

/** What the paths of all tools begin with, whole segments only, so that the next segment tells them apart: `/api/v1`. */
export function routePrefix({ tools }: Pick<Plan, 'tools'>): string {
  const paths = tools.map(({ operation }) => operation.path.split('/').slice(1));
  const [first = []] = paths;
  const differs = first.findIndex(
    (segment, index) =>
      segment.includes('{') || paths.some((path) => path[index] !== segment || path.length <= index + 1),
  );
  return first
    .slice(0, Math.max(differs, 0))
    .map((segment) => `/${segment}`)
    .join('');
}

/** Routes whose contract declares the header `Idempotency-Key`, as `POST /orders`. */
export function keyedRoutes({ tools }: Pick<Plan, 'tools'>): readonly string[] {
  return tools
    .flatMap(({ operation, steps }) => (steps.length > 0 ? steps.map((step) => step.operation) : [operation]))
    .filter(({ arguments: args }) =>
      args.some(({ location, wireName }) => location === 'header' && wireName.toLowerCase() === 'idempotency-key'),
    )
    .map(({ method, path }) => `${method} ${path}`)
    .sort();
}
