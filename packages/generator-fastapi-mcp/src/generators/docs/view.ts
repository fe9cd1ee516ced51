import { type Context, code, type ModuleKey, type PatternNumber, type PyCode, TRANSFORMS_FILE } from '@fastapi-mcp/kit';
import { signsAssertions } from '../client/view.js';
import { protectionsOf } from '../protections.js';
import { routeText } from '../route-text.js';
import { clientTitles } from './client-configs.js';
import { promises } from './security-promises.js';

/** What `README.md.ejs` shows. */
export interface ReadmeView {
  readonly title: string;
  readonly pattern: PatternNumber;
  /** Service calls carry a signed assertion. */
  readonly signs: boolean;
  /** `python -m src.server`. */
  readonly run: string;
  readonly userParameter: PyCode;
  readonly sessionCookieName: PyCode;
  readonly clientNames: string;
  readonly tools: readonly { readonly name: PyCode; readonly route: PyCode; readonly effect: string }[];
  readonly mounts: boolean;
  readonly limits: readonly { readonly settings: PyCode; readonly what: string }[];
  readonly places: readonly { readonly file: PyCode; readonly what: string }[];
}

/** What `SECURITY.md.ejs` shows. */
export interface SecurityView {
  readonly pattern: PatternNumber;
  /** Service calls carry a signed assertion. */
  readonly signs: boolean;
  /** Answers are used again; and they are kept in Redis. */
  readonly cache: boolean;
  readonly redis: boolean;
  readonly promises: readonly { readonly promise: string; readonly proof: PyCode }[];
}

const PLACES: readonly (readonly [ModuleKey, string])[] = [
  ['server', 'the MCP server: transports, listing, calling'],
  ['lifecycle', 'starting and stopping, health checks, callers who hang up'],
  ['identity', 'who a call acts for'],
  ['config', 'every setting, checked at start'],
  ['client', 'the backend as the tools see it: credentials, retries, time limits, logs'],
  ['encoding', 'how arguments are laid out on the wire'],
  ['failures', 'what a failed call means, as one of seven errors'],
  ['tool', 'what a tool is'],
  ['tools', 'the tools'],
  ['base', 'the data of the backend, as Pydantic models'],
];

/** The view of the emitted README. */
export function readmeView(context: Context): ReadmeView {
  const { answers, plan } = context;
  return {
    title: plan.project.title,
    pattern: plan.pattern,
    signs: signsAssertions(context),
    run: plan.structure === 'a' ? 'python main.py' : `python -m ${plan.modules.server.module}`,
    userParameter: code(answers.userParameter),
    sessionCookieName: code(answers.sessionCookieName),
    clientNames: clientTitles(context),
    tools: plan.tools.map((tool) => ({
      name: code(tool.name),
      route: code(routeText(tool)),
      effect: tool.operation.effect,
    })),
    mounts: answers.mount,
    limits: limits(context),
    places: places(context),
  };
}

/** What the server refuses to protect itself and the backend, as rows of a table. */
function limits(context: Context): ReadmeView['limits'] {
  const { breaker, bulkhead, cache, idempotency, rates, redis } = protectionsOf(context);
  const row = (settings: string, what: string) => ({ settings: code(settings), what });
  return [
    ...(rates
      ? [row('RATE_LIMIT_PER_USER, RATE_LIMIT_TOTAL', 'how often each user, and all together, may call the backend')]
      : []),
    ...(cache
      ? [
          row(
            'RESPONSE_CACHE_BYTES',
            `the answer to a read is used again for the user who got it, as long as the backend's Cache-Control allows, or after asking whether it still holds (ETag, Last-Modified); any write of that user empties their cache. So much is kept ${redis ? 'in this process without REDIS_URL' : 'in this process'}`,
          ),
        ]
      : []),
    ...(bulkhead
      ? [
          row(
            'BULKHEAD_RUNNING, BULKHEAD_WAITING, BULKHEAD_WAIT_SECONDS',
            'how many calls run at once, how many wait, and how long; of this process alone',
          ),
        ]
      : []),
    ...(breaker
      ? [
          row(
            'BREAKER_FAILURES, BREAKER_SECONDS',
            'after so many failures in a row the backend (no connection), or a group of its routes (5xx, no answer), is left alone for so long; then one call at a time tries',
          ),
        ]
      : []),
    ...(idempotency
      ? [row('Idempotency-Key', 'every create carries a key of its own, and so may be tried again after a timeout')]
      : []),
    ...(redis
      ? [
          row(
            'REDIS_URL',
            `replicas agree on ${cache ? 'rates, breakers and kept answers' : 'rates and breakers'} through it; while Redis is away each goes on by itself, so that a limit always holds and no call waits for it${cache ? ', and every read asks the backend' : ''}`,
          ),
        ]
      : []),
  ];
}

/** In structure A several rooms are one file. */
function places({ plan }: Context): ReadmeView['places'] {
  const byFile = new Map<string, string[]>();
  for (const [key, what] of PLACES) {
    const { file } = plan.modules[key];
    byFile.set(file, [...(byFile.get(file) ?? []), what]);
  }
  return [
    ...[...byFile].map(([file, what]) => ({ file: code(file), what: what.join('; ') })),
    { file: code('openapi.json'), what: 'the contract that this was generated from' },
    { file: code('tools.lock.json'), what: 'the names and shapes that callers rely on' },
    {
      file: code(TRANSFORMS_FILE),
      what: 'your own changes to the tools: names, descriptions, hidden and fixed arguments, shorter answers, combined calls',
    },
    { file: code('tests/'), what: 'contract, unit and integration tests' },
  ];
}

/** The view of the emitted SECURITY.md. */
export function securityView(context: Context): SecurityView {
  const { plan } = context;
  const protections = protectionsOf(context);
  return {
    pattern: plan.pattern,
    signs: signsAssertions(context),
    cache: protections.cache,
    redis: protections.redis,
    promises: promises
      .filter(({ patterns }) => patterns?.includes(plan.pattern) ?? true)
      .filter(({ protection }) => protection === undefined || protections[protection])
      .map(({ promise, test, module }) => ({
        promise,
        proof: code(`tests/${plan.structure === 'a' ? 'test_tools.py' : module}::${test}`),
      })),
  };
}
