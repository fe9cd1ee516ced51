import {
  annotate,
  type Context,
  code,
  docstring,
  fieldText,
  type NamedSchema,
  type PyCode,
  referencedNames,
  type Schema,
  type SchemaModulePlan,
  schemaExtra,
} from '@fastapi-mcp/kit';
import { type TextBudget, textBudget, trimDescription } from '../tools/trim-description.js';

/** `from <module> import <names>`. */
interface ImportView {
  readonly module: PyCode;
  readonly names: PyCode;
}

interface FieldView {
  readonly name: PyCode;
  readonly annotation: PyCode;
  readonly default: PyCode | null;
}

interface AliasView {
  readonly kind: 'alias' | 'root';
  readonly name: PyCode;
  readonly annotation: PyCode;
  readonly doc: PyCode | null;
}

interface ModelView {
  readonly kind: 'model';
  readonly name: PyCode;
  /** `Model`, or `Model, extra="forbid"`. */
  readonly bases: PyCode;
  readonly doc: PyCode | null;
  /** The type of additional properties, where the spec gives one. */
  readonly extraType: PyCode | null;
  readonly fields: readonly FieldView[];
  readonly empty: boolean;
}

/** What `models.py.ejs` shows. */
export interface SchemaModuleView {
  readonly doc: PyCode;
  readonly baseModule: PyCode;
  readonly imports: readonly ImportView[];
  readonly models: readonly (AliasView | ModelView)[];
}

/** The view of one file of models. */
export function schemaModuleView({ api, plan }: Context, { home, names }: SchemaModulePlan): SchemaModuleView {
  const budget = textBudget(plan.tools.length);
  const members = names.flatMap((name) => api.schemas[name] ?? []);
  const defined = new Set<string>();
  const models = members.map((member) => {
    const view = namedView(member, { later: (name) => names.includes(name) && !defined.has(name), budget });
    defined.add(member.name);
    return view;
  });
  const mentioned = members.flatMap(({ schema }) => referencedNames(schema)).filter((name) => !names.includes(name));
  return {
    doc: docstring(`Data of the backend: ${home}.`, { indent: 0 }),
    baseModule: code(plan.modules.base.module),
    imports: importsOf(mentioned, plan.schemaHome),
    models,
  };
}

/** One import line per module, sorted; also what a tool file needs for its annotations. */
export function importsOf(names: readonly string[], homes: Context['plan']['schemaHome']): readonly ImportView[] {
  const byModule = new Map<string, Set<string>>();
  for (const name of names) {
    const home = homes[name];
    if (home) byModule.set(home.module, (byModule.get(home.module) ?? new Set()).add(name));
  }
  return [...byModule]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, members]) => ({ module: code(module), names: code([...members].sort().join(', ')) }));
}

interface Around {
  /** Models are listed with the tools that take them. */
  readonly budget: TextBudget;
  /** The name is defined in the same file, but further down (or is the one being defined). */
  readonly later: (name: string) => boolean;
}

function namedView(named: NamedSchema, around: Around): AliasView | ModelView {
  const { name, schema } = named;
  const text = schema.description && trimDescription(schema.description, around.budget.tool);
  const doc = text ? docstring(text, { indent: schema.kind === 'object' ? 4 : 0 }) : null;
  // Null, where a named object admits it, is said by each reference to it.
  if (schema.kind === 'object' && schema.properties.length + (schema.additional === null ? 1 : 0) > 0)
    return modelView(named, doc, around);
  const annotation = annotate(schema);
  const recursive = annotation.refs.some(around.later);
  return {
    kind: recursive ? 'root' : 'alias',
    name: code(name),
    annotation: code(recursive ? quoted(annotation.text) : annotation.text),
    doc,
  };
}

function modelView({ name, schema }: NamedSchema, doc: PyCode | null, around: Around): ModelView {
  if (schema.kind !== 'object') throw new TypeError(`${name} is no object`);
  const fields = schema.properties.map((property) =>
    fieldText({
      field: property.field,
      alias: property.wireName,
      required: property.required,
      schema: property.schema,
      description: property.schema.description && trimDescription(property.schema.description, around.budget.argument),
    }),
  );
  const typed =
    schema.additional !== null && typeof schema.additional === 'object' ? annotate(schema.additional) : null;
  return {
    kind: 'model',
    name: code(name),
    bases: code([modelBases(schema.additional), ...leastProperties(schema)].join(', ')),
    doc,
    extraType: typed ? code(typed.refs.some(around.later) ? quoted(typed.text) : typed.text) : null,
    fields: fields.map((field) => ({
      name: code(field.name),
      annotation: code(field.refs.some(around.later) ? quoted(field.annotation) : field.annotation),
      default: field.default === null ? null : code(field.default),
    })),
    empty: fields.length === 0 && doc === null && typed === null,
  };
}

function modelBases(additional: unknown): string {
  if (additional === null) return 'Model';
  return additional === false ? 'Model, extra="forbid"' : 'Model, extra="allow"';
}

/** As far as its required fields do not see to it. */
function leastProperties({ minProperties = 0, properties }: Extract<Schema, { kind: 'object' }>): readonly string[] {
  return minProperties > properties.filter(({ required }) => required).length
    ? [schemaExtra('minProperties', minProperties)]
    : [];
}

/** A forward reference: the whole annotation as text (PEP 484). */
function quoted(annotation: string): string {
  return `'${annotation.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
