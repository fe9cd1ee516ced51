/**
 * Side by side: what happens to a user's edits in three situations with `copier update`, with Yeoman's conflicter (which is
 * JHipster's) and with ours. Nothing of it is judged here; the table is in docs/regeneration.md.
 *
 *     node conformance/regeneration/peers/run.mjs
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../../scripts/run.mjs';
import { table } from '../../matrix/table.mjs';
import { copier } from './copier.mjs';
import { modulesIn } from './files.mjs';
import { ours } from './ours.mjs';
import { scenarios } from './scenarios.mjs';
import { yeoman } from './yeoman.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-peers-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const program = await installed();
const peers = {
  'copier update': (scenario, folder) => copier(scenario, folder, program),
  'Yeoman / JHipster': yeoman,
  'Yeoman --force': (scenario, folder) => yeoman(scenario, folder, ['--force']),
  'fastapi-mcp': ours,
};

for (const [index, scenario] of scenarios.entries()) {
  const rows = [];
  for (const [peer, act] of Object.entries(peers)) {
    const folder = join(scratch, `${index}-${peer.replaceAll(/\W+/g, '-')}`);
    const { code, told } = await act(scenario, folder);
    const disk = modulesIn(folder);
    const marked = Object.values(disk).some((text) => text.includes('<<<<<<<'));
    const answers = Object.values(scenario.ask).map((asked) => (asked(disk) ? 'yes' : 'no'));
    rows.push([peer, String(code), marked ? 'yes' : 'no', ...answers, told.slice(0, 110)]);
  }
  console.log(`\n${scenario.name}\n${table(['', 'exit code', 'markers', ...Object.keys(scenario.ask), 'says'], rows)}`);
}

/** copier, in an environment of its own. */
async function installed() {
  const home = join(scratch, 'copier');
  await run(findPython(), ['-m', 'venv', home], { quiet: true });
  await runTwice(join(home, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', 'copier>=9,<10'], { quiet: true });
  const { output } = await run(join(home, 'bin', 'copier'), ['--version'], { quiet: true });
  console.log(output.trim());
  return join(home, 'bin', 'copier');
}
