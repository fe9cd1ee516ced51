import type { Argument, Operation } from '@fastapi-mcp/api-model';
import { type Place, problem } from './read-transforms.js';
import { fieldProblem } from './schema-fields.js';
import { hideArgument, isFillable, tellNoArgument } from './transform-arguments.js';
import type { TransformContext } from './transform-context.js';
import type { StepTransform } from './transforms-schema.js';
import { valueProblem } from './value-problem.js';

/** The steps before this one, whose answers it may use. */
export type EarlierSteps = ReadonlyMap<string, Operation>;

interface StepWhere {
  readonly earlier: EarlierSteps;
  /** Of the step. */
  readonly place: Place;
  readonly context: TransformContext;
}

type StepArgument = NonNullable<StepTransform['arguments']>[string];

/** The arguments of one call of a combined tool: from an earlier answer, fixed, hidden, or under another name. */
export function stepArguments(
  operation: Operation,
  given: NonNullable<StepTransform['arguments']>,
  where: StepWhere,
): readonly Argument[] {
  let { arguments: changed } = operation;
  for (const [name, transform] of Object.entries(given)) {
    const place: Place = [...where.place, 'arguments', name];
    const argument = changed.find((each) => each.name === name);
    if (argument === undefined) {
      tellNoArgument(operation, name, place, where.context);
      continue;
    }
    const result = stepArgument(argument, transform, { ...where, place });
    changed = changed.flatMap((each) => (each === argument ? (result ?? []) : each));
  }
  return changed;
}

/** The changed argument; null when it is hidden. */
function stepArgument(argument: Argument, transform: StepArgument, where: StepWhere): Argument | null {
  const { from, fixed, as, hidden = false } = transform;
  const { context, place } = where;
  const ways = [from !== undefined, fixed !== undefined, as !== undefined, hidden].filter(Boolean);
  if (ways.length !== 1) {
    context.tell(problem(context.at(place), `${argument.name} needs one of from, fixed, as and hidden`, 'Keep one.'));
    return argument;
  }
  if (hidden) return hideArgument(argument, where) ? null : argument;
  if (as !== undefined) return renamed(argument, as, where);
  if (!isFillable(argument, from === undefined ? 'fixed' : 'from', where)) return argument;
  if (from !== undefined) return fed(argument, from, where);
  const value = fixed ?? null;
  const why = valueProblem(argument.schema, value, context.api.schemas);
  if (why !== null)
    context.tell(
      problem(
        context.at([...place, 'fixed']),
        `the value of ${argument.name} ${why}`,
        'The contract says what the backend takes; see openapi.json.',
      ),
    );
  return { ...argument, filled: { kind: 'fixed', value } };
}

function renamed(argument: Argument, name: string, { context, place }: StepWhere): Argument {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(name))
    context.tell(
      problem(context.at([...place, 'as']), `${name} is no name for an argument`, 'Use letters, digits and _.'),
    );
  return { ...argument, name };
}

/** `created.items.0.id`: an earlier step, and the way to a value of its answer. */
function fed(argument: Argument, from: string, { earlier, context, place }: StepWhere): Argument {
  const [step = '', ...way] = from.split('.');
  const at = context.at([...place, 'from']);
  const operation = earlier.get(step);
  if (operation === undefined || way.length === 0) {
    const steps = [...earlier.keys()].join(', ');
    const hint =
      steps === ''
        ? 'The first step has none before it.'
        : `Write the step and the way to the value, such as ${[...earlier.keys()].at(-1)}.id; steps before this one: ${steps}.`;
    context.tell(
      problem(
        at,
        operation === undefined ? `there is no earlier step ${step}` : `${from} names no field of the answer`,
        hint,
      ),
    );
    return argument;
  }
  const names = way.filter((key) => !/^\d+$/.test(key));
  const { schema, kind } = operation.success;
  const why =
    kind !== 'json'
      ? { message: `${step} does not answer with JSON`, hint: 'Take the value from another step.' }
      : schema && fieldProblem(schema, names, context.api.schemas);
  if (why) context.tell(problem(at, why.message, why.hint));
  return {
    ...argument,
    filled: { kind: 'step', step, path: way.map((key) => (/^\d+$/.test(key) ? Number(key) : key)) },
  };
}
