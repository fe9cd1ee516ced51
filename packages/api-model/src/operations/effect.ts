import type { Effect, HttpMethod } from '../api-model.js';

/** What a method does to the world (RFC 9110 §9.3, RFC 5789), and whether twice is as once (§9.2.2). */
export const EFFECTS: Readonly<Record<HttpMethod, { readonly effect: Effect; readonly idempotent: boolean }>> = {
  GET: { effect: 'read', idempotent: true },
  HEAD: { effect: 'read', idempotent: true },
  OPTIONS: { effect: 'read', idempotent: true },
  POST: { effect: 'create', idempotent: false },
  PUT: { effect: 'replace', idempotent: true },
  PATCH: { effect: 'update', idempotent: false },
  DELETE: { effect: 'delete', idempotent: true },
};
