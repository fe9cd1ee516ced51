import { type ApiModel, hintsOf, type Plan, type ToolPlan } from '@fastapi-mcp/kit';
import { routeText } from '../generators/route-text.js';
import { type Comparison, narrowerBecause } from './compare-schema.js';

/** A difference between the tools of two contracts. */
export interface ToolChange {
  readonly tool: string;
  /** `METHOD /path`. */
  readonly route: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** A caller that worked before can fail now. */
  readonly breaking: boolean;
  readonly what: string;
}

/** One side: the tools and the schemas they mean. */
export interface Side {
  readonly api: ApiModel;
  readonly plan: Plan;
}

/** What a change of the contract means to those who call the tools; breaking changes first. */
export function compareTools(before: Side, after: Side): readonly ToolChange[] {
  const sides = { before: before.api.schemas, after: after.api.schemas };
  const old = byName(before.plan);
  const now = byName(after.plan);
  const removed = [...old.values()]
    .filter(({ name }) => !now.has(name))
    .map((tool) => change(tool, 'removed', 'is gone'));
  const added = [...now.values()].filter(({ name }) => !old.has(name)).map((tool) => change(tool, 'added', 'is new'));
  const changed = [...now.values()].flatMap((tool) => {
    const known = old.get(tool.name);
    return known ? compareTool(known, tool, sides) : [];
  });
  const all = [...removed, ...changed, ...added];
  return [...all.filter(({ breaking }) => breaking), ...all.filter(({ breaking }) => !breaking)];
}

function byName({ tools }: Plan): ReadonlyMap<string, ToolPlan> {
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function change(tool: ToolPlan, kind: ToolChange['kind'], what: string, breaking = kind === 'removed'): ToolChange {
  return { tool: tool.name, route: routeText(tool), kind, breaking, what };
}

function compareTool(before: ToolPlan, after: ToolPlan, sides: Comparison): readonly ToolChange[] {
  const changed = (what: string, breaking: boolean): ToolChange => change(after, 'changed', what, breaking);
  return [
    ...compareHints(before, after, changed),
    ...compareArguments(before, after, { sides, changed }),
    ...compareAnswer(before, after, { sides, changed }),
  ];
}

type Changed = (what: string, breaking: boolean) => ToolChange;

/** A client may have been told that a tool only reads; to destroy data instead breaks that. */
function compareHints(
  { operation: before }: ToolPlan,
  { operation: after }: ToolPlan,
  changed: Changed,
): readonly ToolChange[] {
  const route =
    before.method === after.method && before.path === after.path
      ? []
      : [changed(`was ${before.method} ${before.path}`, false)];
  const effect =
    before.effect === after.effect ? [] : [changed(`its effect was ${before.effect} and is ${after.effect} now`, true)];
  const [was, is] = [hintsOf(before), hintsOf(after)];
  const hints = (['readOnly', 'destructive', 'idempotent'] as const)
    .filter((hint) => before.effect === after.effect && was[hint] !== is[hint])
    .map((hint) => changed(`its hint ${hint} was ${was[hint]} and is ${is[hint]} now`, true));
  return [...route, ...effect, ...hints];
}

interface Means {
  readonly sides: Comparison;
  readonly changed: Changed;
}

function compareArguments(before: ToolPlan, after: ToolPlan, { sides, changed }: Means): readonly ToolChange[] {
  const old = new Map(before.arguments.map((argument) => [argument.name, argument]));
  const now = new Map(after.arguments.map((argument) => [argument.name, argument]));
  const gone = [...old.keys()]
    .filter((name) => !now.has(name))
    .map((name) => changed(`the argument ${name} is gone`, true));
  const rest = [...now.values()].flatMap((argument) => {
    const known = old.get(argument.name);
    if (!known)
      return [
        changed(`the argument ${argument.name} is new${argument.required ? ' and required' : ''}`, argument.required),
      ];
    const required =
      argument.required && !known.required ? [changed(`the argument ${argument.name} is required now`, true)] : [];
    const narrower = narrowerBecause(known.schema, argument.schema, sides);
    return narrower === null
      ? required
      : [...required, changed(`the argument ${argument.name} takes less: ${narrower}`, true)];
  });
  return [...gone, ...rest];
}

/** An answer breaks callers when it may hold what it could not hold before: the comparison the other way round. */
function compareAnswer(before: ToolPlan, after: ToolPlan, { sides, changed }: Means): readonly ToolChange[] {
  const [old, now] = [before.operation.success, after.operation.success];
  if (old.kind !== now.kind) return [changed(`it answered with ${old.kind} and answers with ${now.kind} now`, true)];
  if (old.schema === null || now.schema === null) return [];
  const wider = narrowerBecause(now.schema, old.schema, { before: sides.after, after: sides.before });
  return wider === null ? [] : [changed('its answer has another shape', false)];
}
