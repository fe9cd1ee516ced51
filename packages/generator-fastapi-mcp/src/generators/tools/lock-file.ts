import {
  type CallPlan,
  type Context,
  type Hints,
  hintsOf,
  LOCK_VERSION,
  type Operation,
  PAGE_ARGUMENT,
  type StepPlan,
  type ToolPlan,
} from '@fastapi-mcp/kit';
import { digest, fingerprints } from './fingerprint.js';

/** A route that a tool stands for. */
interface LockedRoute {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | null;
  /** The tool's name without `mcp-tools.yaml`, where that renamed it. */
  readonly contractName?: string;
}

/** One call of a combined tool: its route, and what its callers do not pass. */
interface LockedStep {
  readonly method: string;
  readonly path: string;
  readonly filled: readonly string[];
}

/** One tool as callers know it. */
interface LockedTool extends LockedRoute {
  readonly hints: Hints;
  /** The hints were stated in `mcp-tools.yaml`; they need not follow from the method. */
  readonly statedHints?: true;
  readonly arguments: Readonly<Record<string, { readonly required: boolean; readonly fingerprint: string }>>;
  /** Names on the wire to which `mcp-tools.yaml` gives a value. */
  readonly filled?: readonly string[];
  /** Long answers come in pages; the argument that says where one begins is the tool's own. */
  readonly pageArgument?: string;
  readonly steps?: readonly LockedStep[];
  /** Of everything above and of the answer's schema. */
  readonly fingerprint: string;
}

/** `tools.lock.json`: names never change by themselves, and a change that breaks callers is seen. */
export interface LockFile {
  readonly lockVersion: typeof LOCK_VERSION;
  readonly tools: Readonly<Record<string, LockedTool>>;
  /** Left out by `mcp-tools.yaml`; they keep their names for when they come back. */
  readonly hidden?: Readonly<Record<string, LockedRoute>>;
}

/** The lock file of a plan. */
export function lockFile({ api, plan }: Pick<Context, 'api' | 'plan'>): LockFile {
  const hidden = (api.hidden ?? []).map(
    (operation) => [operation.contractName ?? operation.name, route(operation)] as const,
  );
  const fingerprint = fingerprints(api.schemas);
  return {
    lockVersion: LOCK_VERSION,
    tools: Object.fromEntries(plan.tools.map((tool) => [tool.name, lockedTool(tool, fingerprint)])),
    ...(hidden.length > 0 ? { hidden: Object.fromEntries(hidden) } : {}),
  };
}

function lockedTool(tool: ToolPlan, fingerprint: ReturnType<typeof fingerprints>): LockedTool {
  const { operation, arguments: args, steps } = tool;
  const filled = filledNames(tool);
  const known = {
    ...route(operation),
    ...(operation.contractName === undefined ? {} : { contractName: operation.contractName }),
    hints: hintsOf(operation),
    ...(operation.hints === undefined ? {} : { statedHints: true as const }),
    arguments: Object.fromEntries(
      args.map(({ name, required, schema }) => [name, { required, fingerprint: fingerprint(schema) }]),
    ),
    ...(filled.length > 0 ? { filled } : {}),
    ...(operation.answer?.page ? { pageArgument: PAGE_ARGUMENT } : {}),
    ...(steps.length > 0 ? { steps: steps.map(lockedStep) } : {}),
  };
  const answer = operation.success.schema ? fingerprint(operation.success.schema) : null;
  return { ...known, fingerprint: digest(operation.answer ? [known, answer, operation.answer] : [known, answer]) };
}

function route({ method, path, operationId }: Operation): LockedRoute {
  return { method, path, operationId };
}

function lockedStep(step: StepPlan): LockedStep {
  return { method: step.operation.method, path: step.operation.path, filled: filledNames(step) };
}

/** Fixed, taken from another answer, or given when the caller leaves them out. */
function filledNames({ arguments: args, fixedArguments, stepArguments }: CallPlan): readonly string[] {
  const fallbacks = args.filter(({ filled }) => filled?.kind === 'fallback');
  return [...fixedArguments, ...stepArguments, ...fallbacks].map(({ wireName }) => wireName);
}
