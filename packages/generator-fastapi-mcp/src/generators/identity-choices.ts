import type { IdentityMode, Plan } from '@fastapi-mcp/kit';

/** Which identities the emitted server offers, as conditions of a template. */
export interface IdentityChoices {
  readonly oauth: boolean;
  readonly gateway: boolean;
  readonly parameter: boolean;
}

/** The identities of a plan as conditions. */
export function identityChoices({ identities }: Plan): IdentityChoices {
  return {
    oauth: identities.includes('oauth'),
    gateway: identities.includes('gateway'),
    parameter: identities.includes('parameter'),
  };
}

/** What MCP_IDENTITY is when nobody sets it: the preset's, where it suits the transport. */
export function defaultIdentity({ identities }: Plan, transport: 'stdio' | 'http'): IdentityMode {
  const preset = identities[0] ?? 'fixed';
  return transport === 'stdio' && (preset === 'oauth' || preset === 'gateway') ? 'fixed' : preset;
}

/** Pattern 3 with OAuth callers: a token of each user's own may be exchanged for the backend's. */
export function exchangesTokens(plan: Plan): boolean {
  return plan.pattern === 3 && identityChoices(plan).oauth;
}

/** Patterns 2 and 3: the credential for the backend is one user's own. */
export function hasCredentialOwner({ pattern }: Plan): boolean {
  return pattern === 2 || pattern === 3;
}
