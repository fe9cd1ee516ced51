/**
 * The fault matrix: each pattern over both transports, in front of a backend that refuses, hangs, resets, drips, lies,
 * redirects, forgets its callers and restarts; every call must end in the right one of the seven errors, after the
 * promised number of attempts, and give nothing away.
 *
 *     node conformance/faults/run.mjs [--quick] [--only TEXT] [--report FILE]
 *
 * `--quick` is what CI runs: two cells. Ends with a table; exit code 1 when anything failed.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { limit } from '../matrix/limit.mjs';
import { cleanEnv, conformance, prepare } from '../matrix/prepare.mjs';
import { generate, projectPython, sync } from '../matrix/stages.mjs';
import { table } from '../matrix/table.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string', default: '' }, report: { type: 'string' } },
});

/** Over HTTP Patterns 1 and 4 serve many users behind a gateway, 2 and 3 their credential's owner. */
const TRANSPORTS = { stdio: 'fixed', 'streamable-http': 'gateway' };
const QUICK = ['4 stdio', '2 streamable-http'];
const cells = ['1', '2', '3', '4']
  .flatMap((pattern) =>
    Object.keys(TRANSPORTS).map((transport) => ({ pattern, transport, id: `${pattern} ${transport}` })),
  )
  .filter(({ id }) => id.includes(options.only) && (!options.quick || QUICK.includes(id)));
const atOnce = limit(4); // a cell waits for time-outs most of the time
const building = limit(2);
const { scratch, uv, backendPython } = await prepare('faults');

const projects = new Map();
for (const { pattern } of cells)
  if (!projects.has(pattern))
    projects.set(
      pattern,
      building(() => project(pattern)),
    );
const rows = await Promise.all(
  cells.map((cell) => projects.get(cell.pattern).then((made) => atOnce(() => suffer(cell, made)))),
);
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
for (const { id, wrong, output } of rows.filter(({ failed }) => failed > 0)) {
  console.log(`\n✖ Pattern ${id}:\n${(wrong.join('\n') || output).slice(-6000)}`);
}
console.log(
  `\n${table(
    ['pattern', 'checks', 'failed', 'seconds'],
    rows.map(({ id, passed, failed, seconds }) => [id, String(passed + failed), String(failed), seconds.toFixed(0)]),
  )}`,
);
finish({ passed: sum('passed'), failed: sum('failed'), file: options.report, details: { rows } });

async function project(pattern) {
  const structure = pattern === '4' ? 'b' : 'a';
  const made = await generate({
    project: { pattern, structure, identity: 'fixed' },
    folder: join(scratch, `pattern-${pattern}`),
    backendPython,
  });
  await sync(uv, made.server);
  return made;
}

async function suffer({ id, pattern, transport }, { server, backend }) {
  const started = Date.now();
  const events = [];
  const target = ['--server', server, '--backend', backend, '--backend-python', backendPython];
  const how = ['--pattern', pattern, '--transport', transport, '--identity', TRANSPORTS[transport]];
  const { code, output } = await run(projectPython(server), ['-m', 'faults', ...target, ...how], {
    cwd: conformance,
    env: cleanEnv,
    quiet: true,
    allowFailure: true,
    onLine: (line) => events.push(parsed(line)),
  });
  const summary = events.find((event) => event?.event === 'summary') ?? { passed: 0, failed: 0 };
  const wrong = events
    .filter((event) => event?.ok === false || event?.event === 'broken')
    .map((event) => JSON.stringify(event));
  const failed = Math.max(summary.failed, code === 0 && summary.passed > 0 ? 0 : 1);
  const seconds = (Date.now() - started) / 1000;
  console.log(`${failed === 0 ? '✔' : '✖'} Pattern ${id}  ${summary.passed} checks  ${seconds.toFixed(1)} s`);
  return { id, passed: summary.passed, failed, seconds, wrong, output };
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
