import { join } from 'node:path';
import { run } from '../../../scripts/run.mjs';
import { put } from './files.mjs';

/** Yeoman's conflicter, which is JHipster's, in a process without a terminal. */
export async function yeoman({ before, edit, after }, folder, options = []) {
  put(folder, {});
  const write = (files, ...more) =>
    run(process.execPath, [join(import.meta.dirname, 'yeoman-run.mjs'), folder, JSON.stringify(files), ...more], {
      cwd: folder,
      quiet: true,
      allowFailure: true,
    });
  await write(before);
  put(folder, edit);
  const { code, output } = await write(after, ...options);
  return { code, told: output.replaceAll(/\s+/g, ' ').trim().slice(0, 160) };
}
