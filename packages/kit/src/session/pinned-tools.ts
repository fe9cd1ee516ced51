import { UserError } from '../errors.js';
import { makePlan } from '../make-plan.js';
import { CONTRACT_FILE } from './find-project.js';
import { curateContract, readContract } from './read-contract.js';
import type { Session } from './session.js';
import { transformContract } from './transform-contract.js';

/**
 * The tools that the contract of the last run gives with what this run goes by otherwise: answers, overlays and
 * `mcp-tools.yaml` as they are now. What differs from this run's own tools is the contract's doing.
 *
 * @returns null when there is no such contract, or it cannot be used with them any more.
 *
 * @internal
 */
export function pinnedTools({
  project,
  overlays,
  folder,
  context,
}: Session): Pick<Session['context'], 'api' | 'plan'> | null {
  const text = project?.contract ?? null;
  if (project === null || text === null) return null;
  const { answers } = context;
  try {
    const source = { text, name: CONTRACT_FILE, found: null };
    const all = readContract(source, { overlays, toolNames: project.toolNames });
    const { api } = transformContract(curateContract(all, answers), folder, { answers, all });
    return { api, plan: makePlan(answers, api) };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
