/**
 * `--response-cache` live: whose an answer is, how long it is used, what a write does to it, and two replicas with Redis
 * and after it has gone.
 *
 *     node conformance/cached/run.mjs [--report FILE]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, runTwice } from '../../scripts/run.mjs';
import { checklist } from '../matrix/finish.mjs';
import { bin, cleanEnv, conformance, prepare } from '../matrix/prepare.mjs';
import { projectPython, sync } from '../matrix/stages.mjs';

const { values: options } = parseArgs({ options: { report: { type: 'string' } } });
const { note, end } = checklist();
const { scratch, uv, backendPython } = await prepare('cached');
const server = join(scratch, 'mcp-server');
const how = ['--yes', '--skip-install', '--pattern', '1', '--structure', 'b', '--response-cache', '--redis'];
const backend = ['--app', 'how_long:app', '--backend', join(conformance, 'backends'), '--python', backendPython];
await run(process.execPath, [bin, 'app', ...how, '--name', 'cached', '--output', server, ...backend], {
  cwd: scratch,
  env: cleanEnv,
  quiet: true,
});
await sync(uv, server);
await runTwice(uv, ['pip', 'install', '--quiet', '--python', projectPython(server), 'fastapi>=0.115'], {
  env: cleanEnv,
  quiet: true,
});
const onLine = (line) => {
  const event = JSON.parse(line);
  if (event.event === 'check') note(`${event.group}: ${event.name}`, event.ok, event.detail);
  else if (event.event !== 'summary') console.log(`  ${line}`);
};
const { code, output } = await run(projectPython(server), ['-m', 'cached', '--server', server], {
  cwd: conformance,
  env: cleanEnv,
  onLine,
  allowFailure: true,
});
if (code !== 0) note('runs to its end', false, output.slice(-2000));
end(options.report);
