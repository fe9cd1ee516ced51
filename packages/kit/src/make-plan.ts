import { type Answers, type TokenCarrier, tokenCarrier } from '@fastapi-mcp/answers';
import type { ApiModel, Argument, Filled, NamedSchema, Operation, Step } from '@fastapi-mcp/api-model';
import { moduleLayout, schemaModule, toolModule } from './module-layout.js';
import type { CallPlan, IdentityMode, ModulePath, PatternNumber, Plan, SchemaModulePlan, ToolPlan } from './plan.js';
import { definitionOrder, reachableSchemas } from './schema-order.js';

/** The identities that make sense for a pattern; EMITTED-SERVER "The four patterns". */
const IDENTITIES: Readonly<Record<PatternNumber, readonly IdentityMode[]>> = {
  1: ['fixed', 'oauth', 'gateway', 'parameter'],
  2: ['fixed', 'oauth', 'gateway'],
  3: ['fixed', 'oauth', 'gateway'],
  4: ['fixed', 'oauth', 'gateway'],
};

/**
 * Decides every name and place of the output, from answers and contract alone, so that running one generator by
 * itself gives the same bytes as running them all.
 *
 * @param answers - resolved answers.
 * @param api - the curated model.
 * @example
 * const plan = makePlan(answers, api);
 * plan.modules.client.module; // 'src.client'
 *
 * @internal
 */
export function makePlan(answers: Answers, api: ApiModel): Plan {
  const structure = answers.structure;
  const pattern = patternNumber(answers);
  const carrier = pattern === 3 ? tokenCarrier(answers.sendTokenAs) : null;
  const options: ToolOptions = { structure, userParameter: pattern === 1 ? answers.userParameter : null, carrier };
  const tools = [
    ...api.operations.map((operation) => planTool(operation, [], options)),
    ...(api.combined ?? []).map(({ operation, steps }) => planTool(operation, steps, options)),
  ];
  const schemas = planSchemas({ api, tools, structure });
  return {
    pattern,
    tokenCarrier: carrier,
    identities: preferred(IDENTITIES[pattern], answers.identity),
    structure,
    project: { name: answers.name, title: api.title, version: '0.1.0' },
    modules: moduleLayout(structure),
    tools,
    schemas,
    schemaHome: Object.fromEntries(
      schemas.flatMap(({ names, module }) => names.map((name) => [name, module] as const)),
    ),
  };
}

function patternNumber(answers: Answers): PatternNumber {
  switch (answers.pattern) {
    case '1':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    case '4':
      return 4;
  }
}

function preferred(all: readonly IdentityMode[], first: IdentityMode): readonly IdentityMode[] {
  return all.includes(first) ? [first, ...all.filter((mode) => mode !== first)] : all;
}

interface ToolOptions {
  readonly structure: 'a' | 'b';
  readonly userParameter: string | null;
  readonly carrier: TokenCarrier | null;
}

function planTool(operation: Operation, steps: readonly Step[], options: ToolOptions): ToolPlan {
  const { structure } = options;
  return {
    ...planCall(operation, options),
    name: operation.name,
    className: operation.className,
    module: toolModule(structure, operation.name),
    steps: steps.map(({ id, operation: called }) => ({ ...planCall(called, options), id })),
  };
}

function planCall(operation: Operation, { userParameter, carrier }: ToolOptions): CallPlan {
  const isUser = ({ wireName, wholeBody }: Argument): boolean => wireName === userParameter && !wholeBody;
  const isToken = (argument: Argument): boolean => carrier !== null && carries(carrier, argument);
  const isFilled = (argument: Argument, kind: Filled['kind']): boolean =>
    !isUser(argument) && argument.filled?.kind === kind;
  const { arguments: all } = operation;
  return {
    operation,
    userArguments: all.filter(isUser),
    tokenArguments: all.filter(isToken),
    fixedArguments: all.filter((argument) => isFilled(argument, 'fixed')),
    stepArguments: all.filter((argument) => isFilled(argument, 'step')),
    arguments: all.filter(
      (argument) =>
        !isUser(argument) && !isToken(argument) && !isFilled(argument, 'fixed') && !isFilled(argument, 'step'),
    ),
  };
}

/** Header names are case-insensitive (RFC 9110 §5.1), query parameters are not. */
function carries({ place, name }: TokenCarrier, { location, wireName }: Argument): boolean {
  if (location !== place) return false;
  return place === 'header' ? wireName.toLowerCase() === name.toLowerCase() : wireName === name;
}

interface SchemaOptions {
  readonly api: ApiModel;
  readonly tools: readonly ToolPlan[];
  readonly structure: 'a' | 'b';
}

/** Only what the tools' own annotations name, so that no emitted model is dead code. */
function planSchemas({ api, tools, structure }: SchemaOptions): readonly SchemaModulePlan[] {
  const roots = tools.flatMap(({ operation, arguments: args }) => [
    ...args.map(({ schema }) => schema),
    ...(operation.success.schema ? [operation.success.schema] : []),
  ]);
  const needed = reachableSchemas(roots, api.schemas);
  const homes = new Map<string, NamedSchema[]>();
  for (const name of needed) {
    const schema = api.schemas[name];
    if (schema) homes.set(schema.home, [...(homes.get(schema.home) ?? []), schema]);
  }
  return [...homes]
    .sort(([a], [b]) => homeRank(a) - homeRank(b) || (a < b ? -1 : 1))
    .map(([home, members]) => planModule(home, members, structure));
}

/** What several tags use refers to nothing of theirs, so it comes before them, also where all are one file. */
function homeRank(home: string): number {
  return home === 'common' ? 0 : 1;
}

function planModule(home: string, members: readonly NamedSchema[], structure: 'a' | 'b'): SchemaModulePlan {
  const module: ModulePath = schemaModule(structure, home);
  return { home, module, names: definitionOrder(members) };
}
