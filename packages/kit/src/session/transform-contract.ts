import { join } from 'node:path';
import type { Answers } from '@fastapi-mcp/answers';
import { readOrNull } from '../commit/read-or-null.js';
import { applyTransforms } from '../transform/apply-transforms.js';
import { readTransforms } from '../transform/read-transforms.js';
import { TRANSFORMS_FILE } from '../transform/transforms-file.js';
import { type Contract, unusable } from './read-contract.js';

/**
 * The contract with the user's own changes to its tools, where the project has any.
 *
 * @param folder - the project, absolute.
 * @param all - before curation: a change to a tool that is left out is no mistake.
 * @throws UserError with every line of `mcp-tools.yaml` that cannot be done.
 */
export function transformContract(
  contract: Contract,
  folder: string,
  { answers, all }: { readonly answers: Answers; readonly all: Contract },
): Contract {
  const text = readOrNull(join(folder, TRANSFORMS_FILE));
  if (text === null) return contract;
  const read = readTransforms(text);
  if (!read.ok) throw unusable(read.diagnostics, `${TRANSFORMS_FILE} cannot be used`);
  const result = applyTransforms(contract.api, read.value, {
    userParameter: answers.pattern === '1' ? answers.userParameter : null,
    known: all.api.operations.map(({ name }) => name),
  });
  if (!result.ok) throw unusable(result.diagnostics, `${TRANSFORMS_FILE} cannot be used`);
  return { ...contract, api: result.value, diagnostics: [...contract.diagnostics, ...result.diagnostics] };
}
