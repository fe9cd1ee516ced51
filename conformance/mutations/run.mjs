/**
 * Breaks the emitted code on purpose, one break at a time, and expects the emitted tests to notice.
 *
 *     node conformance/mutations/run.mjs [--only TEXT] [--report FILE]
 *
 * Exit code 1 when a break survives, or when its text no longer occurs exactly once.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { limit } from '../matrix/limit.mjs';
import { cleanEnv, prepare } from '../matrix/prepare.mjs';
import { countPytest, generate, projectPython, sync } from '../matrix/stages.mjs';
import { table } from '../matrix/table.mjs';
import { mutations } from './mutations.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, report: { type: 'string' } },
});
const chosen = mutations.filter(({ name, project }) => `${project} ${name}`.includes(options.only));
const atOnce = limit(2);
const { scratch, uv, backendPython } = await prepare('mutations');

/** What the breaks of a project need beside its defaults. */
const FLAGS = { 'pattern-3': ['--response-cache'], 'pattern-4': ['--response-cache'] };
const projects = new Map(
  await Promise.all([...new Set(chosen.map(({ project }) => project))].map(async (id) => [id, await pristine(id)])),
);
const rows = await Promise.all(chosen.map((mutation, index) => atOnce(() => attempt(mutation, index))));
const survived = rows.filter(({ caught }) => !caught);

console.log(
  `\n${table(
    ['break', 'project', 'tests', ''],
    rows.map(({ mutation, caught, why }) => [mutation.name, mutation.project, caught ? 'red' : 'GREEN', why]),
  )}`,
);
finish({ passed: rows.length - survived.length, failed: survived.length, file: options.report, details: { rows } });

/** An unbroken project, whose tests are green: otherwise red tests would prove nothing. */
async function pristine(id) {
  const pattern = id.slice('pattern-'.length);
  const identity = 'fixed';
  const folder = join(scratch, id);
  const { server } = await atOnce(() =>
    generate({ project: { pattern, structure: 'b', identity, flags: FLAGS[id] }, folder, backendPython }),
  );
  await atOnce(() => sync(uv, server));
  const { code, output } = await atOnce(() => emittedTests(server, server));
  if (code !== 0) throw new Error(`${id}: its tests are red before anything was broken\n${output.slice(-4000)}`);
  console.log(`✔ ${id} as emitted: ${countPytest(output).passed} tests green`);
  return server;
}

/** Runs the tests of `folder` in the environment of `server`; the first red one is enough, so the quick ones come first. */
function emittedTests(server, folder) {
  const args = ['-m', 'pytest', 'tests/contract', 'tests/unit', 'tests/integration', '-x', '-p', 'no:cacheprovider'];
  return run(projectPython(server), args, { cwd: folder, env: cleanEnv, quiet: true, allowFailure: true });
}

async function attempt(mutation, index) {
  const server = projects.get(mutation.project);
  const copy = join(scratch, `break-${index}`);
  cpSync(server, copy, { recursive: true, filter: (source) => !source.startsWith(join(server, '.venv')) });
  const file = join(copy, mutation.file);
  const source = readFileSync(file, 'utf8');
  const places = source.split(mutation.find).length - 1;
  const shown = (caught, why) => {
    console.log(`${caught ? '✔' : '✖'} ${mutation.name}: ${why}`);
    return { mutation, caught, why };
  };
  if (places !== 1) return shown(false, `its text occurs ${places} times in ${mutation.file}`);
  writeFileSync(
    file,
    source.replace(mutation.find, () => mutation.replace),
  );
  const { code, output } = await emittedTests(server, copy);
  // 1: tests ran and failed. A file that cannot even be imported would be a break of another kind.
  const first = output.match(/^FAILED (\S+)/m)?.[1] ?? '';
  return shown(code === 1 && first !== '', first || `pytest ended with ${code}`);
}
