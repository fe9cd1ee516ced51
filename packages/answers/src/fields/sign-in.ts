import { z } from 'zod';
import { checkedString, defineQuestion, type Earlier } from '../question.js';
import { refuseWireName } from '../refuse-text.js';
import { refuseEndpoint } from '../refuse-url.js';
import { BEARER, refuseCarrier } from '../token-carrier.js';

const section = 'Sign-in';

/** Why such a default: shown only where something was found. */
const fromContract = 'as the contract says';

const withPattern =
  (...patterns: readonly string[]) =>
  ({ pattern }: Earlier): boolean =>
    patterns.includes(pattern ?? '');

/** What the backend calls the things that sign a user in; no secret is ever an answer. */
export const signIn = {
  userParameter: defineQuestion(checkedString(refuseWireName), {
    group: 'project',
    section,
    message: 'Which parameter names the user?',
    help: "the backend's own user parameter (Pattern 1)",
    placeholder: 'NAME',
    derive: ({ detected }) => ({ found: detected.userParameter, fallback: 'user_id', why: fromContract }),
    when: withPattern('1'),
    only: 'Pattern 1',
    ask: () => true,
    stored: true,
  }),
  sessionCookieName: defineQuestion(checkedString(refuseWireName), {
    group: 'project',
    section,
    message: 'What is the session cookie called?',
    help: 'the session cookie (Pattern 2)',
    placeholder: 'NAME',
    derive: ({ detected }) => ({ found: detected.sessionCookieName, fallback: 'session_id', why: fromContract }),
    when: withPattern('2'),
    only: 'Pattern 2',
    ask: () => true,
    stored: true,
  }),
  loginPath: defineQuestion(checkedString(refuseEndpoint).nullable(), {
    group: 'project',
    section,
    message: 'Which route signs a user in? Empty: none that the server may use',
    help: 'the route that signs a user in (Patterns 2 and 3)',
    placeholder: 'PATH',
    derive: ({ detected }) => ({ found: detected.loginPath, fallback: null, why: fromContract }),
    when: withPattern('2', '3'),
    only: 'Patterns 2 and 3',
    ask: ({ answers }) => answers.pattern === '2',
    stored: true,
  }),
  tokenUrl: defineQuestion(checkedString(refuseEndpoint).nullable(), {
    group: 'project',
    section,
    message: 'Which route gives out tokens? Empty: none that the server may use',
    help: 'the route that gives out tokens (Pattern 3)',
    placeholder: 'PATH|URL',
    derive: ({ detected }) => ({ found: detected.tokenUrl, fallback: null, why: fromContract }),
    when: withPattern('3'),
    only: 'Pattern 3',
    ask: () => true,
    stored: true,
  }),
  userProof: defineQuestion(z.enum(['header', 'assertion']), {
    group: 'project',
    section,
    message: 'How does a service call say which user it is for?',
    help: 'how a service call says which user it is for (Pattern 4)',
    explanations: {
      header: 'X-User-ID, beside the service token',
      assertion: 'an assertion signed with the service token, which then never travels: for one request and one minute',
    },
    default: 'header',
    when: withPattern('4'),
    only: 'Pattern 4',
    stored: true,
  }),
  sendTokenAs: defineQuestion(checkedString(refuseCarrier), {
    group: 'project',
    section,
    message: 'Where does the backend read the token or key?',
    help: "where the token travels (Pattern 3): 'X-Api-Key', 'Authorization: Token', '?api_key'",
    placeholder: 'HEADER|?QUERY',
    derive: ({ detected }) => ({
      found: detected.sendTokenAs,
      fallback: BEARER,
      why: detected.sendTokenAs === undefined ? undefined : fromContract,
    }),
    when: withPattern('3'),
    only: 'Pattern 3',
    // Nearly always a bearer token: asked only where the contract says otherwise.
    ask: ({ detected }) => detected.sendTokenAs !== undefined,
    stored: true,
  }),
};
