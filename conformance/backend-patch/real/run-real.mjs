/** Patches copies of real backends and checks each from several sides; see the README beside this folder. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureUv } from '../../../scripts/prerequisites.mjs';
import { bin } from '../../matrix/prepare.mjs';
import { table } from '../../matrix/table.mjs';
import { backends } from './backends.mjs';
import { compareUses, oracleUses } from './compare-uses.mjs';
import { endToEnd } from './end-to-end.mjs';
import { filesOf, placeFor, setUp } from './environment.mjs';
import { startPostgres } from './postgres.mjs';
import { boot, counted, ownTests, proof } from './processes.mjs';

/**
 * @param {{ names: readonly string[], cache: string, also: string | undefined }} options `cache` keeps the virtual
 *   environments of earlier runs; `also` is a module with descriptions of further backends
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runReal({ names, cache, also }) {
  const further = also === undefined ? [] : (await import(pathToFileURL(resolve(also)).href)).backends;
  const known = [...backends, ...further];
  const unknown = names.filter((name) => !known.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`no such backend: ${unknown.join(', ')}`);
  const uv = await ensureUv({ quiet: true });
  const rows = [];
  for (const backend of known.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const row = await tried(uv, resolve(cache), backend);
    rows.push(row);
    console.log(
      `${row.problems.length === 0 ? '✔' : '✖'} ${row.cells.join(' · ')}${row.problems.map((each) => `\n    not so: ${each}`).join('')}`,
    );
  }
  console.log(
    `\n${table(
      HEADINGS,
      rows.map(({ cells }) => cells),
    )}`,
  );
  const failed = rows.filter(({ problems }) => problems.length > 0).length;
  return { passed: rows.length - failed, failed };
}

const HEADINGS = [
  'backend',
  'lines',
  'service reaches',
  'all uses: ours = oracle',
  'dependency',
  'found/rewritten',
  'boots',
  'own tests, before = after',
  'proof, of 6 routes',
  'two users',
  'result',
];

async function tried(uv, cache, backend) {
  let database;
  try {
    if (backend.postgres !== undefined) database = await startPostgres(uv, cache, backend.postgres);
    return await checkOne({ uv, cache, backend, socket: database?.socket });
  } catch (error) {
    return { cells: [backend.name, ...HEADINGS.slice(1).map(() => '–')], problems: [error.message] };
  } finally {
    await database?.stop();
  }
}

async function checkOne({ uv, cache, backend, socket }) {
  const problems = [];
  const expect = (what, holds) => void (holds || problems.push(what));
  const home = join(cache, backend.name);
  const place = await placeFor({ uv, home, backend, socket });
  const { folder, python } = place;
  const starts = backend.app !== null;
  const before = { files: filesOf(folder), uses: oracleUses(python, folder), boot: null, tests: null };
  if (starts) {
    setUp(place, backend);
    before.boot = boot(place, backend);
    expect(`it boots before: ${before.boot.error}`, before.boot.error === null);
  }
  before.tests = testsOf(place, backend);
  const compared = await compareUses(before.uses, folder);
  for (const kind of ['missed', 'wrong', 'extra'])
    expect(`${kind}: ${compared[kind].slice(0, 5).join('; ')}`, compared[kind].length === 0);
  const result = patch(folder, backend.flags ?? []);
  expect(
    `it is ${backend.expect}, not ${result.status}`,
    result.status === (backend.expect === 'refused' ? 'nothing-to-extend' : 'patched'),
  );
  expect(
    'what is refused is named: place, why, what to write',
    result.status === 'patched' || result.obstacles.length + result.unfollowed.length > 0,
  );
  for (const problem of usesAfter(result, before.uses, oracleUses(python, folder))) problems.push(problem);
  // Before two people have left something in its tables.
  const tests = testsOf(place, backend);
  if (tests !== null) {
    const differs = Object.keys({ ...before.tests, ...tests }).filter((name) => before.tests[name] !== tests[name]);
    expect(`its own tests say the same, but for ${differs.slice(0, 3).join(', ')}`, differs.length === 0);
    expect('its own tests ran, and some pass', Object.values(tests).includes('passed'));
  }
  const after = starts
    ? await afterwards({ uv, home, place, backend, before, isPatched: result.status === 'patched' })
    : null;
  problems.push(...(after?.problems ?? []));
  if (result.status === 'patched') {
    expect('a second run changes nothing', patch(folder, backend.flags ?? []).status === 'unchanged');
    rmSync(join(folder, '.pytest_cache'), { recursive: true, force: true });
    patch(folder, ['--undo']);
  }
  const back = filesOf(folder);
  // A database that a run of the backend left behind is not of the patch.
  const changed = [...new Set([...Object.keys(before.files), ...Object.keys(back)])].filter(
    (path) => before.files[path] !== back[path] && !(backend.leaves ?? LEFT_BEHIND).test(path),
  );
  expect(`the way back is byte-identical, but for ${changed.slice(0, 3).join(', ')}`, changed.length === 0);
  const lines = Object.keys(before.files)
    .filter((path) => path.endsWith('.py') && !(backend.sdist ?? []).some((part) => path.startsWith(part)))
    .reduce((sum, path) => sum + readFileSync(join(folder, path), 'utf8').split('\n').length, 0);
  const cells = [
    backend.name,
    String(lines),
    `${result.coverage?.after.filter(({ service }) => service).length ?? 0} of ${result.coverage?.after.length ?? 0}`,
    `${compared.agreed} of ${compared.found}, ${compared.reported} reported`,
    result.dependencies?.map(({ name }) => name).join(', ') || '–',
    rewritten(result),
    starts ? (after?.boots ?? '✖') : 'not started',
    tests === null ? '–' : counted(tests),
    after?.proof ?? '–',
    after?.twoUsers ?? '–',
    result.status ?? result.message ?? '?',
  ];
  return { cells, problems };
}

const LEFT_BEHIND = /\.(?:db|sqlite3?|log)(?:-\w+)?$/;

function testsOf(place, backend) {
  const tests = ownTests(place, backend);
  if (tests !== null) setUp(place, backend);
  return tests;
}

/** What only a backend that starts can show. */
async function afterwards({ uv, home, place, backend, before, isPatched }) {
  const problems = [];
  const expect = (what, holds) => void (holds || problems.push(what));
  const now = boot(place, backend);
  expect(`it boots after: ${now.error}`, now.error === null);
  expect('its contract is the same', now.digest === before.boot.digest);
  const suite = isPatched ? proof(place, backend) : null;
  expect(`the proof suite passes: ${suite?.tail}`, suite === null || suite.code === 0);
  // Fixtures of its own tests may have taken its tables away.
  if (backend.tests !== undefined) setUp(place, backend);
  const lives =
    isPatched && backend.life !== undefined && now.contract !== null
      ? await endToEnd({ uv, home, place, backend, contract: now.contract })
      : null;
  problems.push(...(lives?.problems ?? []));
  return {
    problems,
    boots: `${now.routes} paths`,
    proof: suite?.line,
    twoUsers: lives?.line,
  };
}

function rewritten({ dependencies, obstacles }) {
  return (
    dependencies
      ?.map(({ found, rewritten: places, through }) =>
        through === 'backend' ? `${found} routes, none to rewrite` : `${found}/${places.length}`,
      )
      .join(', ') || `${obstacles?.length ?? 0} reported`
  );
}

function patch(folder, flags) {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [bin, 'backend', '--backend', folder, '--json', '--force', ...flags],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`the patch printed no JSON: ${stderr.slice(-2000)}`);
  }
}

/** By the oracle: what depended on an extended dependency now depends on its extension, but for what was left. */
function usesAfter({ dependencies = [] }, before, after) {
  const count = (uses, name) =>
    uses.filter(
      ({ target, file }) => !file.endsWith('test_service_auth.py') && (target === name || target.endsWith(`.${name}`)),
    ).length;
  return dependencies
    .filter(({ through }) => through === 'uses')
    .flatMap(({ name, rewritten: places, left }) => {
      const [was, still, now] = [count(before, name), count(after, name), count(after, `${name}_or_service`)];
      // What a factory returns is no use of a marker: the oracle does not see it.
      const holds = was === now + left.length && now <= places.length && still === left.length;
      return holds
        ? []
        : [
            `${name}: the oracle saw ${was} uses before; after, ${now} of the extension (${places.length} said) and ${still} of the original (${left.length} said)`,
          ];
    });
}
