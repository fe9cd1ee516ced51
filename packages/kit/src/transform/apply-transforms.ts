import {
  type ApiModel,
  argumentsClass,
  type Diagnostic,
  isToolName,
  type Operation,
  type Result,
} from '@fastapi-mcp/api-model';
import { combineTools } from './combine-tools.js';
import { problem, type Transforms } from './read-transforms.js';
import { transformAnswer } from './transform-answer.js';
import { transformArguments } from './transform-arguments.js';
import { type TransformContext, type TransformOptions, unknownTool } from './transform-context.js';
import type { ToolTransform } from './transforms-schema.js';

/**
 * Makes the user's changes to a model. Names, hints and arguments change; what a call may do at the backend never does:
 * a combined tool is as destructive as its worst step, and nobody but the verified user fills the user's parameter.
 *
 * @returns the changed model, or everything that cannot be done, with its line in the user's file.
 *
 * @internal
 */
export function applyTransforms(api: ApiModel, transforms: Transforms, options: TransformOptions): Result<ApiModel> {
  if (Object.keys(transforms.tools).length + Object.keys(transforms.combined).length === 0)
    return { ok: true, value: api, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const context: TransformContext = {
    ...options,
    api,
    at: transforms.at,
    tell: (diagnostic) => diagnostics.push(diagnostic),
  };
  tellUnknown(transforms, context);
  const changed = api.operations.map((operation) => {
    const transform = own(transforms.tools, operation.name);
    return transform
      ? { operation: transformOperation(operation, transform, context), hidden: transform.hidden === true }
      : { operation, hidden: false };
  });
  const model: ApiModel = {
    ...api,
    operations: changed.filter(({ hidden }) => !hidden).map(({ operation }) => operation),
    hidden: changed.filter(({ hidden }) => hidden).map(({ operation }) => operation),
  };
  tellTaken(model, transforms, context);
  const combined = combineTools(model, transforms.combined, context);
  if (model.operations.length + combined.length === 0)
    context.tell(
      problem(context.at(['tools']), 'every tool is hidden', 'Leave at least one, or write one under combined.'),
    );
  return diagnostics.some(({ severity }) => severity === 'error')
    ? { ok: false, diagnostics }
    : { ok: true, value: { ...model, combined }, diagnostics };
}

function transformOperation(operation: Operation, transform: ToolTransform, context: TransformContext): Operation {
  const place = ['tools', operation.name];
  const { name = operation.name, title = operation.title, description = operation.description } = transform;
  if (!isToolName(name))
    context.tell(
      problem(
        context.at([...place, 'name']),
        `${name} has a meaning of its own in the server`,
        `Choose another, such as ${name}_tool.`,
      ),
    );
  const renamed =
    name === operation.name ? {} : { name, className: argumentsClass(name, context.api), contractName: operation.name };
  return {
    ...operation,
    ...renamed,
    title,
    description,
    arguments: transformArguments(operation, transform.arguments ?? {}, context),
    ...statedHints(operation, transform, context),
    ...(transform.answer ? { answer: transformAnswer(operation, transform.answer, context) } : {}),
  };
}

function statedHints(
  { name, method }: Operation,
  { hints }: ToolTransform,
  { at, tell }: TransformContext,
): Pick<Operation, 'hints'> {
  if (hints === undefined) return {};
  const place = ['tools', name, 'hints'];
  if (hints.readOnly && hints.destructive)
    tell(
      problem(
        at([...place, 'destructive']),
        `${name} cannot both only read and destroy`,
        'Keep one of readOnly and destructive.',
      ),
    );
  if (hints.readOnly && ['PUT', 'PATCH', 'DELETE'].includes(method)) {
    const hint =
      'Clients may call it without asking the user; remove readOnly unless the route really changes nothing.';
    tell({
      code: 'transform-bold-hint',
      severity: 'warning',
      at: at([...place, 'readOnly']),
      message: `${name} is a ${method}, and is marked as read-only`,
      hint,
    });
  }
  const { readOnly, destructive = readOnly === true ? false : undefined, idempotent } = hints;
  return {
    hints: {
      ...(readOnly === undefined ? {} : { readOnly }),
      ...(destructive === undefined ? {} : { destructive }),
      ...(idempotent === undefined ? {} : { idempotent }),
    },
  };
}

function tellUnknown({ tools }: Transforms, { api, known = [], at, tell }: TransformContext): void {
  const names = [...api.operations.map(({ name }) => name), ...known];
  for (const name of Object.keys(tools)) if (!names.includes(name)) tell(unknownTool(name, at(['tools', name]), names));
}

/** A rename, or a combined tool, to a name that another tool has. */
function tellTaken({ operations }: ApiModel, { combined }: Transforms, { at, tell }: TransformContext): void {
  const owners = new Map<string, string>();
  for (const { name, contractName } of operations) if (contractName === undefined) owners.set(name, name);
  for (const { name, contractName } of operations.filter((operation) => operation.contractName !== undefined)) {
    const owner = owners.get(name);
    if (owner !== undefined)
      tell(
        problem(
          at(['tools', contractName ?? name, 'name']),
          `${name} is the name of ${owner} already`,
          'Choose another, or rename or hide that one.',
        ),
      );
    owners.set(name, contractName ?? name);
  }
  for (const name of Object.keys(combined))
    if (owners.has(name) || !isToolName(name))
      tell(
        problem(
          at(['combined', name]),
          `${name} is taken`,
          'Choose another name, or rename or hide the tool that has it.',
        ),
      );
}

/** A value of its own, never one inherited from `Object.prototype`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
