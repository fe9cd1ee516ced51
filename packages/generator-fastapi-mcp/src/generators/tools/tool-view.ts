import { code, type Context, docstring, type FieldText, fieldText, literalText, type PyCode, referencedNames, type ToolPlan } from '@fastapi-mcp/kit';
import { importsOf } from '../schemas/view.js';
import { backendCall } from './backend-call.js';
import { fileFieldText, isFile } from './file-argument.js';
import { returnsText } from './returns.js';

interface FieldView {
  readonly name: PyCode;
  readonly annotation: PyCode;
  readonly default: PyCode | null;
}

/** What `tool_module.py.ejs` shows. */
export interface ToolModuleView {
  readonly doc: PyCode;
  readonly modules: Readonly<Record<'client' | 'request' | 'base' | 'tool', PyCode>>;
  readonly imports: readonly { readonly module: PyCode; readonly names: PyCode }[];
  readonly className: PyCode;
  /** Field → name on the wire, where the name that callers use is not it. */
  readonly wire: PyCode | null;
  readonly fields: readonly FieldView[];
  /** Neither fields nor wire names: the class needs a `pass`. */
  readonly empty: boolean;
  /** The arguments of `@tool(…)`. */
  readonly decorator: PyCode;
  readonly functionName: PyCode;
  readonly description: PyCode;
  /** `patch("/tasks/{task_id}", path=args.sent("task_id"))`. */
  readonly call: PyCode;
}

/** The view of one tool's module. */
export function toolModuleView({ plan }: Context, tool: ToolPlan): ToolModuleView {
  const { operation } = tool;
  const fields = tool.arguments.map(argumentField);
  const returns = returnsText(operation.success);
  const module = (key: 'client' | 'request' | 'base' | 'tool'): PyCode => code(plan.modules[key].module);
  return {
    doc: docstring(`${operation.method} ${operation.path}`, { indent: 0 }),
    modules: { client: module('client'), request: module('request'), base: module('base'), tool: module('tool') },
    imports: importsOf([...fields.flatMap(({ refs }) => refs), ...(operation.success.schema ? referencedNames(operation.success.schema) : [])], plan.schemaHome),
    className: code(tool.className),
    wire: wireNames(tool),
    fields: fields.map((field) => ({
      name: code(field.name),
      annotation: code(field.annotation),
      default: field.default === null ? null : code(field.default),
    })),
    empty: fields.length === 0 && wireNames(tool) === null,
    decorator: code(`${tool.className}, title=${literalText(operation.title)}, effect=${literalText(operation.effect)}, returns=${returns}`),
    functionName: code(tool.name),
    description: docstring(operation.description, { indent: 4 }),
    call: backendCall(tool),
  };
}

function argumentField(argument: ToolPlan['arguments'][number]): FieldText {
  if (isFile(argument)) return fileFieldText(argument);
  return fieldText({
    field: argument.field,
    alias: argument.name,
    required: argument.required,
    schema: argument.schema,
    description: argument.description ?? argument.schema.description,
  });
}

function wireNames({ arguments: args }: ToolPlan): PyCode | null {
  const renamed = args.filter(({ name, wireName, wholeBody }) => name !== wireName && !wholeBody);
  if (renamed.length === 0) return null;
  return code(literalText(Object.fromEntries(renamed.map(({ field, wireName }) => [field, wireName]))));
}
