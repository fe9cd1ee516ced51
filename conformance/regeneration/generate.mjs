/** The generator, in this process: a start of Node for each of hundreds of runs would be most of their time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../../packages/generator-fastapi-mcp/dist/index.js';

// Which templates are trusted is remembered there, and is nothing of this machine's user's.
const state = mkdtempSync(join(tmpdir(), 'fastapi-mcp-state-'));
process.env.XDG_STATE_HOME = state;
process.on('exit', () => rmSync(state, { recursive: true, force: true }));

/**
 * Runs `fastapi-mcp app` in a project as CI would: no terminal.
 *
 * @param {string} project the folder, which is also where it runs
 * @param {string[]} args after `app --yes --json`
 * @returns {Promise<{ code: number, result: any }>} the exit code and what `--json` says
 */
export async function generate(project, args = []) {
  let said = '';
  const stdout = new PassThrough();
  stdout.on('data', (chunk) => (said += chunk));
  const terminal = {
    stdin: Readable.from(['']),
    stdout,
    stderr: new PassThrough().resume(),
    cwd: project,
    env: process.env,
  };
  const always = ['--yes', '--json', '--skip-install', '--trust-templates', '--output', '.'];
  const code = await main(['app', ...always, ...args], terminal);
  await new Promise((resolve) => setImmediate(resolve));
  return { code, result: JSON.parse(said) };
}
