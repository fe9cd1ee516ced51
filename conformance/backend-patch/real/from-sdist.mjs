/** What a source distribution holds and the wheel does not: a backend's own tests. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runTwice } from '../../../scripts/run.mjs';

/**
 * Copies parts of the source distribution of the version that is installed.
 *
 * @param {{ uv: string, python: string, folder: string, project: string, parts: readonly string[] }} what `parts`: files
 *   and folders of the distribution, which come to stand in `folder` under the same names
 */
export async function copyFromSdist({ uv, python, folder, project, parts }) {
  const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-sdist-'));
  try {
    const version = `from importlib.metadata import version; print(version(${JSON.stringify(project)}))`;
    const { output } = await run(python, ['-c', version], { quiet: true });
    const pip = ['tool', 'run', '--python', python, 'pip', 'download', '--quiet'];
    const only = ['--no-deps', '--no-binary', project, '--dest', scratch, `${project}==${output.trim()}`];
    await runTwice(uv, [...pip, ...only], { quiet: true });
    const [archive] = readdirSync(scratch);
    await run('tar', ['-xzf', archive], { cwd: scratch, quiet: true });
    const [unpacked] = readdirSync(scratch).filter((name) => name !== archive);
    for (const part of parts) cpSync(join(scratch, unpacked, part), join(folder, part), { recursive: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
