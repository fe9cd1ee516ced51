import type { ApiModel, Operation } from '@fastapi-mcp/api-model';
import { z } from 'zod';
import { transformsSchema } from './transforms-schema.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of `mcp-tools.yaml` for one API: an editor offers its tools, their arguments, and what may be said
 * of them. Draft 7, which YAML editors know.
 *
 * @internal
 */
export function transformsJsonSchema({ operations, hidden = [] }: Pick<ApiModel, 'operations' | 'hidden'>): Json {
  const { definitions, properties, ...root } = z.toJSONSchema(transformsSchema, { target: 'draft-7', io: 'input' });
  const all = [...operations, ...hidden].sort((a, b) => (contractName(a) < contractName(b) ? -1 : 1));
  const shared = record(definitions);
  const { tools, ...others } = properties ?? {};
  return {
    ...root,
    title: 'mcp-tools.yaml',
    properties: {
      ...others,
      tools: {
        ...record(tools),
        properties: Object.fromEntries(all.map((operation) => [contractName(operation), toolEntry(operation)])),
      },
    },
    definitions: { ...shared, step: withNames(record(shared.step), all.map(contractName)) },
  };
}

function contractName({ name, contractName: original }: Operation): string {
  return original ?? name;
}

function toolEntry({ method, path, arguments: args }: Operation): Json {
  const known = args.map(({ name }) => [name, { $ref: '#/definitions/argument' }] as const);
  return {
    description: `${method} ${path}`,
    allOf: [{ $ref: '#/definitions/tool' }],
    ...(known.length > 0 ? { properties: { arguments: { properties: Object.fromEntries(known) } } } : {}),
  };
}

/** A step calls one of the tools. */
function withNames(step: Json, names: readonly string[]): Json {
  const properties = record(step.properties);
  return { ...step, properties: { ...properties, call: { ...record(properties.call), enum: names } } };
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
