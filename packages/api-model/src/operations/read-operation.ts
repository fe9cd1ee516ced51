import type { Operation, SecurityScheme } from '../api-model.js';
import { cleanLine } from '../clean-text.js';
import { child, own } from '../json.js';
import { argumentNames } from '../names/argument-names.js';
import { fieldNames } from '../names/field-names.js';
import type { JsonValue } from '../schema.js';
import type { Reading } from '../schemas/reading.js';
import { describeOperation } from './describe-operation.js';
import type { DraftArgument } from './draft-argument.js';
import { effectOf } from './effect.js';
import type { OperationSource } from './operation-source.js';
import { readBody } from './read-body.js';
import { readParameters } from './read-parameters.js';
import { readSecurity } from './read-security.js';
import { readSuccess } from './read-success.js';

/** An operation whose class and schemas have no names yet. */
export type DraftOperation = Omit<Operation, 'className'>;

export interface OperationContext {
  readonly name: string;
  readonly schemes: Readonly<Record<string, SecurityScheme>>;
  /** The document's own `security`. */
  readonly defaultSecurity: JsonValue | undefined;
}

/**
 * Reads one operation.
 *
 * @throws LeftOut when it cannot become a tool.
 */
export function readOperation(
  reading: Reading,
  source: OperationSource,
  { name, schemes, defaultSecurity }: OperationContext,
): DraftOperation {
  const { node, pointer, method } = source;
  const tags = source.tags
    .map((tag) => cleanLine(tag, child(pointer, 'tags'), reading.report, 80))
    .filter((tag) => tag !== '');
  const words = [name];
  const parameters = readParameters(reading, source, words);
  const { body, fields } = readBody(reading, source, words);
  const tag = tags[0] ?? 'default';
  const success = readSuccess(reading, source, words);
  return {
    name,
    method,
    path: `${source.basePath}${source.path}`,
    operationId: source.operationId,
    tag,
    tags,
    ...describeOperation(node, pointer, name, reading.report),
    deprecated: own(node, 'deprecated') === true,
    ...effectOf({ method, name, statuses: success.statuses }),
    arguments: nameArguments([...parameters, ...fields]),
    body,
    success,
    security: readSecurity(own(node, 'security') ?? defaultSecurity, schemes),
    pointer,
  };
}

/** Required ones first, which is also what Python wants of parameters. */
function nameArguments(drafts: readonly DraftArgument[]): Operation['arguments'] {
  const ordered = [...drafts.filter(({ required }) => required), ...drafts.filter(({ required }) => !required)];
  // Names go to parameters before body fields, whatever is required: `id` is the path's, `body_id` the body's.
  const names = new Map(argumentNames(drafts).map((name, index) => [drafts[index], name] as const));
  const fields = fieldNames(ordered.map((draft) => names.get(draft) ?? draft.wireName));
  return ordered.map((draft, index) => {
    const name = names.get(draft) ?? draft.wireName;
    return { ...draft, field: fields[index] ?? name, name };
  });
}
