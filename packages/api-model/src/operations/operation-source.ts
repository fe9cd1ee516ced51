import type { HttpMethod } from '../api-model.js';
import type { JsonObject } from '../json.js';
import type { Located } from '../references/resolve.js';

/** One operation as it stands in the document, with what its path item adds. */
export interface OperationSource {
  readonly node: JsonObject;
  readonly pointer: string;
  /** As the document has it, without the server's base path, query and fragment. */
  readonly path: string;
  /** What the document wrote behind a `?` in the path. */
  readonly fixedQuery: readonly (readonly [string, string])[];
  readonly basePath: string;
  readonly method: HttpMethod;
  readonly operationId: string | null;
  readonly tags: readonly string[];
  /** The path item's own parameters, then the operation's: later ones override (OpenAPI §4.8.10). */
  readonly parameters: readonly Located[];
}
