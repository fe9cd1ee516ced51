import { z } from 'zod';
import { checkedString, defineQuestion, type Earlier } from '../question.js';
import { refuseApp, refuseText } from '../refuse-text.js';
import { refuseContract } from '../refuse-url.js';

const section = 'Backend';

function unnamed({ openapi, app, backend }: Earlier): boolean {
  return (openapi ?? app ?? backend ?? null) === null;
}

/** Where the API is described, and where its source is. */
export const backend = {
  openapi: defineQuestion(checkedString(refuseContract).nullable(), {
    group: 'project',
    section,
    message: 'Where is the OpenAPI document? A file or URL; empty: look in the source',
    help: 'the OpenAPI document, JSON or YAML; - reads standard input',
    placeholder: 'FILE|URL|-',
    derive: ({ given, detected }) => ({ found: unnamed(given) ? detected.openapi : undefined, fallback: null }),
    ask: ({ given, detected }) => detected.contract !== true && unnamed(given),
    stored: true,
    path: true,
  }),
  app: defineQuestion(checkedString(refuseApp).nullable(), {
    group: 'project',
    section,
    message: 'Which application object?',
    help: "import the app with the backend's own interpreter and ask it for its document",
    placeholder: 'MODULE:ATTR',
    // After `openapi`: two descriptions of one API would be one too many.
    derive: ({ given, answers, detected }) => ({
      found: unnamed({ ...given, ...answers }) ? detected.app : undefined,
      fallback: null,
    }),
    stored: true,
  }),
  backend: defineQuestion(checkedString(refuseText).nullable(), {
    group: 'project',
    section,
    message: "Where is the backend's source?",
    help: 'the source tree: finds the app, and is what Pattern 4 patches',
    placeholder: 'DIR',
    derive: ({ detected }) => ({ found: detected.backend, fallback: null }),
    ask: ({ given, detected }) => detected.contract !== true && unnamed(given),
    leadsTo: 'openapi',
    stored: true,
    path: true,
  }),
  overlay: defineQuestion(z.array(checkedString(refuseText)), {
    group: 'project',
    section,
    message: 'Overlays to apply?',
    help: 'OpenAPI Overlay documents, applied in order; repeatable',
    placeholder: 'FILE',
    default: [],
    stored: true,
    path: true,
  }),
};
