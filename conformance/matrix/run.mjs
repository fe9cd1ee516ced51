/**
 * For each pattern × structure × identity: generate, `uv sync`, ruff, mypy --strict, the emitted tests, then real calls.
 *
 *     node conformance/matrix/run.mjs [--quick] [--only TEXT] [--report FILE]
 *
 * `--only` takes the projects whose id contains TEXT. Ends with a table; exit code 1 when anything failed.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { full, quick } from './cells.mjs';
import { finish } from './finish.mjs';
import { limit } from './limit.mjs';
import { prepare } from './prepare.mjs';
import { auditLog, CHECKS, check, checkDriver, drive, generate, sync } from './stages.mjs';
import { table } from './table.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string', default: '' }, report: { type: 'string' } },
});
const projects = (options.quick ? quick : full).filter(({ id }) => id.includes(options.only));
const atOnce = limit(2);
const started = Date.now();
const { scratch, uv, backendPython } = await prepare('matrix');

const rows = await Promise.all(projects.map(runProject));
const outcomes = rows.flatMap(({ outcomes }) => outcomes);
const tally = {
  passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
  failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
};
for (const { stage, output, id } of outcomes.filter(({ ok }) => !ok)) {
  console.log(`\n✖ ${id}, ${stage}:\n${output.slice(-6000)}`);
}
const stages = ['generate', 'sync', ...Object.keys(CHECKS)];
console.log(`\n${table(['project', ...stages, 'live'], rows.map(shown))}`);
const remark = ` in ${((Date.now() - started) / 1000).toFixed(0)} s`;
finish({ ...tally, file: options.report, details: { outcomes }, remark });

/** A project's stages in order; those after a failed `generate` or `sync` are not tried. */
async function runProject(project) {
  const folder = join(scratch, project.id);
  const outcomes = [];
  const stage = (name, action) => recorded({ outcomes, id: project.id, name }, action);
  const made = await stage('generate', async () => ({
    ...(await generate({ project, folder, backendPython })),
    ok: true,
  }));
  const synced = made.ok && (await stage('sync', async () => ({ ...(await sync(uv, made.server)), ok: true })));
  if (!synced?.ok) return { project, outcomes };
  await Promise.all([
    ...Object.keys(CHECKS).map((name) => stage(name, () => check(name, { uv, server: made.server }))),
    ...(project === projects[0] ? [stage('the driver itself', () => checkDriver({ uv, server: made.server }))] : []),
    ...project.live.map((live) =>
      stage(`${live.identity}/${live.transport}`, () => drive({ project, live, ...made, backendPython })),
    ),
  ]);
  // After the calls, so that there is something to find.
  if (project.plugin) await stage('audit', () => auditLog(made.server));
  return { project, outcomes };
}

/** Runs a stage when there is room for it, notes how it went, and says so. */
async function recorded({ outcomes, id, name }, action) {
  return atOnce(async () => {
    const start = Date.now();
    let outcome;
    try {
      outcome = { passed: 1, failed: 0, output: '', ...(await action()) };
    } catch (error) {
      outcome = { ok: false, passed: 0, failed: 1, output: error.message };
    }
    const seconds = (Date.now() - start) / 1000;
    const { ok, passed, failed, output } = outcome;
    outcomes.push({ id, stage: name, ok, passed, failed, seconds, output });
    console.log(`${ok ? '✔' : '✖'} ${id}  ${name}  ${seconds.toFixed(1)} s`);
    return outcome;
  });
}

function shown({ project, outcomes }) {
  const cell = (name) => {
    const outcome = outcomes.find(({ stage }) => stage === name);
    if (!outcome) return '·';
    return outcome.ok ? `✔${outcome.passed > 1 ? ` ${outcome.passed}` : ''}` : `✖ ${outcome.failed}`;
  };
  const live = project.live.map(
    ({ identity, transport }) => `${identity}/${transport} ${cell(`${identity}/${transport}`)}`,
  );
  return [project.id, ...stages.map(cell), live.join('  ')];
}
