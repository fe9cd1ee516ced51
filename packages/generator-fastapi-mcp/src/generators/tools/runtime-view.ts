import {
  type Context,
  code,
  type ModuleNames,
  moduleNames,
  NOTHING_CONTRIBUTED,
  PAGE_ARGUMENT,
  type PyCode,
} from '@fastapi-mcp/kit';
import { hasCredentialOwner, type IdentityChoices, identityChoices } from '../identity-choices.js';

/** What the templates of the server's own modules show; each reads its part. */
export interface RuntimeView {
  readonly modules: ModuleNames;
  readonly has: IdentityChoices;
  /** The checks of access tokens are a module of their own, which can be imported when they are wanted. */
  readonly oauthApart: boolean;
  /** Patterns 2 and 3: the credential for the backend is one user's own. */
  readonly credentialOwner: boolean;
  /** Tokens can be exchanged per user (RFC 8693). */
  readonly exchanges: boolean;
  /** The argument that names the user, with MCP_IDENTITY=parameter. */
  readonly userArgument: string;
  readonly name: string;
  readonly version: string;
  /** What a client tells its model about the whole server. */
  readonly instructions: string;
  readonly tools: readonly { readonly module: PyCode; readonly name: PyCode; readonly text: string }[];
  /** The server can run inside the backend's own process. */
  readonly mounts: boolean;
  /** Three tools that search stand for all. */
  readonly search: boolean;
  /** Characters that one tool's output schema may take. */
  readonly outputLimit: number;
  /** What the user's `mcp-tools.yaml` makes of these tools; what is not used is not emitted. */
  readonly uses: Readonly<Record<'fallbacks' | 'hints' | 'shapes' | 'steps', boolean>>;
  /** The argument of a paged tool that says where its page begins. */
  readonly pageArgument: string;
  /** What plugins add, the first outermost. */
  readonly extensions: readonly { readonly module: PyCode; readonly className: PyCode }[];
  /** The index's file name, beside `search.py`. */
  readonly indexFile: string;
}

/** All output schemas together may take this many characters, and one of them so many at most and at least. */
const OUTPUT_BUDGET = { all: 36_000, most: 4_000, least: 100 } as const;

/** A listing is paid for by the model with every request, so what few tools may say, many may not. */
export function outputLimit(tools: number): number {
  return Math.max(
    OUTPUT_BUDGET.least,
    Math.min(OUTPUT_BUDGET.most, Math.round(OUTPUT_BUDGET.all / Math.max(1, tools))),
  );
}

/** Beside `search.py`. */
export const INDEX_FILE = 'search_index.json';

/** The view that the server's own modules share. */
export function runtimeView({ answers, plan, contributed = NOTHING_CONTRIBUTED }: Context): RuntimeView {
  const has = identityChoices(plan);
  return {
    modules: moduleNames(plan),
    has,
    credentialOwner: hasCredentialOwner(plan),
    exchanges: plan.pattern === 3 && has.oauth,
    userArgument: plan.pattern === 1 ? answers.userParameter : 'user_id',
    name: plan.project.name,
    oauthApart: plan.modules.oauth.file !== plan.modules.identity.file,
    version: plan.project.version,
    instructions: `Tools for ${plan.project.title}. Every call acts for the signed-in user and sees only what that user may see.`,
    tools: plan.tools.map(({ module, name }) => ({ module: code(module.module), name: code(name), text: name })),
    mounts: answers.mount,
    search: answers.toolMode === 'search',
    uses: {
      fallbacks: plan.tools.some(({ arguments: args }) => args.some(({ filled }) => filled?.kind === 'fallback')),
      hints: plan.tools.some(({ operation }) => operation.hints !== undefined),
      shapes: plan.tools.some(({ operation }) => operation.answer !== undefined),
      steps: plan.tools.some(({ steps }) => steps.length > 0),
    },
    pageArgument: PAGE_ARGUMENT,
    indexFile: INDEX_FILE,
    extensions: contributed.extensions.map(({ module, className }) => ({
      module: code(module.module),
      className: code(className),
    })),
    outputLimit: outputLimit(plan.tools.length),
  };
}
