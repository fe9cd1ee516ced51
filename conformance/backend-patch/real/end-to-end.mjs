/** Two people at a generated server in front of the patched backend. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../scripts/run.mjs';
import { bin, cleanEnv, conformance } from '../../matrix/prepare.mjs';
import { projectPython, sync } from '../../matrix/stages.mjs';
import { plain } from './environment.mjs';

const script = fileURLToPath(new URL('two_users.py', import.meta.url));

/**
 * Generates a server from the contract that the backend answered with, starts both, and lets two people at it.
 *
 * @returns {Promise<{ line: string, problems: string[] }>}
 */
export async function endToEnd({ uv, home, place, backend, contract }) {
  const server = join(home, 'mcp-server');
  const file = join(place.data, 'openapi.json');
  writeFileSync(file, JSON.stringify(contract));
  // A file that is gone would be taken for one that its owner removed.
  for (const name of existsSync(server) ? readdirSync(server) : [])
    if (name !== '.venv') rmSync(join(server, name), { recursive: true, force: true });
  const args = ['app', '--openapi', file, '--pattern', '4', '--identity', 'gateway', '--name', 'conformance-mcp'];
  await run(
    process.execPath,
    [bin, ...args, '--output', server, '--yes', '--force', '--skip-install', ...(backend.life.flags ?? [])],
    { cwd: home, env: cleanEnv, quiet: true },
  );
  await sync(uv, server);
  const job = join(place.data, 'job.json');
  const { life, lifespan = 'auto', name, unknown = '00000000-0000-4000-8000-000000000000' } = backend;
  const users = makeUsers(place, backend);
  const token = /^SERVICE_AUTH_TOKEN=(.+)$/m.exec(textOf(join(place.folder, '.env')))?.[1];
  const env = Object.fromEntries(Object.entries(place.env).filter(([, value]) => value !== undefined));
  writeFileSync(
    job,
    JSON.stringify({
      name,
      life,
      lifespan,
      unknown,
      users,
      token,
      server,
      python: place.python,
      folder: place.folder,
      env,
    }),
  );
  const { output } = await run(projectPython(server), [script, job], {
    cwd: conformance,
    env: { ...cleanEnv, PYTHONPATH: conformance },
    quiet: true,
    allowFailure: true,
  });
  const events = output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const failed = events.filter(({ event, ok }) => event === 'check' && !ok);
  const logs = events
    .filter(({ event }) => event === 'log')
    .map(({ name: log, tail }) => `${log}: ${tail.slice(-1500)}`);
  const { passed = 0 } = events.at(-1) ?? {};
  const problems = failed.map(({ name: what, detail }) => `end to end: ${what}: ${detail}`);
  if (passed === 0) problems.push(`end to end: no summary: ${output.slice(-2000)}`);
  return { line: `${passed} checks`, problems: problems.length > 0 ? [...problems, ...logs] : [] };
}

/** A file's text; empty where there is none. */
function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Two accounts, made by the backend's own code: an id each, and what is theirs already. */
function makeUsers({ python, folder, env }, { users, standIns = [] }) {
  const { status, stdout, stderr } = spawnSync(python, ['-c', [...standIns, users].join('\n')], {
    cwd: folder,
    env: plain(env),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`no users: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)).map((each) =>
    typeof each === 'object' ? each : { id: String(each), made: '' },
  );
}
