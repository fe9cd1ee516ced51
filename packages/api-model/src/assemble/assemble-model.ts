import { pascalCase } from '@fastapi-mcp/python';
import type { ApiModel, NamedSchema, Operation } from '../api-model.js';
import type { DraftOperation } from '../operations/read-operation.js';
import type { Drafts } from '../schemas/drafts.js';
import { nameSchemas } from './name-schemas.js';
import type { Naming } from './naming.js';
import { narrowTags } from './narrow-tags.js';
import { findUses, type Root } from './reach.js';
import { rewrite } from './rewrite.js';
import { createSettle } from './settle-references.js';

/** Gives everything that is in use its final name, and drops the rest. */
export function assembleModel(
  operations: readonly DraftOperation[],
  drafts: Drafts,
): Pick<ApiModel, 'operations' | 'schemas'> {
  const roots = operations.flatMap(rootsOf);
  const uses = findUses(roots, createSettle(drafts));
  const inUse = narrowTags(
    [...drafts.byKey.values()].filter(({ key }) => uses.has(key)),
    roots.map(({ schema }) => schema),
    { settle: createSettle(drafts), uses },
  );
  const settle = createSettle({
    ...drafts,
    byKey: new Map([...drafts.byKey, ...inUse.map((draft) => [draft.key, draft] as const)]),
  });
  const { byKey, classes } = nameSchemas(inUse, uses);
  const naming: Naming = { settle, nameOf: (key) => byKey.get(key) };
  const schemas = inUse.flatMap((draft): readonly NamedSchema[] => {
    const use = uses.get(draft.key);
    const name = byKey.get(draft.key);
    if (!use || name === undefined) return [];
    return [
      {
        name,
        componentName: draft.componentName,
        schema: rewrite(draft.schema, naming),
        pointer: draft.pointer,
        ...use,
      },
    ];
  });
  return {
    operations: operations.map((operation): Operation => {
      const className = pascalCase(operation.name);
      return { ...rewriteOperation(operation, naming), className: classes.take(className, `${className}Arguments`) };
    }),
    schemas: Object.fromEntries(
      schemas.sort((a, b) => (a.name < b.name ? -1 : 1)).map((schema) => [schema.name, schema] as const),
    ),
  };
}

function rootsOf({ tag, arguments: args, success }: DraftOperation): readonly Root[] {
  const inputs = args.map(({ schema }): Root => ({ tag, direction: 'input', schema }));
  return success.schema ? [...inputs, { tag, direction: 'output', schema: success.schema }] : inputs;
}

function rewriteOperation(operation: DraftOperation, naming: Naming): DraftOperation {
  const { success } = operation;
  return {
    ...operation,
    arguments: operation.arguments.map((argument) => ({ ...argument, schema: rewrite(argument.schema, naming) })),
    success: { ...success, schema: success.schema && rewrite(success.schema, naming) },
  };
}
