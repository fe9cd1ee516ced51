import type { ApiModel, Argument, Operation } from '../api-model.js';
import type { Diagnostic } from '../diagnostic.js';
import { readApiModel } from '../read-api-model.js';
import type { Schema } from '../schema.js';

/** JSON-able test input, written freely. */
export type Loose = Record<string, unknown>;

/** An OpenAPI document around some paths. */
export function documentOf(paths: Loose, extra: Loose = {}): Loose {
  return { openapi: '3.1.0', info: { title: 'Test', version: '1' }, paths, ...extra };
}

/** What reading gives; throws when it gives no model, so that tests need not look. */
export function readModel(document: Loose): { readonly model: ApiModel; readonly diagnostics: readonly Diagnostic[] } {
  const read = readApiModel({ text: JSON.stringify(document), name: 'openapi.json' });
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return { model: read.value.model, diagnostics: read.diagnostics };
}

/** The one operation of a document with a single route. */
export function readOperation(
  operation: Loose,
  { path = '/x', method = 'post', ...extra }: Loose & { path?: string; method?: string } = {},
): Operation {
  const [first] = readModel(documentOf({ [path]: { [method]: operation } }, extra)).model.operations;
  if (!first) throw new Error('no operation');
  return first;
}

/** One JSON body field `value`, as the model has it, and the schemas that it reaches. */
export function readField(
  schema: unknown,
  components: Loose = {},
): { readonly schema: Schema; readonly model: ApiModel; readonly diagnostics: readonly Diagnostic[] } {
  const body = {
    required: true,
    content: { 'application/json': { schema: { type: 'object', properties: { value: schema } } } },
  };
  const { model, diagnostics } = readModel(
    documentOf(
      { '/x': { post: { operationId: 'probe', requestBody: body } } },
      { components: { schemas: components } },
    ),
  );
  const [argument] = model.operations[0]?.arguments ?? [];
  if (!argument) throw new Error('no argument');
  return { schema: argument.schema, model, diagnostics };
}

/** An argument by the name on the wire. */
export function argument(operation: Operation, wireName: string): Argument {
  const found = operation.arguments.find((candidate) => candidate.wireName === wireName);
  if (!found) throw new Error(`no argument ${wireName}`);
  return found;
}

/** A schema in one line, for comparing: `list[Task]`, `{id: integer, note?: string?}`, `Cat | Dog`. */
export function brief(schema: Schema): string {
  return `${briefly(schema)}${schema.nullable && schema.kind !== 'any' && schema.kind !== 'null' ? '?' : ''}`;
}

function briefly(schema: Schema): string {
  switch (schema.kind) {
    case 'ref':
      return schema.name;
    case 'array':
      return `list[${brief(schema.items)}]`;
    case 'tuple':
      return `(${schema.items.map(brief).join(', ')}${schema.rest ? `, *${brief(schema.rest)}` : ''})`;
    case 'union':
      return schema.variants.map(brief).join(' | ');
    case 'enum':
      return schema.values.map((value) => JSON.stringify(value)).join('/');
    case 'string':
      return schema.format === null ? 'string' : `string:${schema.format}`;
    case 'object': {
      const fields = schema.properties.map(
        (property) => `${property.wireName}${property.required ? '' : '?'}: ${brief(property.schema)}`,
      );
      const additional =
        schema.additional === null
          ? []
          : [typeof schema.additional === 'boolean' ? `*${schema.additional}` : `*${brief(schema.additional)}`];
      return `{${[...fields, ...additional].join(', ')}}`;
    }
    case 'any':
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
      return schema.kind;
  }
}
