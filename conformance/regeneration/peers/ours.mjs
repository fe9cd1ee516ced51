import { commitFiles } from '../../../packages/kit/dist/index.js';
import { put } from './files.mjs';

/** Our commit alone, on the same files. */
export async function ours({ before, edit, after }, folder) {
  const run = (files, conflicts) =>
    commitFiles({
      folder,
      files: Object.entries(files).map(([path, content]) => ({ path, content, owners: ['peer'] })),
      ran: new Set(['peer']),
      conflicts,
    });
  await run(before, 'refuse');
  put(folder, edit);
  const { committed, files } = await run(after, 'refuse');
  const told = files.filter(({ state }) => ['conflicted', 'kept', 'merged', 'removed'].includes(state));
  return { code: committed ? 0 : 1, told: told.map(({ path, state }) => `${state} ${path}`).join(', ') };
}
