import { nearest } from '@fastapi-mcp/answers';
import type { Argument, Operation } from '@fastapi-mcp/api-model';
import { type Place, problem } from './read-transforms.js';
import type { TransformContext } from './transform-context.js';
import type { ArgumentTransform } from './transforms-schema.js';
import { valueProblem } from './value-problem.js';

/** They say who the caller is: no value of a file may. */
const CALLER_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-user-id']);

/** The arguments of an operation with the user's changes; required ones stay first. */
export function transformArguments(
  operation: Operation,
  transforms: Readonly<Record<string, ArgumentTransform>>,
  context: TransformContext,
): readonly Argument[] {
  const place: Place = ['tools', operation.name, 'arguments'];
  let { arguments: changed } = operation;
  for (const [name, transform] of Object.entries(transforms)) {
    const argument = changed.find((each) => each.name === name);
    if (argument === undefined) {
      tellNoArgument(operation, name, [...place, name], context);
      continue;
    }
    const result = transformArgument(argument, transform, { place: [...place, name], context });
    changed = changed.flatMap((each) => (each === argument ? (result ?? []) : each));
  }
  return requiredFirst(changed);
}

/** An argument that an operation does not have. */
export function tellNoArgument(
  { name, contractName, arguments: args }: Operation,
  argument: string,
  place: Place,
  { at, tell }: TransformContext,
): void {
  const names = args.map((each) => each.name);
  const near = nearest(argument, names);
  const hint = near === null ? `It takes: ${names.join(', ') || 'nothing'}.` : `Did you mean ${near}?`;
  tell(problem(at(place), `${contractName ?? name} has no argument ${argument}`, hint));
}

interface Where {
  readonly place: Place;
  readonly context: TransformContext;
}

/** The changed argument; null when it is hidden. */
function transformArgument(argument: Argument, transform: ArgumentTransform, where: Where): Argument | null {
  const { description = argument.description, hidden = false } = transform;
  const described: Argument = { ...argument, description };
  const ways = [transform.fixed !== undefined, transform.default !== undefined, hidden].filter(Boolean);
  if (ways.length === 0) return described;
  if (ways.length > 1) {
    tellProblem(where, [], `${argument.name} has more than one of fixed, default and hidden`, 'Keep one.');
    return described;
  }
  if (hidden) return hideArgument(described, where) ? null : described;
  const key = transform.fixed === undefined ? 'default' : 'fixed';
  const value = transform.fixed ?? transform.default ?? null;
  if (!isFillable(described, key, where)) return described;
  const why = valueProblem(argument.schema, value, where.context.api.schemas);
  if (why !== null) {
    tellProblem(
      where,
      [key],
      `the value of ${argument.name} ${why}`,
      'The contract says what the backend takes; see openapi.json.',
    );
    return described;
  }
  if (key === 'fixed') return { ...described, filled: { kind: 'fixed', value } };
  return {
    ...described,
    required: false,
    schema: { ...argument.schema, default: { value } },
    filled: { kind: 'fallback', value },
  };
}

/** Whether an argument may be left out for good; else why not is told. */
export function hideArgument(argument: Argument, where: Where): boolean {
  if (argument.wireName === where.context.userParameter && !argument.wholeBody) return false;
  if (!argument.required) return true;
  tellProblem(
    where,
    ['hidden'],
    `${argument.name} is required, so it cannot be left out`,
    'Give it a fixed value instead: fixed: …',
  );
  return false;
}

/** Whether a value from elsewhere may stand for an argument; else why not is told. */
export function isFillable(argument: Argument, key: string, where: Where): boolean {
  const { name, wireName, location, wholeBody, part } = argument;
  if (wireName === where.context.userParameter && !wholeBody) {
    tellProblem(
      where,
      [key],
      `${name} says who the user is; only the verified identity fills it`,
      'Remove this; it is no argument of the tool anyway.',
    );
    return false;
  }
  if (location === 'header' && CALLER_HEADERS.has(wireName.toLowerCase())) {
    tellProblem(
      where,
      [key],
      `the header ${wireName} says who the caller is`,
      'Remove this; credentials are settings of the server.',
    );
    return false;
  }
  if (wholeBody || part?.kind === 'file') {
    tellProblem(
      where,
      [key],
      `${name} is ${wholeBody ? 'the whole body' : 'a file'}, which cannot be given here`,
      'Hide the tool, or leave the argument to the caller.',
    );
    return false;
  }
  return true;
}

function tellProblem({ place, context }: Where, below: Place, message: string, hint: string): void {
  context.tell(problem(context.at([...place, ...below]), message, hint));
}

/** In the order that the model promises. */
export function requiredFirst(args: readonly Argument[]): readonly Argument[] {
  return [...args.filter(({ required }) => required), ...args.filter(({ required }) => !required)];
}
