/**
 * The user's own changes to their tools, beside `openapi.json`.
 *
 * @internal
 */
export const TRANSFORMS_FILE = 'mcp-tools.yaml';

/**
 * Beside the store of the last run; `mcp-tools.yaml` names it in its first line.
 *
 * @internal
 */
export const TRANSFORMS_SCHEMA_FILE = '.fastapi-mcp/mcp-tools.schema.json';
