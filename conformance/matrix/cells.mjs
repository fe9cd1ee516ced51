/**
 * What the matrix covers. A project is one run of the generator; its `live` cells are the ways in which its server is
 * then driven, each as `identity` over `transport`.
 */

/** @typedef {{ identity: string, transport: string }} Live */
/** @typedef {{ id: string, pattern: string, structure: string, identity: string, live: Live[], plugin?: string, flags?: string[] }} Project */

/** Which identities make sense with a pattern, and the structures it comes in. */
const PATTERNS = {
  1: { structures: ['a', 'b'], identities: ['parameter', 'fixed', 'gateway', 'oauth'] },
  2: { structures: ['a', 'b'], identities: ['fixed', 'gateway', 'oauth'] },
  3: { structures: ['a', 'b'], identities: ['fixed', 'gateway', 'oauth'] },
  4: { structures: ['b'], identities: ['fixed', 'gateway', 'oauth'] },
};

/** Over which transports an identity is possible: a fixed user never over the network, a verified one only there. */
const TRANSPORTS = {
  parameter: ['stdio', 'streamable-http'],
  fixed: ['stdio'],
  gateway: ['streamable-http'],
  oauth: ['streamable-http'],
};

const over = (identity) => TRANSPORTS[identity].map((transport) => ({ identity, transport }));
const project = (pattern, structure, identity, live) => ({
  id: `pattern-${pattern}-${structure}-${identity}`,
  pattern: String(pattern),
  structure,
  identity,
  live,
});

const sse = { identity: 'gateway', transport: 'sse' };

/** Signed assertions in place of the service token. */
const assertion = {
  ...project(4, 'b', 'gateway', over('gateway')),
  id: 'pattern-4-b-assertion',
  flags: ['--user-proof', 'assertion'],
};

/** Every pattern × structure × identity that makes sense. The deprecated transport, and signed assertions, once. */
export const full = [
  assertion,
  ...Object.entries(PATTERNS).flatMap(([pattern, { structures, identities }]) =>
    structures.flatMap((structure) =>
      identities.map((identity) =>
        project(pattern, structure, identity, [
          ...over(identity),
          ...(pattern === '4' && identity === 'gateway' ? [sse] : []),
        ]),
      ),
    ),
  ),
];

/** Each pattern, structure, identity and transport at least once; the slowest first. */
export const quick = [
  project(4, 'b', 'gateway', [...over('gateway'), ...over('fixed'), sse]),
  { ...project(3, 'a', 'oauth', [...over('oauth'), ...over('fixed')]), plugin: 'examples/audit-plugin' },
  project(2, 'b', 'fixed', [...over('fixed'), ...over('oauth')]),
  project(1, 'a', 'parameter', [...over('parameter'), ...over('gateway')]),
];
