import { z } from 'zod';
import { type Derived, defineQuestion, type Earlier, type Facts } from '../question.js';

const section = 'Resilience';

/** With several services one that fails must not drag the others along. */
function deriveCircuitBreaker({ answers }: Facts): Derived {
  return answers.pattern === '4' ? { fallback: true, why: 'always worth it between services' } : { fallback: false };
}

/** The server's modules must not take the names of the backend's, nor a service that is trusted stand in for a caller. */
function clashMount(value: unknown, { pattern, structure }: Earlier) {
  if (value !== true) return null;
  if (pattern === '4')
    return { what: 'does not go with Pattern 4', fix: 'a service of its own is what Pattern 4 is about' };
  return structure === 'a' ? { what: 'does not go with flat files', fix: 'use --structure b' } : null;
}

function clashRedis(value: unknown, { rateLimit, circuitBreaker }: Earlier) {
  if (value !== true || rateLimit !== false || circuitBreaker !== false) return null;
  return { what: 'has nothing to share', fix: 'leave the rate limit or the circuit breaker on' };
}

/** What keeps the server and its backend up. The MCP specification asks for the first; a server without bounds falls over. */
export const resilience = {
  rateLimit: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Limit how often each user may call the backend?',
    help: 'calls per user and in all, RATE_LIMIT_PER_USER and RATE_LIMIT_TOTAL; MCP asks servers for it',
    default: true,
    stored: true,
  }),
  bulkhead: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Bound how many calls run and wait at once?',
    help: 'so many calls run, so many wait, the rest is refused at once and told when to come back',
    default: true,
    stored: true,
  }),
  circuitBreaker: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Stop asking a backend that fails, and try it again after a while?',
    help: 'a circuit breaker for the backend and for each group of its routes',
    derive: deriveCircuitBreaker,
    ask: ({ answers }) => answers.pattern === '4',
    stored: true,
  }),
  idempotencyKeys: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Send an Idempotency-Key with every create? The backend must know the header',
    help: 'a key per create, so that it may be tried again after a timeout; the backend must know the header',
    default: false,
    stored: true,
  }),
  redis: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Share limits and breakers between replicas, through Redis?',
    help: 'replicas agree on limits and breakers through REDIS_URL; each goes on by itself while Redis is away',
    default: false,
    clash: clashRedis,
    stored: true,
  }),
  mount: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: "Run inside the backend's own process as well?",
    help: "mount(app) serves MCP from the backend's own application, without a second hop; not with Pattern 4",
    default: false,
    clash: clashMount,
    stored: true,
  }),
};
