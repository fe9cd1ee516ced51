import { ask } from '../cli/ask.js';
import type { SeamReport } from '../generators/backend/backend.js';

/**
 * Asks which of several dependencies service calls may pass; all are checked at first.
 *
 * @returns their names for `--dependency`: `app.deps:get_current_user`, or `fastapi-users`.
 */
export async function chooseDependencies(seams: readonly SeamReport[]): Promise<readonly string[]> {
  const choices = seams.map((seam) => ({ name: labelOf(seam), value: flagFor(seam) }));
  const chosen = await ask({
    type: 'checkbox',
    name: 'dependency',
    message: 'Several dependencies return a user. Which may a service call pass?',
    choices,
    default: choices.map(({ value }) => value),
  });
  return Array.isArray(chosen) ? chosen.map(String) : [];
}

function labelOf({ name, at, found, through }: SeamReport): string {
  const what = through === 'backend' ? 'route' : 'use';
  return `${name} (${at}), ${found} ${what}${found === 1 ? '' : 's'}`;
}

function flagFor({ name, module, through }: SeamReport): string {
  return through === 'backend' ? 'fastapi-users' : `${module}:${name}`;
}
