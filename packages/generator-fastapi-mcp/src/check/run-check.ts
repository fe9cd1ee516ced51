import type { ParsedFlags } from '@fastapi-mcp/answers';
import type { RunPlugins } from '@fastapi-mcp/kit';
import { packageVersion } from '../cli/package-version.js';
import { reportError } from '../cli/report-error.js';
import { showProgress } from '../cli/show-progress.js';
import { type Terminal, writeLines } from '../cli/terminal.js';
import { withoutPlugins } from '../plugins/own-tools.js';
import { readNamedText } from '../source/read-file.js';
import { readSource } from '../source/read-source.js';
import { checkProject, hasDrifted } from './check-project.js';
import { formatCheck } from './report-check.js';

/**
 * `fastapi-mcp check`: for CI.
 *
 * @param recovered - what was put in order first, after a run that was killed.
 * @returns the exit code: 0 in step, 1 drift, 2 wrong usage.
 */
export async function runCheck(
  { flags, run }: ParsedFlags,
  plugins: RunPlugins | null,
  terminal: Terminal,
  recovered: string | null,
): Promise<number> {
  try {
    const result = await checkProject(
      { cwd: terminal.cwd, flags, run, recovered },
      {
        readText: readNamedText,
        readSource: (request) => showProgress('reading the contract', terminal, () => readSource(request, terminal)),
        ask: null,
        version: packageVersion(),
        tell: () => {},
      },
      plugins ?? withoutPlugins(),
    );
    const drifted = hasDrifted(result);
    await writeLines(
      terminal.stdout,
      run.json
        ? [JSON.stringify({ ok: !drifted, exitCode: drifted ? 1 : 0, ...result }, null, 2)]
        : formatCheck(result),
    );
    return drifted ? 1 : 0;
  } catch (error) {
    return await reportError(error, run.json, terminal);
  }
}
