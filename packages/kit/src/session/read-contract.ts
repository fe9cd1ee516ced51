import type { Answers, Detected, Pattern } from '@fastapi-mcp/answers';
import {
  type ApiModel,
  curate,
  type Diagnostic,
  detectAuth,
  estimateTokens,
  type JsonObject,
  type OverlayText,
  readApiModel,
} from '@fastapi-mcp/api-model';
import { UserError } from '../errors.js';
import { visibleJson } from '../render/visible-json.js';
import type { SourceText } from './session.js';

/** A contract, understood. */
export interface Contract {
  readonly api: ApiModel;
  /** As the backend wrote it. */
  readonly document: JsonObject;
  /** What the tools were made from: the document with the user's overlays; null when there are none. */
  readonly overlaid: JsonObject | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** What beside the document decides how it is understood. */
export interface ReadContractOptions {
  /** In order. */
  readonly overlays: readonly OverlayText[];
  /** Names given earlier, by `METHOD /path`, which stay. */
  readonly toolNames: Readonly<Record<string, string>>;
}

/**
 * Reads a document into the model.
 *
 * @throws UserError when the document cannot be used at all.
 */
export function readContract(source: SourceText, { overlays, toolNames }: ReadContractOptions): Contract {
  const result = readApiModel({ text: source.text, name: source.name, overlays, toolNames });
  if (!result.ok) throw unusable(result.diagnostics, `${source.name} cannot be used`);
  const { model, document, overlaid } = result.value;
  return { api: model, document, overlaid: overlaid === document ? null : overlaid, diagnostics: result.diagnostics };
}

/**
 * Leaves only the operations that are wanted.
 *
 * @throws UserError when none is left.
 */
export function curateContract(
  contract: Contract,
  { includeTag, include, exclude }: Pick<Answers, 'includeTag' | 'include' | 'exclude'>,
): Contract {
  if (includeTag.length + include.length + exclude.length === 0) return contract;
  const result = curate(contract.api, { includeTags: includeTag, include, exclude });
  if (!result.ok) throw unusable(result.diagnostics, 'no operation is left');
  return { ...contract, api: result.value, diagnostics: [...contract.diagnostics, ...result.diagnostics] };
}

/** The document as it is pinned in the project: re-indented, so that a diff shows what changed in it. */
export function pinnedText(document: JsonObject): string {
  return visibleJson(document);
}

/** What a contract says about the answers. */
export function detect({ api, document }: Contract): Detected {
  const tags = new Map<string, ApiModel['operations'][number][]>();
  for (const operation of api.operations) tags.set(operation.tag, [...(tags.get(operation.tag) ?? []), operation]);
  const tokens = new Map(api.operations.map((operation) => [operation, estimateTokens(listed(operation))]));
  const costOf = (operation: ApiModel['operations'][number]): number => tokens.get(operation) ?? 0;
  const { pattern, ...auth } = detectAuth(api, document);
  const patterns: Readonly<Record<typeof pattern, Pattern>> = { 1: '1', 2: '2', 3: '3' };
  return {
    title: api.title,
    toolCount: api.operations.length,
    tags: [...tags].map(([name, operations]) => ({
      name,
      toolCount: operations.length,
      tokens: operations.reduce((sum, operation) => sum + costOf(operation), 0),
    })),
    tools: api.operations.map((operation) => ({
      name: operation.name,
      method: operation.method,
      path: operation.path,
      tokens: costOf(operation),
    })),
    pattern: patterns[pattern],
    ...auth,
  };
}

/** Roughly what a model reads of a tool: what it is called, says and takes. */
export function listed({ name, description, arguments: args }: ApiModel['operations'][number]): object {
  return {
    name,
    description,
    arguments: args.map(({ name: argument, description: text, schema }) => [argument, text, schema.kind]),
  };
}

/** Diagnostics as the error that ends a run. */
export function unusable(diagnostics: readonly Diagnostic[], otherwise: string): UserError {
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  return new UserError(first ? `${first.at}: ${first.message}` : otherwise, first?.hint ?? '', {
    faults: diagnostics.map(({ at, message, hint }) => ({ message: `${at}: ${message}`, hint })),
  });
}
