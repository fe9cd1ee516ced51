import { nearest } from '@fastapi-mcp/answers';
import type { ApiModel, Diagnostic } from '@fastapi-mcp/api-model';
import { problem, type Transforms } from './read-transforms.js';

/**
 * What beside the model decides whether a change is allowed.
 *
 * @internal
 */
export interface TransformOptions {
  /** Pattern 1: the backend's own user parameter, which only the verified user may fill; else null. */
  readonly userParameter: string | null;
  /** Names of all tools of the contract; a change to one that was left out (`--exclude`) is no mistake. */
  readonly known?: readonly string[];
}

/** A change as it is looked at: what it is made to, and whom to tell. */
export interface TransformContext extends TransformOptions {
  readonly api: ApiModel;
  readonly at: Transforms['at'];
  readonly tell: (diagnostic: Diagnostic) => void;
}

/** A tool that the contract does not have. */
export function unknownTool(name: string, at: string, names: readonly string[]): Diagnostic {
  const near = nearest(name, names);
  return problem(
    at,
    `there is no tool ${name}`,
    near === null ? 'Remove it, or see openapi.json for what the backend offers now.' : `Did you mean ${near}?`,
  );
}
