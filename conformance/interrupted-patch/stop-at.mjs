/**
 * Preloaded into the command line: stops it at the Nth change of a file under FOLDER.
 *
 * STOP_HOW: `kill` (SIGKILL before the change), `torn` (SIGKILL in the middle of a write), `full` (the disk is full from
 * there on: what needs room fails, renames and removals do not), `count` (only counts, and tells on file descriptor 3).
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { FOLDER, STOP_HOW } = process.env;
const stopAt = Number(process.env.STOP_AT ?? 0);
const CHANGES = [
  'writeFileSync',
  'mkdirSync',
  'renameSync',
  'linkSync',
  'copyFileSync',
  'rmSync',
  'rmdirSync',
  'chmodSync',
];
const NEEDS_ROOM = new Set(['writeFileSync', 'mkdirSync', 'linkSync', 'copyFileSync']);
let count = 0;

for (const name of CHANGES) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (!args.slice(0, 2).some((path) => typeof path === 'string' && path.startsWith(FOLDER))) return real(...args);
    count += 1;
    if (STOP_HOW === 'full' && count >= stopAt && NEEDS_ROOM.has(name)) {
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' });
    }
    if (count === stopAt && STOP_HOW === 'torn' && name === 'writeFileSync') {
      real(args[0], args[1].slice(0, args[1].length >> 1), args[2]);
    }
    if (count === stopAt && (STOP_HOW === 'kill' || STOP_HOW === 'torn')) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}
syncBuiltinESMExports();
if (STOP_HOW === 'count') process.on('exit', () => fs.writeSync(3, String(count)));
