import { pinnedTools, type Session } from '@fastapi-mcp/kit';
import { lockFile } from '../generators/tools/lock-file.js';
import { compareLocks } from './compare-locks.js';
import { compareTools, type ToolChange } from './compare-tools.js';

/**
 * What a session's tools mean to those who call the project's tools as the last run made them; breaking changes first.
 * Empty for a new project.
 */
export function changesForCallers(session: Session): readonly ToolChange[] {
  const { project, context } = session;
  const lock = project?.lock ?? null;
  if (lock === null) return [];
  const pinned = pinnedTools(session);
  const changes = pinned
    ? [...compareLocks(lock, lockFile(pinned)), ...compareTools(pinned, context)]
    : compareLocks(lock, lockFile(context));
  return [...changes.filter(({ breaking }) => breaking), ...changes.filter(({ breaking }) => !breaking)];
}
