/**
 * Load on an emitted Pattern 4 server in front of the patched example backend; every answer is checked.
 *
 *     node conformance/load/run.mjs [--quick | --full] [--only isolation|callers|soak] [--report FILE]
 *
 * By default a few minutes. `--full` is for a quiet machine: 2 × 50,000 calls, 100 and 1,000 callers, a soak of 10 minutes.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { cleanEnv, conformance, prepare } from '../matrix/prepare.mjs';
import { generate, projectPython, sync } from '../matrix/stages.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    full: { type: 'boolean' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
  },
});

/** p99 is a promise about an idle machine: only the full size holds the server to it. */
const SIZES = {
  quick: [['isolation', '--calls', '200', '--callers', '20']],
  usual: [
    ['isolation', '--calls', '2500', '--callers', '20'],
    ['callers', '--callers', '100', '--calls', '1000', '--p99', '60'],
    ['callers', '--callers', '1000', '--calls', '1000', '--p99', '60'],
    ['soak', '--minutes', '1', '--callers', '20'],
  ],
  full: [
    ['isolation', '--calls', '50000', '--callers', '50'],
    ['callers', '--callers', '100', '--calls', '5000'],
    ['callers', '--callers', '1000', '--calls', '10000', '--p99', '60'],
    ['soak', '--minutes', '10', '--callers', '50'],
  ],
};

const size = options.full ? 'full' : options.quick ? 'quick' : 'usual';
const { scratch, uv, backendPython } = await prepare('load');
const project = { pattern: '4', structure: 'b', identity: 'gateway' };
const { server, backend } = await generate({ project, folder: join(scratch, 'pattern-4'), backendPython });
await sync(uv, server);

const results = [];
for (const [kind, ...how] of SIZES[size].filter(([kind]) => kind.includes(options.only))) {
  const target = ['--server', server, '--backend', backend, '--backend-python', backendPython];
  const args = ['-m', 'load', kind, ...target, ...how];
  const { output } = await run(projectPython(server), args, {
    cwd: conformance,
    env: cleanEnv,
    quiet: true,
    allowFailure: true,
  });
  const line = output.split('\n').findLast((text) => text.startsWith('{"kind"'));
  const result = line ? JSON.parse(line) : { kind, ok: false, output: output.slice(-3000) };
  results.push(result);
  console.log(`${result.ok ? '✔' : '✖'} ${JSON.stringify(result)}`);
}
const failed = results.filter(({ ok }) => !ok).length;
finish({ passed: results.length - failed, failed, file: options.report, details: { results } });
