/**
 * `mount(app)` in a real backend: the emitted server answers from the backend's own process, for two people, every
 * answer checked.
 *
 *     node conformance/mounted/run.mjs [--calls N] [--report FILE]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, runTwice } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { bin, cleanEnv, conformance, prepare, sourceOf } from '../matrix/prepare.mjs';
import { projectPython, sync } from '../matrix/stages.mjs';

const { values: options } = parseArgs({
  options: { calls: { type: 'string', default: '50' }, report: { type: 'string' } },
});
const { scratch, uv, backendPython } = await prepare('mounted');
const folder = join(scratch, 'pattern-1');
const server = join(folder, 'mcp-server');
const source = await sourceOf({ pattern: '1', folder, backendPython });
const how = ['--yes', '--skip-install', '--name', 'conformance-mcp', '--pattern', '1', '--structure', 'b', '--mount'];
await run(process.execPath, [bin, 'app', ...how, '--output', server, ...source.options], {
  cwd: folder,
  env: cleanEnv,
  quiet: true,
});
await sync(uv, server);
// The other way round from life, where the backend's environment takes the server's dependencies: one environment, both.
await runTwice(uv, ['pip', 'install', '--quiet', '--python', projectPython(server), 'fastapi>=0.115'], {
  env: cleanEnv,
  quiet: true,
});
const { code, output } = await run(
  projectPython(server),
  ['-m', 'mounted', '--server', server, '--calls', options.calls],
  {
    cwd: conformance,
    env: cleanEnv,
    quiet: true,
    allowFailure: true,
  },
);
const ok = code === 0;
console.log(output.trim().split('\n').at(-1));
finish({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, file: options.report });
