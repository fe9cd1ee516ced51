/** Who runs the commands, each with a home and a folder to work in. */
import { chownSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The user that `yo` becomes when root starts it: home and folder must be theirs. */
const ORDINARY = 1000;

/** Root and an ordinary user where we are root, else only whoever we are. */
export function users(scratch) {
  const areRoot = process.getuid?.() === 0;
  if (!areRoot) return [makeUser(scratch, { name: 'ordinary user' })];
  return [
    makeUser(scratch, { name: 'root', owner: ORDINARY }),
    makeUser(scratch, { name: 'ordinary user', owner: ORDINARY, identity: { uid: ORDINARY, gid: ORDINARY } }),
  ];
}

function makeUser(scratch, { name, owner, identity }) {
  const folder = join(scratch, name.replace(' ', '-'));
  const home = join(folder, 'home');
  const work = join(folder, 'work');
  for (const each of [folder, home, work]) {
    mkdirSync(each);
    if (owner !== undefined) chownSync(each, owner, owner);
  }
  return { name, home, work, owner, identity };
}

/** A folder of the user's own. */
export function makeFolder({ work, owner }, name) {
  const folder = join(work, name);
  mkdirSync(folder);
  if (owner !== undefined) chownSync(folder, owner, owner);
  return folder;
}

/**
 * A shell that knows the prefix and nothing of this checkout: no settings of npm, of the outer user or of ours; and no
 * network, so that nothing published is tested by mistake.
 */
export function environment({ home }, prefix) {
  const mine = /^(npm_|NODE_|MCP_|BACKEND_|SERVICE_|SUDO_|XDG_|CI$)/i;
  const forgotten = Object.keys(process.env).filter((name) => mine.test(name));
  return {
    ...Object.fromEntries(forgotten.map((name) => [name, undefined])),
    HOME: home,
    PATH: [join(prefix, 'node_modules', '.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    NO_UPDATE_NOTIFIER: '1',
  };
}
