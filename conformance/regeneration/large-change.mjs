/** A project, and a change of its API that touches most of its files: what a run is disturbed in. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin } from '../matrix/prepare.mjs';
import { unpackReleased } from './released.mjs';
import { fingerprint, pathsIn } from './tree.mjs';

/** The command that brings a project to the state of an API. */
export function runOf(api) {
  return ['app', '--yes', '--skip-install', '--output', '.', '--openapi', api];
}

/** Writes an up-to-date project into `folder`, and into `api` its document with every description changed. */
export async function prepareChange(folder, api) {
  unpackReleased('0.1.0-pattern-3', folder);
  await command(folder, runOf('openapi.json')).ended;
  const contract = JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8'));
  for (const item of Object.values(contract.paths))
    for (const operation of Object.values(item)) operation.description = 'Says something else.';
  writeFileSync(api, JSON.stringify(contract));
}

/** `fastapi-mcp`, and what it says once it has ended. */
export function command(cwd, args, { node = [], env = {} } = {}) {
  const child = spawn(process.execPath, [...node, bin, ...args], { cwd, env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return { child, ended: once(child, 'close').then(() => said) };
}

/** What a reader sees: every file but those that a run needs for itself. */
export function seen(folder) {
  return fingerprint(
    folder,
    pathsIn(folder).filter((path) => !/^\.fastapi-mcp\/(journal|staging|lock)/.test(path)),
  );
}
