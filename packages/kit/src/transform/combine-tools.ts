import {
  type ApiModel,
  type Argument,
  argumentsClass,
  type CombinedTool,
  type Effect,
  fieldNames,
  type Operation,
  type Step,
} from '@fastapi-mcp/api-model';
import { isBuiltin, isKeyword } from '@fastapi-mcp/python';
import { hintsOf } from './hints.js';
import { type Place, problem } from './read-transforms.js';
import { type EarlierSteps, stepArguments } from './step-arguments.js';
import { requiredFirst } from './transform-arguments.js';
import { type TransformContext, unknownTool } from './transform-context.js';
import type { CombinedTransform } from './transforms-schema.js';

/** Mildest first. */
const EFFECTS: readonly Effect[] = ['read', 'create', 'update', 'replace', 'delete'];

/** Names that the emitted function has a use for. */
const LOCAL_NAMES = new Set(['args', 'backend', 'taken', 'after']);

/**
 * The user's own tools: several operations in a row, as one.
 *
 * @param api - with the user's changes to single tools made; hidden ones may be called.
 */
export function combineTools(
  api: ApiModel,
  transforms: Readonly<Record<string, CombinedTransform>>,
  context: TransformContext,
): readonly CombinedTool[] {
  const made: CombinedTool[] = [];
  for (const [name, transform] of Object.entries(transforms)) {
    const taken = { ...api, operations: [...api.operations, ...made.map(({ operation }) => operation)] };
    const steps = readSteps(name, transform, { api, context });
    const combined =
      steps === null ? null : combine({ name, transform, steps, className: argumentsClass(name, taken) }, context);
    if (combined !== null) made.push(combined);
  }
  return made;
}

/** The calls in order; null when one of them is unknown. */
function readSteps(
  name: string,
  { steps }: CombinedTransform,
  { api, context }: { readonly api: ApiModel; readonly context: TransformContext },
): readonly Step[] | null {
  const { at, tell } = context;
  const known = new Map(
    [...(api.hidden ?? []), ...api.operations].map((operation) => [
      operation.contractName ?? operation.name,
      operation,
    ]),
  );
  const earlier = new Map<string, Operation>();
  const read = steps.map(({ call, id = call, arguments: given = {} }, index): Step | null => {
    const place: Place = ['combined', name, 'steps', index];
    const operation = known.get(call);
    if (operation === undefined) {
      tell(unknownTool(call, at([...place, 'call']), [...known.keys()]));
      return null;
    }
    if (earlier.has(id)) tell(problem(at(place), `two steps are called ${id}`, 'Give one of them an id of its own.'));
    if (LOCAL_NAMES.has(id) || isKeyword(id) || isBuiltin(id))
      tell(problem(at([...place, 'id']), `${id} cannot be the name of a step`, `Choose another, such as ${id}_step.`));
    const before: EarlierSteps = new Map(earlier);
    earlier.set(id, operation);
    return {
      id,
      operation: { ...operation, arguments: stepArguments(operation, given, { earlier: before, place, context }) },
    };
  });
  return read.includes(null) ? null : read.filter((step) => step !== null);
}

interface Parts {
  readonly name: string;
  readonly className: string;
  readonly transform: CombinedTransform;
  readonly steps: readonly Step[];
}

function combine({ name, className, transform, steps }: Parts, context: TransformContext): CombinedTool | null {
  const last = steps.at(-1)?.operation;
  const callers = callerArguments(name, steps, context);
  if (last === undefined || callers === null) return null;
  const operations = steps.map(({ operation }) => operation);
  const hints = operations.map(hintsOf);
  const { contractName, answer, ...shared } = last;
  const worst = Math.max(...operations.map(({ effect }) => EFFECTS.indexOf(effect)));
  return {
    operation: {
      ...shared,
      name,
      className,
      operationId: null,
      title: transform.title ?? titleOf(name),
      description: transform.description,
      deprecated: operations.some(({ deprecated }) => deprecated),
      effect: EFFECTS[worst] ?? 'delete',
      idempotent: isIdempotent(steps),
      // A combined tool is as dangerous as its worst step.
      hints: {
        readOnly: hints.every(({ readOnly }) => readOnly),
        destructive: hints.some(({ destructive }) => destructive),
        idempotent: isIdempotent(steps),
      },
      arguments: requiredFirst([...callers.values()]),
      body: null,
      ...(answer?.fields ? { answer: { fields: answer.fields, page: null } } : {}),
    },
    steps: steps.map((step) => withFields(step, callers)),
  };
}

/** What a step takes from an answer may be another thing the second time: the newest task, once the newest was deleted. */
function isIdempotent(steps: readonly Step[]): boolean {
  const isFed = ({ operation }: Step): boolean => operation.arguments.some(({ filled }) => filled?.kind === 'step');
  return steps.every(
    (step) => hintsOf(step.operation).readOnly || (hintsOf(step.operation).idempotent && !isFed(step)),
  );
}

/** What a caller passes, by name: everything that no step fills. Two steps may share an argument when it is the same. */
function callerArguments(
  name: string,
  steps: readonly Step[],
  { at, tell }: TransformContext,
): ReadonlyMap<string, Argument> | null {
  const callers = new Map<string, Argument>();
  let fits = true;
  for (const [index, { operation }] of steps.entries()) {
    for (const argument of operation.arguments.filter(isCallers)) {
      const other = callers.get(argument.name);
      callers.set(argument.name, other ? { ...other, required: other.required || argument.required } : argument);
      if (other === undefined || isSame(other, argument)) continue;
      fits = false;
      const hint = `Under arguments of this step, write ${argument.name}: { as: another_name }, or give it a value with from or fixed.`;
      tell(
        problem(
          at(['combined', name, 'steps', index]),
          `${argument.name} means something else to an earlier step than to this one`,
          hint,
        ),
      );
    }
  }
  const fields = fieldNames([...callers.keys()]);
  return fits
    ? new Map([...callers].map(([key, argument], index) => [key, { ...argument, field: fields[index] ?? key }]))
    : null;
}

function isCallers({ filled }: Argument): boolean {
  return filled === undefined || filled.kind === 'fallback';
}

function isSame(a: Argument, b: Argument): boolean {
  const meaning = ({
    wireName,
    wholeBody,
    part,
    schema: { description, pointer, examples, ...schema },
  }: Argument): string =>
    JSON.stringify([wireName, wholeBody, part, schema], (key, value) =>
      ['pointer', 'description', 'examples', 'default'].includes(key) ? undefined : value,
    );
  return meaning(a) === meaning(b);
}

/** A step reads its values from the fields of the combined tool. */
function withFields({ id, operation }: Step, callers: ReadonlyMap<string, Argument>): Step {
  const args = operation.arguments.map((argument) =>
    isCallers(argument) ? { ...argument, field: callers.get(argument.name)?.field ?? argument.field } : argument,
  );
  return { id, operation: { ...operation, arguments: args } };
}

/** `start_project` → `Start project` */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
