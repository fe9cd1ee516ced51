import type { Answers, Detected } from '@fastapi-mcp/answers';
import { type ApiModel, estimateTokens } from '@fastapi-mcp/api-model';
import { listed } from './read-contract.js';

/** From here on a model pays dearly for the list, and chooses worse. */
const MANY_TOOLS = 40;
const LARGEST_TAGS = 5;

/**
 * What listing many tools directly costs, and what to do about it; nothing for a small API or in search mode.
 *
 * @returns lines for the user.
 */
export function adviseSize(answers: Answers, { operations }: ApiModel, { tags = [] }: Detected): readonly string[] {
  if (answers.toolMode !== 'direct' || operations.length <= MANY_TOOLS) return [];
  const tokens = estimateTokens(operations.map(listed));
  const largest = [...tags].sort((a, b) => b.toolCount - a.toolCount).slice(0, LARGEST_TAGS);
  const sizes = largest.map(({ name, toolCount }) => `${name} (${toolCount})`).join(', ');
  return [
    `note: ${operations.length} tools cost about ${tokens.toLocaleString('en')} tokens in every listing`,
    `hint: --tool-mode search lists 3 tools instead${tags.length > 1 ? `; or keep what is needed with --include-tag; largest tags: ${sizes}` : '; or choose with --include and --exclude'}`,
  ];
}
