import { isIdentifier } from '@fastapi-mcp/python';
import type { ApiModel } from '../api-model.js';
import { childSchemas } from '../assemble/children.js';
import type { Schema } from '../schema.js';

/** What the next stages rely on, each broken rule as a sentence; empty for every model that we ever make. */
export function brokenRules(model: ApiModel): readonly string[] {
  return [...nameRules(model), ...textRules(model), ...schemaRules(model)];
}

function nameRules({ operations, schemas }: ApiModel): readonly string[] {
  const classes = [...Object.keys(schemas), ...operations.map(({ className }) => className)];
  return [
    ...duplicates(classes).map((name) => `two classes ${name}`),
    ...duplicates(operations.map(({ name }) => name)).map((name) => `two tools ${name}`),
    ...classes.filter((name) => !/^[A-Z][A-Za-z0-9]{0,79}_?$/.test(name)).map((name) => `class ${name}`),
    ...operations
      .filter(({ name }) => !/^[a-z][a-z0-9_]{0,63}$/.test(name) || !isIdentifier(name))
      .map(({ name }) => `tool ${name}`),
    ...Object.values(schemas)
      .filter(({ home }) => !/^[a-z][a-z0-9_]*$/.test(home) || !isIdentifier(home))
      .map(({ home }) => `home ${home}`),
    ...operations.flatMap(({ name, arguments: args }) => [
      ...duplicates(args.map((argument) => argument.name)).map((argument) => `two arguments ${argument} of ${name}`),
      ...duplicates(args.map(({ field }) => field)).map((field) => `two fields ${field} of ${name}`),
      ...args
        .filter((argument) => !/^[A-Za-z0-9_.-]{1,64}$/.test(argument.name))
        .map((argument) => `argument ${argument.name}`),
      ...args.flatMap(({ field }) => (isField(field) ? [] : [`field ${field}`])),
    ]),
  ];
}

function isField(name: string): boolean {
  return isIdentifier(name) && !name.startsWith('_');
}

function duplicates(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

function textRules({ title, description, operations }: ApiModel): readonly string[] {
  const texts = [
    title,
    description,
    ...operations.flatMap((operation) => [operation.title, operation.description, operation.tag, operation.path]),
  ];
  return [
    ...texts
      .filter((text) => /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(text.replace(/[\n\t]/g, '')))
      .map((text) => `hidden characters in ${JSON.stringify(text)}`),
    ...operations
      .filter((operation) => operation.title === '' || operation.description === '')
      .map(({ name }) => `${name} says nothing`),
    ...operations.filter(({ path }) => /(?:^|\/)\.{1,2}(?:\/|$)|[\s\\?#]/.test(path)).map(({ path }) => `path ${path}`),
  ];
}

function schemaRules({ operations, schemas }: ApiModel): readonly string[] {
  const rules = (schema: Schema, isNamed: boolean): readonly string[] => [
    ...(schema.kind === 'ref' && !Object.hasOwn(schemas, schema.name) ? [`no schema ${schema.name}`] : []),
    ...(schema.kind === 'ref' && isNamed ? [`an alias of ${schema.name}`] : []),
    ...(schema.kind === 'object' && schema.properties.length > 0 && !isNamed
      ? [`an object without a name at ${schema.pointer}`]
      : []),
    ...(schema.kind === 'object'
      ? schema.properties.flatMap(({ field }) => (isField(field) ? [] : [`field ${field}`]))
      : []),
    ...(schema.kind === 'object'
      ? duplicates(schema.properties.map(({ field }) => field)).map((field) => `two fields ${field}`)
      : []),
    ...(schema.kind === 'enum' && schema.values.includes(null) ? [`null in an enum at ${schema.pointer}`] : []),
    ...(schema.kind === 'union' && schema.variants.length < 2 ? [`a union of one at ${schema.pointer}`] : []),
    ...(schema.kind === 'union' && schema.variants.some(({ kind, nullable }) => nullable || kind === 'null')
      ? [`null inside a union at ${schema.pointer}`]
      : []),
    ...childSchemas(schema).flatMap((inner) => rules(inner, false)),
  ];
  return [
    ...Object.values(schemas).flatMap(({ schema }) => rules(schema, true)),
    ...operations.flatMap(({ arguments: args, success }) =>
      [...args.map(({ schema }) => schema), ...(success.schema ? [success.schema] : [])].flatMap((schema) =>
        rules(schema, false),
      ),
    ),
  ];
}
