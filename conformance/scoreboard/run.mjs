/**
 * The scoreboard in one command: `node conformance/scoreboard/run.mjs [--spec NAME]… [--only ours|fastmcp] [--limit N]`.
 * Makes the harness's own Python environment (in the user's cache), then hands over to it.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureUv } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The Python of an environment with what pyproject.toml names. */
async function ensureEnvironment(uv) {
  const project = readFileSync(join(here, 'pyproject.toml'), 'utf8');
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const digest = createHash('sha256').update(project).digest('hex').slice(0, 12);
  const home = join(cache, 'fastapi-mcp', 'scoreboard', 'venvs', `harness-${digest}`);
  const python = join(home, 'bin', 'python');
  if (!existsSync(join(home, 'complete'))) {
    rmSync(home, { recursive: true, force: true });
    await run(uv, ['venv', '--quiet', '--python', '3.11', home], { quiet: true });
    const install = [
      'pip',
      'install',
      '--quiet',
      '--python',
      python,
      '-r',
      join(here, 'pyproject.toml'),
      '--group',
      join(here, 'pyproject.toml:dev'),
    ];
    await runTwice(uv, install, { quiet: true });
    writeFileSync(join(home, 'complete'), '');
  }
  return python;
}

const uv = await ensureUv({ quiet: true });
const python = await ensureEnvironment(uv);
// The caller's folder stays the current one, so that `--file` and `--out` mean what they say; `-P` keeps it off the import path.
const child = spawn(python, ['-P', '-m', 'scoreboard', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, UV: uv, PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: '1' },
});
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 130 : (code ?? 1);
});
