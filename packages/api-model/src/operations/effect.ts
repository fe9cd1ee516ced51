import type { Effect, HttpMethod } from '../api-model.js';

/** What an operation does to the world, and whether twice is as once. */
export interface EffectFacts {
  readonly effect: Effect;
  readonly idempotent: boolean;
}

/** RFC 9110 §9.3 and §9.2.2, RFC 5789. `POST` says nothing by itself. */
const EFFECTS: Readonly<Record<Exclude<HttpMethod, 'POST'>, EffectFacts>> = {
  GET: { effect: 'read', idempotent: true },
  HEAD: { effect: 'read', idempotent: true },
  OPTIONS: { effect: 'read', idempotent: true },
  PUT: { effect: 'replace', idempotent: true },
  PATCH: { effect: 'update', idempotent: false },
  DELETE: { effect: 'delete', idempotent: true },
};

const DELETING = new Set([
  'delete',
  'remove',
  'destroy',
  'purge',
  'clear',
  'erase',
  'wipe',
  'drop',
  'revoke',
  'cancel',
  'terminate',
]);
const CREATING = new Set([
  'create',
  'add',
  'new',
  'insert',
  'register',
  'upload',
  'import',
  'submit',
  'send',
  'publish',
  'invite',
  'generate',
  'make',
]);
const CREATED = 201;

export interface EffectOptions {
  readonly method: HttpMethod;
  /** The tool's name: `bulk_delete_tasks`. */
  readonly name: string;
  /** The 2xx statuses that the operation declares. */
  readonly statuses: readonly number[];
}

/**
 * The effect of an operation. A `POST` creates when it says so (201, or a verb that does); with a deleting verb it
 * deletes; any other may change what is there, and counts as an update: a client that is told "destructive" asks once
 * too often, one that is told "harmless" does not ask at all.
 */
export function effectOf({ method, name, statuses }: EffectOptions): EffectFacts {
  if (method !== 'POST') return EFFECTS[method];
  const words = name.split('_');
  if (words.some((word) => DELETING.has(word))) return { effect: 'delete', idempotent: false };
  const creates = statuses.includes(CREATED) || CREATING.has(words[0] ?? '');
  return { effect: creates ? 'create' : 'update', idempotent: false };
}
