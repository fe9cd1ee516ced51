/**
 * `kill -9` in a run that changes many files, and what a reader then finds, before and after the next command.
 *
 *     node conformance/regeneration/kill.mjs [--moments 50] [--renames 9] [--seed 1]
 *
 * At random moments: the tree is the old one or the new one, byte for byte, unless the kill fell into the renames
 * themselves (said as `mixed`). No clock hits those, so a run is also killed after its first, second, … rename. The next
 * command (by turns `check`, a dry run and a run) says so and makes the tree the new one; a run leaves nothing behind.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { command, prepareChange, runOf, seen } from './large-change.mjs';
import { chance } from './random.mjs';

const { values: options } = parseArgs({
  options: {
    moments: { type: 'string', default: '50' },
    renames: { type: 'string', default: '9' },
    seed: { type: 'string', default: '1' },
  },
});
const HOOK = fileURLToPath(new URL('kill-after-renames.cjs', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-kill-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const random = chance(Number(options.seed));
const [old, wanted, project] = ['old', 'new', 'project'].map((name) => join(scratch, name));
const api = join(scratch, 'changed.json');
const app = runOf(api);
const next = [['check', '--openapi', api], [...app, '--dry-run'], app];

await prepareChange(old, api);
cpSync(old, wanted, { recursive: true });
const started = Date.now();
await command(wanted, app).ended;
const length = Date.now() - started;
const [before, after] = [seen(old), seen(wanted)];
if (before === after) throw new Error('nothing changed: this would prove nothing');

const tally = { old: 0, new: 0, mixed: 0 };
const wrong = [];
for (let moment = 0; moment < Number(options.moments); moment += 1) {
  const at = random.below(length * 1.1);
  const { child, ended } = fresh([]);
  const timer = setTimeout(() => child.kill('SIGKILL'), at);
  await ended;
  clearTimeout(timer);
  const state = stateOf(project);
  tally[state] += 1;
  await settled(`after ${at} ms (${state})`, app);
}
const counted = { old: 0, new: 0, mixed: 0 };
for (let renames = 1; renames <= Number(options.renames); renames += 1) {
  await fresh(['--require', HOOK], { KILLED_AFTER_RENAMES: String(renames) }).ended;
  const state = stateOf(project);
  counted[state] += 1;
  if (state !== 'mixed')
    wrong.push(`killed after ${renames} renames: the tree is ${state}, so that this proves nothing`);
  await settled(`after ${renames} renames`, next[renames % next.length], state);
}
console.log(`a run takes ${length} ms`);
console.log(`${options.moments} random moments: ${tally.old} old, ${tally.new} new, ${tally.mixed} mixed`);
console.log(`${options.renames} moments between two renames: ${counted.mixed} mixed, as it has to be`);
for (const line of wrong) console.log(line);
const tried = Number(options.moments) + Number(options.renames);
console.log(`whole after the next command: ${tried - wrong.length} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;

/** A run on a copy of the old tree. */
function fresh(node, env = {}) {
  rmSync(project, { recursive: true, force: true });
  cpSync(old, project, { recursive: true });
  return command(project, app, { node, env });
}

/** The next command, and what is then there. */
async function settled(when, args, state = null) {
  const isHalf = existsSync(join(project, '.fastapi-mcp', 'journal.json'));
  const said = await command(project, args).ended;
  const left = readdirSync(join(project, '.fastapi-mcp')).filter((name) => /journal|staging|^lock/.test(name));
  const problem =
    stateOf(project) !== 'new' || left.length > 0
      ? `wrong after ${args[0]} ${args.at(-1)}: ${stateOf(project)} ${left}`
      : isHalf && !said.includes('an earlier run was interrupted while it wrote; its work was finished')
        ? `${args[0]} did not say that it finished it`
        : state === 'mixed' && !isHalf
          ? 'mixed, and no journal says so'
          : null;
  if (problem !== null) wrong.push(`killed ${when}: ${problem}`);
}

function stateOf(folder) {
  const found = seen(folder);
  return found === before ? 'old' : found === after ? 'new' : 'mixed';
}
