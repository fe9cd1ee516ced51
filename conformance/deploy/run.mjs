/**
 * What the deploy plugin emits: manifests before real schema checkers, the image's steps in folders, a packed bundle.
 *
 *     node conformance/deploy/run.mjs [--go] [--replicas [--calls 2000]] [--report FILE]
 *
 * `--replicas` instead: two replicas behind nginx with Redis, a hundred callers, one replica killed halfway, and a limit
 * that both share. About a minute; nginx and redis-server must be on PATH (Debian: `apt install nginx-light redis-server`).
 * `--go` adds the check that needs Go: `server.json` against the MCP registry's own schema.
 */
import { cpSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, runTwice } from '../../scripts/run.mjs';
import { checklist } from '../matrix/finish.mjs';
import { cleanEnv, conformance, prepare } from '../matrix/prepare.mjs';
import { projectPython, sync } from '../matrix/stages.mjs';
import { exampleContract, loadContract, writeProject } from '../observability/project.mjs';
import { checkImage } from './image.mjs';
import { checkBundle, checkCheckers, checkManifests, installCheckers } from './manifests.mjs';
import { checkRegistryEntry } from './with-go.mjs';

const { values: options } = parseArgs({
  options: {
    go: { type: 'boolean', default: false },
    replicas: { type: 'boolean', default: false },
    calls: { type: 'string', default: '2000' },
    report: { type: 'string' },
  },
});
const PROJECTS = [
  { name: 'pattern 3', pattern: '3', identity: 'gateway' },
  { name: 'pattern 4, oauth, redis', pattern: '4', identity: 'oauth', redis: true },
  { name: 'pattern 2, structure A', pattern: '2', structure: 'a', identity: 'gateway' },
  { name: 'pattern 1', pattern: '1', identity: 'oauth' },
];
const { note, end } = checklist();
const { scratch, uv, backendPython } = await prepare('deploy');
const openapi = await exampleContract(scratch, backendPython);
if (options.replicas) await driveReplicas();
else await checkFiles();

end(options.report);

/** Files before checkers, then the bundle and the image's steps. */
async function checkFiles() {
  const checkers = await installCheckers(uv);
  const servers = [];
  for (const [index, { name, ...answers }] of PROJECTS.entries()) {
    const folder = join(scratch, `project-${index}`);
    const server = await writeProject({ openapi, folder, ci: true, ...answers });
    servers.push(server);
    await checkManifests({ name, server, checkers, note });
    if (options.go) await checkRegistryEntry({ name, server, scratch, checkers, note });
  }
  const [server] = servers;
  await checkCheckers({ server, scratch, checkers, note });
  await runTwice(uv, ['lock', '--quiet'], { cwd: server, env: cleanEnv, quiet: true });
  const shipped = join(scratch, 'shipped');
  cpSync(server, shipped, { recursive: true });
  await checkBundle({ server: shipped, scratch, checkers, note });
  if (process.platform !== 'win32') await checkImage({ server, scratch, uv, note });
}

/** With the emitted project's own interpreter. */
async function driveReplicas() {
  const contract = await loadContract(backendPython);
  const server = await writeProject({
    openapi: contract,
    folder: join(scratch, 'replicas'),
    pattern: '1',
    redis: true,
  });
  await sync(uv, server);
  const args = ['-m', 'replicas', '--server', server, '--backend-python', backendPython];
  const path = [conformance, join(conformance, 'observability'), join(conformance, 'deploy')].join(delimiter);
  const onLine = (line) => {
    const event = JSON.parse(line);
    if (event.event === 'check') note(`${event.group}: ${event.name}`, event.ok, event.detail);
    else if (event.event !== 'summary') console.log(`  ${line}`);
  };
  const { code, output } = await run(projectPython(server), [...args, '--calls', options.calls], {
    env: { ...cleanEnv, PYTHONPATH: path },
    onLine,
    allowFailure: true,
  });
  if (code !== 0) note('replicas: runs to its end', false, output.slice(-2000));
}
