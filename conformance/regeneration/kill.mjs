/**
 * `kill -9` at random moments of a run that changes many files, and what a reader then finds, before and after the next
 * run.
 *
 *     node conformance/regeneration/kill.mjs [--moments 50] [--seed 1]
 *
 * Straight after the kill the tree is the old one or the new one, byte for byte, unless the kill fell into the renames
 * themselves (said as `mixed`); after the next run it always is the new one, and nothing of the killed run is left.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bin } from '../matrix/prepare.mjs';
import { chance } from './random.mjs';
import { unpackReleased } from './released.mjs';
import { fingerprint, pathsIn } from './tree.mjs';

const { values: options } = parseArgs({
  options: { moments: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-kill-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const random = chance(Number(options.seed));
const [old, wanted, project] = ['old', 'new', 'project'].map((name) => join(scratch, name));

unpackReleased('0.1.0-pattern-3', old);
await run(old, ['--openapi', 'openapi.json']).ended;
const contract = JSON.parse(readFileSync(join(old, 'openapi.json'), 'utf8'));
for (const item of Object.values(contract.paths))
  for (const operation of Object.values(item)) operation.description = 'Says something else.';
const api = join(scratch, 'changed.json');
writeFileSync(api, JSON.stringify(contract));
cpSync(old, wanted, { recursive: true });
const started = Date.now();
await run(wanted, ['--openapi', api]).ended;
const length = Date.now() - started;
const [before, after] = [seen(old), seen(wanted)];
if (before === after) throw new Error('nothing changed: this would prove nothing');

const tally = { old: 0, new: 0, mixed: 0 };
const wrong = [];
for (let moment = 0; moment < Number(options.moments); moment += 1) {
  rmSync(project, { recursive: true, force: true });
  cpSync(old, project, { recursive: true });
  const { child, ended } = run(project, ['--openapi', api]);
  // The later half is where files are written; a timer alone would mostly kill what has not begun.
  const at = random.below(length * 1.1);
  const timer = setTimeout(() => child.kill('SIGKILL'), at);
  await ended;
  clearTimeout(timer);
  const found = seen(project);
  const state = found === before ? 'old' : found === after ? 'new' : 'mixed';
  tally[state] += 1;
  await run(project, ['--openapi', api]).ended;
  const left = readdirSync(join(project, '.fastapi-mcp')).filter((name) => /journal|staging|^lock/.test(name));
  if (seen(project) !== after || left.length > 0)
    wrong.push(`killed after ${at} ms (${state}): wrong after the next run ${left}`);
}
console.log(
  `a run takes ${length} ms; straight after the kill: ${tally.old} old, ${tally.new} new, ${tally.mixed} mixed`,
);
for (const line of wrong) console.log(line);
console.log(`after the next run: ${Number(options.moments) - wrong.length} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;

/** What a reader sees: every file but those that a run needs for itself. */
function seen(folder) {
  return fingerprint(
    folder,
    pathsIn(folder).filter((path) => !/^\.fastapi-mcp\/(journal|staging|lock)/.test(path)),
  );
}

function run(cwd, args) {
  const child = spawn(process.execPath, [bin, 'app', '--yes', '--skip-install', '--output', '.', ...args], {
    cwd,
    stdio: 'ignore',
  });
  return { child, ended: once(child, 'close') };
}
