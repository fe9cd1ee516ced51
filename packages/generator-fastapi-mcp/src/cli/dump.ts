import type { OwnedFile, Session } from '@fastapi-mcp/kit';

/** One stage of a run as JSON. Files hold placeholders where secrets will be. */
export function dump(stage: 'model' | 'plan' | 'files', { context }: Session, files: readonly OwnedFile[]): string {
  const stages = { model: () => context.api, plan: () => context.plan, files: () => files };
  return JSON.stringify(stages[stage](), null, 2);
}
