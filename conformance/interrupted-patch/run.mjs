/**
 * Stops the patch of a backend at every change that it makes to a file: by SIGKILL before it, by SIGKILL in the middle of a
 * write, by a disk that is full from there on.
 *
 *     node conformance/interrupted-patch/run.mjs [--every N] [--undo] [--report FILE]
 *
 * After a kill the tree is wholly old, wholly new, or has a journal that the next run of any command finishes; after that
 * run it is wholly new, byte for byte what a run that nobody stopped writes. After a full disk it is wholly old at once.
 * `--every N` tries each Nth place; `--undo` stops the way back instead.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/prerequisites.mjs';
import { finish } from '../matrix/finish.mjs';

const { values: options } = parseArgs({
  options: { every: { type: 'string', default: '1' }, undo: { type: 'boolean' }, report: { type: 'string' } },
});
const bin = join(root, 'packages/generator-fastapi-mcp/bin/fastapi-mcp.js');
const shape = join(root, 'conformance/backend-patch/shapes/template');
const preload = fileURLToPath(new URL('stop-at.mjs', import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'fastapi-mcp-interrupted-')));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const TOKEN = 'the-service-token-of-this-trial-0123456789';

/** A backend, and a server's folder with a token; what a run is to start from. */
function place(folder) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(shape, join(folder, 'backend'), { recursive: true, filter: (path) => !path.includes('__pycache__') });
  mkdirSync(join(folder, 'mcp-server'));
  writeFileSync(join(folder, 'mcp-server/.env'), `SERVICE_AUTH_TOKEN=${TOKEN}\n`, { mode: 0o600 });
}

function patch(folder, stop = {}, ...flags) {
  const env = { ...process.env, FOLDER: folder, STOP_HOW: 'none', ...stop };
  const args = ['--import', preload, bin, 'backend', '--backend', 'backend', ...flags];
  return spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
}

/** Every file with its bytes and mode; our own folder apart. */
function tree(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const all = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  const said = all.map((file) => [
    relative(folder, file),
    (statSync(file).mode & 0o777).toString(8),
    readFileSync(file, 'base64'),
  ]);
  return {
    sources: JSON.stringify(said.filter(([path]) => !path.includes('.fastapi-mcp/'))),
    all: JSON.stringify(said),
  };
}

const flags = options.undo ? ['--undo'] : [];
const start = join(scratch, 'start');
place(start);
if (options.undo) patch(start);
const old = tree(start);
const whole = join(scratch, 'trial');
/** Each trial in one and the same folder, so that no path differs. */
const begin = () => {
  rmSync(whole, { recursive: true, force: true });
  cpSync(start, whole, { recursive: true });
};
begin();
const counted = patch(whole, { STOP_HOW: 'count' }, ...flags);
const changes = Number(counted.output[3]);
const done = tree(whole);
if (counted.status !== 0 || !(changes > 10) || done.sources === old.sources)
  throw new Error(`no trial: ${counted.stderr}`);

const tally = { old: 0, done: 0, between: 0, passed: 0, failed: 0 };
const wrong = (what) => {
  tally.failed += 1;
  console.log(`✖ ${what}`);
};
for (let at = 1; at <= changes; at += Number(options.every)) {
  for (const how of ['kill', 'torn', 'full']) trial(at, how);
}
console.log(
  `${changes} changes of files; right after a kill: ${tally.old} wholly old, ${tally.done} wholly new, ${tally.between} with a journal`,
);
finish({ ...tally, file: options.report, details: tally });

function trial(at, how) {
  begin();
  const stopped = patch(whole, { STOP_AT: String(at), STOP_HOW: how }, ...flags);
  const now = tree(whole);
  const where = `${how} at ${at} of ${changes}`;
  if (how === 'full') {
    // From the last write on there is nothing left that needs room: the run comes to its end.
    if (stopped.status === 0 ? now.sources !== done.sources : now.all !== old.all)
      return wrong(`${where}: ${stopped.stderr}`);
    if (stopped.status !== 0 && !stopped.stderr.includes('the disk is full'))
      return wrong(`${where}: ${stopped.stderr}`);
    tally.passed += 1;
    return;
  }
  if (stopped.signal !== 'SIGKILL') return wrong(`${where}: it was not stopped`);
  const state = now.sources === old.sources ? 'old' : now.sources === done.sources ? 'done' : 'between';
  tally[state] += 1;
  const journal = existsSync(join(whole, 'backend/.fastapi-mcp/journal.json'));
  if (state === 'between' && !journal) return wrong(`${where}: half written, and no journal`);
  const again = patch(
    whole,
    {},
    ...(options.undo && existsSync(join(whole, 'backend/.fastapi-mcp/backend-undo')) ? flags : []),
  );
  const after = tree(whole);
  if (after.sources !== done.sources) return wrong(`${where}: not put right by the next run: ${again.stderr}`);
  tally.passed += 1;
}
