/** The tests that an emitted project brings, in one environment for all projects of a run. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureUv } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { cleanEnv, pythonOf } from '../matrix/prepare.mjs';
import { generate } from './generate.mjs';
import { unpackReleased } from './released.mjs';

/**
 * A scratch folder, and a function that runs a project's tests there.
 *
 * @param {boolean} wanted false: no environment is made, since no tests will run
 * @returns {Promise<{ scratch: string, test: (project: string) => Promise<string | null> }>} `test` says what is red
 */
export async function emittedTests(wanted) {
  const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-regeneration-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  if (!wanted) return { scratch, test: async () => null };
  const uv = await ensureUv({ quiet: true });
  const home = join(scratch, 'environment');
  unpackReleased('0.1.0-pattern-3', home);
  // What today's output needs, which may be more than the released version did.
  await generate(home, ['--openapi', 'openapi.json']);
  await runTwice(uv, ['sync', '--quiet'], { cwd: home, env: cleanEnv, quiet: true });
  const test = async (project) => {
    // What an earlier round compiled of a file that has moved since must not stand in for it.
    const copy = join(scratch, 'under-test');
    rmSync(copy, { recursive: true, force: true });
    cpSync(project, copy, { recursive: true });
    const args = ['-m', 'pytest', 'tests/', '-x', '-q', '-p', 'no:cacheprovider'];
    const { code, output } = await run(pythonOf(join(home, '.venv')), args, {
      cwd: copy,
      env: cleanEnv,
      quiet: true,
      allowFailure: true,
    });
    return code === 0 ? null : output.slice(-1500);
  };
  return { scratch, test };
}
