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

function clashRedis(value: unknown, { rateLimit, responseCache, circuitBreaker }: Earlier) {
  const shared = [rateLimit, responseCache, circuitBreaker];
  if (value !== true || shared.some((one) => one !== false)) return null;
  return { what: 'has nothing to share', fix: 'leave the rate limit, the cache or the circuit breaker on' };
}

/** What may be chosen at the one prompt, and the answer that each stands for. */
const members = {
  'rate-limit': 'rateLimit',
  bulkhead: 'bulkhead',
  'circuit-breaker': 'circuitBreaker',
  'response-cache': 'responseCache',
  'idempotency-keys': 'idempotencyKeys',
  redis: 'redis',
  mount: 'mount',
} as const;

type Member = keyof typeof members;

function deriveProtections({ answers }: Facts): Derived {
  const always: readonly Member[] = ['rate-limit', 'bulkhead'];
  if (answers.pattern !== '4') return { fallback: always };
  return { fallback: [...always, 'circuit-breaker'], why: 'a breaker is always worth it between services' };
}

/** Each choice by itself: one that does not go with the answers so far is not offered. */
function clashProtection(value: unknown, earlier: Earlier) {
  return value === 'mount' ? clashMount(true, earlier) : null;
}

/** Who has said something about one of them knows the flags. */
function isUndecided({ given }: Facts): boolean {
  return Object.values(members).every((key) => given[key] === undefined);
}

/** What keeps the server and its backend up. The MCP specification asks for the first; a server without bounds falls over. */
export const resilience = {
  protections: defineQuestion(z.array(z.enum(Object.keys(members) as [Member, ...Member[]])), {
    group: 'project',
    section,
    message: 'What should stand around the calls?',
    help: `these and no others, unless a flag below says otherwise: ${Object.keys(members).join(', ')}; repeatable`,
    placeholder: 'NAME',
    derive: deriveProtections,
    explanations: {
      'rate-limit': 'how often each user may call',
      bulkhead: 'how many calls run and wait at once',
      'circuit-breaker': 'a backend that fails is left alone for a while',
      'response-cache': "reads are answered again, for their user, as the backend's Cache-Control and ETag allow",
      'idempotency-keys': 'a create may be tried again; the backend must know the header',
      redis: 'replicas share limits, breakers and cached answers',
      mount: "the server can run inside the backend's own process as well",
    },
    members,
    ask: isUndecided,
    leadsTo: 'rateLimit',
    clash: clashProtection,
    stored: false,
  }),
  rateLimit: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Limit how often each user may call the backend?',
    help: 'calls per user and in all, RATE_LIMIT_PER_USER and RATE_LIMIT_TOTAL; MCP asks servers for it',
    default: true,
    stored: true,
  }),
  responseCache: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Use answers of read-only tools again, for the same user, as long as the backend allows it?',
    help: 'a cache per user for reads, as Cache-Control and ETag allow (RFC 9111); a write of the user empties theirs',
    default: false,
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
    message: 'Share limits, breakers and cached answers between replicas, through Redis?',
    help: 'replicas share limits, breakers and cached answers through REDIS_URL; each goes on by itself while Redis is away',
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
