import {
  type AnswerShape,
  type Context,
  code,
  docstring,
  type FieldText,
  fieldText,
  hintsOf,
  literalText,
  type Operation,
  PAGE_ARGUMENT,
  type PyCode,
  referencedNames,
  schemaExtra,
  type ToolPlan,
} from '@fastapi-mcp/kit';
import { routeText } from '../route-text.js';
import { importsOf } from '../schemas/view.js';
import { backendCall } from './backend-call.js';
import { fileFieldText, isFile } from './file-argument.js';
import { returnsText } from './returns.js';
import { type TextBudget, textBudget, trimDescription } from './trim-description.js';

interface FieldView {
  readonly name: PyCode;
  readonly annotation: PyCode;
  readonly default: PyCode | null;
}

type ImportedModule = 'client' | 'request' | 'base' | 'tool' | 'shape' | 'steps';

/** `created = await backend.post(…)` */
interface StepView {
  readonly name: PyCode;
  readonly call: PyCode;
  readonly after: PyCode | null;
}

/** What `tool_module.py.ejs` shows. */
export interface ToolModuleView {
  readonly doc: PyCode;
  readonly modules: Readonly<Record<ImportedModule, PyCode>>;
  readonly imports: readonly { readonly module: PyCode; readonly names: PyCode }[];
  readonly className: PyCode;
  /** `Arguments`, and what the listed schema says of all arguments together. */
  readonly bases: PyCode;
  /** Field → name on the wire, where the name that callers use is not it. */
  readonly wire: PyCode | null;
  readonly fields: readonly FieldView[];
  /** Neither fields nor wire names: the class needs a `pass`. */
  readonly empty: boolean;
  /** The arguments of `@tool(…)`. */
  readonly decorator: PyCode;
  readonly functionName: PyCode;
  readonly description: PyCode;
  /** `patch("/tasks/{task_id}", path=args.sent("task_id"))`; of a combined tool the last. */
  readonly call: PyCode;
  /** The calls before it. */
  readonly steps: readonly StepView[];
  /** `after("create_task")`, where a failure of the last call must say what was done before; else null. */
  readonly after: PyCode | null;
}

/** The view of one tool's module. */
export function toolModuleView({ plan }: Context, tool: ToolPlan): ToolModuleView {
  const { operation } = tool;
  const budget = textBudget(plan.tools.length);
  const fields = [
    ...tool.arguments.map((argument) => argumentField(argument, budget, operation.body)),
    ...(operation.answer?.page ? [pageField()] : []),
  ];
  const module = (key: ImportedModule): PyCode => code(plan.modules[key].module);
  return {
    doc: docstring(routeText(tool), { indent: 0 }),
    modules: {
      client: module('client'),
      request: module('request'),
      base: module('base'),
      tool: module('tool'),
      shape: module('shape'),
      steps: module('steps'),
    },
    imports: importsOf(
      [
        ...fields.flatMap(({ refs }) => refs),
        ...(operation.success.schema ? referencedNames(operation.success.schema) : []),
      ],
      plan.schemaHome,
    ),
    className: code(tool.className),
    bases: code(`Arguments${leastArguments(tool)}`),
    wire: wireNames(tool),
    fields: fields.map((field) => ({
      name: code(field.name),
      annotation: code(field.annotation),
      default: field.default === null ? null : code(field.default),
    })),
    empty: fields.length === 0 && wireNames(tool) === null,
    decorator: code(decorator(tool)),
    functionName: code(tool.name),
    description: docstring(trimDescription(operation.description, budget.tool), { indent: 4 }),
    ...callsView(tool),
  };
}

/** A body that wants some of its fields, whichever: as many arguments, beside those that are required anyway. */
function leastArguments({ operation, arguments: args }: ToolPlan): string {
  const least = operation.body?.minFields;
  if (least === undefined) return '';
  const others = args.filter(({ required, location }) => required && location !== 'body').length;
  return `, ${schemaExtra('minProperties', others + least)}`;
}

/** Idempotent by what the effect alone says; `HINTS` in `tool.py.ejs`. */
const IDEMPOTENT_EFFECTS = new Set(['read', 'replace', 'delete']);

/** Only what the effect does not imply: the user's own statement, or a POST that deletes. */
function statedHints(operation: Operation): readonly string[] {
  const { effect } = operation;
  const implied = hintsOf({ effect, idempotent: IDEMPOTENT_EFFECTS.has(effect) });
  const hints = hintsOf(operation);
  const keywords = { readOnly: 'read_only', destructive: 'destructive', idempotent: 'idempotent' } as const;
  return (['readOnly', 'destructive', 'idempotent'] as const)
    .filter((hint) => hints[hint] !== implied[hint])
    .map((hint) => `${keywords[hint]}=${literalText(hints[hint])}`);
}

function callsView(tool: ToolPlan): Pick<ToolModuleView, 'call' | 'steps' | 'after'> {
  const steps = tool.steps.map((step, index) => ({
    name: code(step.id),
    call: backendCall(step),
    after: afterText(tool.steps.slice(0, index)),
  }));
  const last = steps.at(-1);
  return last
    ? { steps: steps.slice(0, -1), call: last.call, after: last.after }
    : { steps: [], call: backendCall(tool), after: null };
}

/** Calls that only read leave nothing behind that a failure must tell of. */
function afterText(earlier: ToolPlan['steps']): PyCode | null {
  const done = earlier
    .filter(({ operation }) => operation.effect !== 'read')
    .map(({ operation }) => literalText(operation.name));
  return done.length > 0 ? code(`after(${done.join(', ')})`) : null;
}

function decorator({ className, operation }: ToolPlan): string {
  const { title, effect, success, answer } = operation;
  return [
    className,
    `title=${literalText(title)}`,
    `effect=${literalText(effect)}`,
    `returns=${returnsText(success)}`,
    ...statedHints(operation),
    ...(answer ? [`shape=${shapeText(answer)}`] : []),
  ].join(', ');
}

/** `Shape(fields={"id": {}, "owner": {"name": {}}}, page=20, list_field="items")` */
function shapeText({ fields, page }: AnswerShape): string {
  const keywords = [
    ...(fields ? [`fields=${literalText(fieldTree(fields))}`] : []),
    ...(page ? [`page=${page.size}`] : []),
    ...(page?.list ? [`list_field=${literalText(page.list)}`] : []),
  ];
  return `Shape(${keywords.join(', ')})`;
}

interface FieldTree {
  readonly [field: string]: FieldTree;
}

/** A field that is named whole stays whole, whatever is named in it beside. */
function fieldTree(ways: readonly (readonly string[])[]): FieldTree {
  const first = [...new Set(ways.flatMap(([field]) => field ?? []))];
  return Object.fromEntries(
    first.map((field) => {
      const rests = ways.filter(([name]) => name === field).map(([, ...rest]) => rest);
      return [field, rests.some((rest) => rest.length === 0) ? {} : fieldTree(rests)];
    }),
  );
}

function pageField(): FieldText {
  const description = 'How many items to skip; the last answer says it as next_item';
  return {
    name: PAGE_ARGUMENT,
    annotation: `Annotated[int, Field(ge=0, description=${literalText(description)})]`,
    default: 'OMITTED',
    refs: [],
  };
}

function argumentField(
  argument: ToolPlan['arguments'][number],
  budget: TextBudget,
  body: Operation['body'],
): FieldText {
  if (isFile(argument)) return fileFieldText(argument);
  const description = argument.description ?? argument.schema.description;
  return fieldText({
    field: argument.field,
    alias: argument.name,
    required: argument.required,
    schema: argument.schema,
    description: description && trimDescription(description, budget.argument),
    ...(argument.location === 'path' && argument.style === 'simple' ? { pathSegment: true } : {}),
    ...(argument.wholeBody && body?.kind === 'text' ? { mediaType: body.mediaType } : {}),
  });
}

function wireNames({ arguments: args }: ToolPlan): PyCode | null {
  const renamed = args.filter(({ name, wireName, wholeBody }) => name !== wireName && !wholeBody);
  if (renamed.length === 0) return null;
  return code(literalText(Object.fromEntries(renamed.map(({ field, wireName }) => [field, wireName]))));
}
