import type { Effect, Hints, Operation } from '@fastapi-mcp/api-model';

/** The emitted `HINTS` must agree. */
const DESTRUCTIVE: Readonly<Record<Effect, boolean>> = {
  read: false,
  create: false,
  replace: true,
  update: true,
  delete: true,
};

/** What clients are told about an operation: what the user stated, else what its effect implies. */
export function hintsOf({ effect, idempotent, hints = {} }: Pick<Operation, 'effect' | 'idempotent' | 'hints'>): Hints {
  return { readOnly: effect === 'read', destructive: DESTRUCTIVE[effect], idempotent, ...hints };
}
