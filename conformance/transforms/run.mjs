/**
 * Each verb of `mcp-tools.yaml`, and an overlay, live: an emitted server, the example backend, the MCP SDK's own client.
 *
 *     node conformance/transforms/run.mjs [--report FILE]
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { bin, cleanEnv, conformance, prepare, sourceOf } from '../matrix/prepare.mjs';
import { projectPython, sync } from '../matrix/stages.mjs';

const { values: options } = parseArgs({ options: { report: { type: 'string' } } });
const { scratch, uv, backendPython } = await prepare('transforms');
const folder = join(scratch, 'pattern-3');
const server = join(folder, 'mcp-server');
const source = await sourceOf({ pattern: '3', folder, backendPython });
mkdirSync(server);
copyFileSync(join(conformance, 'transforms', 'mcp-tools.yaml'), join(server, 'mcp-tools.yaml'));
const how = ['--yes', '--skip-install', '--pattern', '3', '--structure', 'b', '--identity', 'fixed'];
const overlay = ['--overlay', join(conformance, 'transforms', 'overlay.yaml')];
await run(process.execPath, [bin, 'app', ...how, ...overlay, '--output', server, ...source.options], {
  cwd: folder,
  env: cleanEnv,
  quiet: true,
});
await sync(uv, server);
const args = ['--server', server, '--backend', source.backend, '--backend-python', backendPython];
const { code, output } = await run(projectPython(server), ['-m', 'transforms', ...args], {
  cwd: conformance,
  env: cleanEnv,
  quiet: true,
  allowFailure: true,
});
const events = output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
const checks = events.filter(({ event }) => event === 'check');
for (const { group, name, ok, detail } of checks)
  console.log(`${ok ? '✔' : '✖'} ${group}: ${name}${ok ? '' : `\n    ${detail}`}`);
const broken = code !== 0 && checks.every(({ ok }) => ok);
if (broken) console.log(output.slice(-3000));
const failed = checks.filter(({ ok }) => !ok).length + (broken || checks.length === 0 ? 1 : 0);
finish({ passed: checks.filter(({ ok }) => ok).length, failed, file: options.report, details: { checks } });
