import { z } from 'zod';
import { choosePattern, identities, type Login, logins, patterns, presets, structures } from '../presets.js';
import { type Derived, defineQuestion, type Earlier, type Facts } from '../question.js';

const section = 'Architecture';

const loginOf: Readonly<Record<(typeof patterns)[number], Login>> = {
  '1': 'none',
  '2': 'session',
  '3': 'token',
  '4': 'none',
};

function detectedReason({ detected }: Facts): string | undefined {
  return detected.reasons === undefined || detected.reasons.length === 0
    ? undefined
    : `detected: ${detected.reasons.join('; ')}`;
}

/** The pattern says whether there are microservices, when it was given and the question was not. */
function deriveMicroservices(facts: Facts): Derived {
  if (facts.given.pattern !== undefined) return { fallback: facts.given.pattern === '4' };
  if (facts.given.login !== undefined || facts.detected.pattern === undefined) return { fallback: false };
  const found = facts.detected.pattern === '4';
  return { found, fallback: false, why: found ? detectedReason(facts) : undefined };
}

function deriveLogin(facts: Facts): Derived {
  if (facts.given.pattern !== undefined) return { fallback: loginOf[facts.given.pattern] };
  const { pattern } = facts.detected;
  // Nothing under `login` says microservices, so that a detected Pattern 4 leaves this question open.
  if (pattern === undefined || pattern === '4') return { fallback: 'none' };
  return { found: loginOf[pattern], fallback: 'none', why: detectedReason(facts) };
}

function derivePattern(facts: Facts): Derived {
  const { microservices = false, login = 'none' } = facts.answers;
  const chosen = choosePattern({ microservices, login });
  if (chosen === facts.detected.pattern) return { found: chosen, fallback: chosen, why: detectedReason(facts) };
  return { fallback: chosen, why: `from your answers: ${presets[chosen].name}` };
}

function deriveStructure({ answers, detected, given }: Facts): Derived {
  const only = presets[answers.pattern ?? '1'].structure;
  if (only !== null) return { fallback: only, why: `always with Pattern ${answers.pattern}` };
  if (given.toolMode === 'search') return { fallback: 'b', why: 'search mode loads one module per tool' };
  const { toolCount } = detected;
  // EMITTED-SERVER "Layout": flat below five tools. Without a count the layout that can grow is the safe one.
  if (toolCount === undefined) return { fallback: 'b' };
  return { fallback: toolCount < 5 ? 'a' : 'b', why: `${toolCount} ${toolCount === 1 ? 'tool' : 'tools'}` };
}

function clashStructure(value: unknown, { pattern = '1' }: Earlier) {
  const { structure } = presets[pattern];
  if (structure === null || structure === value) return null;
  return { what: `does not go with Pattern ${pattern}`, fix: `use --structure ${structure}` };
}

function clashIdentity(value: unknown, { pattern = '1' }: Earlier) {
  const fitting: readonly unknown[] = presets[pattern].identities;
  if (fitting.includes(value)) return null;
  return { what: `does not go with Pattern ${pattern}`, fix: `use one of ${fitting.join(', ')}` };
}

const patternExplanations = Object.fromEntries(
  patterns.map((pattern) => [pattern, `${presets[pattern].name}: ${presets[pattern].summary}`]),
);

/** Which pattern, and what follows from it. The first question is the first that is asked. */
export const architecture = {
  microservices: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Is this a microservices architecture?',
    help: 'the MCP server is one service among others, trusted by a service token',
    derive: deriveMicroservices,
    ask: ({ given }) => given.pattern === undefined && given.login === undefined,
    leadsTo: 'pattern',
    stored: true,
  }),
  login: defineQuestion(z.enum(logins), {
    group: 'project',
    section,
    message: 'How do users sign in today?',
    help: 'how users sign in to the backend today',
    derive: deriveLogin,
    explanations: {
      token: 'a single-page or mobile app sends a JWT, or a program its API key, in a header',
      session: 'the server keeps a session and the browser a cookie',
      none: 'neither: routes take a user_id, or there are no users',
    },
    ask: ({ given, answers }) => given.pattern === undefined && answers.microservices !== true,
    leadsTo: 'pattern',
    stored: true,
  }),
  pattern: defineQuestion(z.enum(patterns), {
    group: 'project',
    section,
    message: 'Which pattern?',
    help: 'what the server sends to the backend to say who the user is',
    derive: derivePattern,
    explanations: patternExplanations,
    ask: () => true,
    stored: true,
  }),
  structure: defineQuestion(z.enum(structures), {
    group: 'project',
    section,
    message: 'Which file layout?',
    help: 'a: flat files, for fewer than 5 tools; b: src/ with one module per tool',
    derive: deriveStructure,
    explanations: {
      a: 'flat: main.py, tools.py, client.py, config.py, schemas.py',
      b: 'src/ with one module per tool',
    },
    ask: ({ answers }) => presets[answers.pattern ?? '1'].structure === null,
    clash: clashStructure,
    stored: true,
  }),
  identity: defineQuestion(z.enum(identities), {
    group: 'project',
    section,
    message: 'Who tells the server which user it acts for?',
    help: 'the default of MCP_IDENTITY; over HTTP it must be oauth or gateway (parameter: loopback only)',
    derive: ({ answers, detected }) => ({
      found: detected.identity,
      fallback: presets[answers.pattern ?? '1'].identities[0],
    }),
    explanations: {
      fixed: 'one user, set in MCP_USER_ID; stdio only',
      oauth: "the caller's access token, verified against the issuer's keys",
      gateway: 'a trusted front end that proves itself with a secret and sends X-User-ID',
      parameter: 'the model names the user: for local trials only, over stdio or loopback',
    },
    ask: () => true,
    clash: clashIdentity,
    stored: true,
  }),
};
