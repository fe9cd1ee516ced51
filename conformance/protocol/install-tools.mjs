/** The suite and the inspector need Node 22: they, and where needed a Node, are installed at run time, outside the workspace. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prerequisites.mjs';
import { runTwice } from '../../scripts/run.mjs';
import { eras, inspector } from './scenarios.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const newEnough = major > 22 || (major === 22 && minor >= 19);

/** @returns {Promise<{ node: string, packages: string }>} a Node ≥ 22.19, and the folder of the installed packages */
export async function installTools() {
  const home = join(root, 'node_modules', '.cache', 'mcp-protocol');
  const packages = join(home, 'node_modules');
  const ownNode = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const node = newEnough
    ? process.execPath
    : join(packages, ownNode, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const wanted = [
    inspector,
    ...eras.map(({ alias, package: name }) => `${alias}@npm:${name}`),
    ...(newEnough ? [] : [`${ownNode}@22`]),
  ];
  const done = join(home, `installed-${wanted.join(' ').replace(/[^\w.-]+/g, '_')}`);
  if (existsSync(done)) return { node, packages };
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  await runTwice('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...wanted], {
    cwd: home,
    quiet: true,
  });
  writeFileSync(done, '');
  return { node, packages };
}
