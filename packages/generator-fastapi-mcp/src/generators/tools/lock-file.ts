import { createHash } from 'node:crypto';
import type { Context, Effect, Schema, ToolPlan } from '@fastapi-mcp/kit';

interface LockedHints {
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly idempotent: boolean;
}

/** One tool as callers know it. */
interface LockedTool {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | null;
  readonly hints: LockedHints;
  readonly arguments: Readonly<Record<string, { readonly required: boolean; readonly fingerprint: string }>>;
  /** Of everything above and of the answer's schema. */
  readonly fingerprint: string;
}

/** `tools.lock.json`: names never change by themselves, and a change that breaks callers is seen. */
export interface LockFile {
  readonly lockVersion: 1;
  readonly tools: Readonly<Record<string, LockedTool>>;
}

const DESTRUCTIVE: Readonly<Record<Effect, boolean>> = { read: false, create: false, replace: true, update: true, delete: true };

/** The lock file of a plan. */
export function lockFile({ api, plan }: Context): LockFile {
  return { lockVersion: 1, tools: Object.fromEntries(plan.tools.map((tool) => [tool.name, lockedTool(tool, api.schemas)])) };
}

type Schemas = Context['api']['schemas'];

function lockedTool({ operation, arguments: args }: ToolPlan, schemas: Schemas): LockedTool {
  const { method, path, operationId, effect, idempotent } = operation;
  const known = {
    method,
    path,
    operationId,
    hints: { readOnly: effect === 'read', destructive: DESTRUCTIVE[effect], idempotent },
    arguments: Object.fromEntries(args.map(({ name, required, schema }) => [name, { required, fingerprint: fingerprint(schema, schemas) }])),
  };
  return { ...known, fingerprint: digest([known, operation.success.schema ? fingerprint(operation.success.schema, schemas) : null]) };
}

/** Of what a schema accepts, referenced schemas included; descriptions and pointers do not count. */
function fingerprint(schema: Schema, schemas: Schemas): string {
  const names = new Set<string>();
  const meaning = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(meaning);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => !['description', 'pointer', 'examples', 'deprecated'].includes(key));
    const record = Object.fromEntries(entries);
    if (record['kind'] === 'ref' && typeof record['name'] === 'string' && !names.has(record['name'])) {
      names.add(record['name']);
      return [record['name'], meaning(schemas[record['name']]?.schema)];
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, meaning(inner)]));
  };
  return digest(meaning(schema));
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
