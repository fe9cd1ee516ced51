import type { ApiModel, CombinedTool } from '@fastapi-mcp/api-model';
import type { TransformContext } from './apply-transforms.js';
import type { CombinedTransform } from './transforms-schema.js';

/** The user's own tools. */
export function combineTools(
  _api: ApiModel,
  _transforms: Readonly<Record<string, CombinedTransform>>,
  _context: TransformContext,
): readonly CombinedTool[] {
  return [];
}
