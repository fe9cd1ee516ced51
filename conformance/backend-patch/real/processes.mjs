/** A backend's own processes: its app, its tests, the proof suite. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digest, filesOf, plain, servedApp } from './environment.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The app as a server starts it: a digest of the contract that it answers with, and the contract itself. */
export function boot({ python, folder, data, env }, backend) {
  const file = join(data, 'contract.json');
  rmSync(file, { force: true });
  // FastAPI takes operation ids from a set of methods: the seed makes them the same in every process.
  const own = { PYTHONHASHSEED: '0', APP: servedApp(backend), CONTRACT: backend.contract, LIFESPAN: backend.lifespan };
  const { status, stderr } = spawnSync(python, [join(here, 'boot.py'), file], {
    cwd: folder,
    env: plain({ ...env, ...own }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 300_000,
  });
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    result = { error: stderr.trim().split('\n').slice(-3).join(' / ') || `exit code ${status}` };
  }
  const { error = null, contract = null, routes = 0 } = result;
  return { error, contract, routes, digest: contract === null ? null : digest(JSON.stringify(contract)) };
}

/**
 * The backend's own tests, which must say the same before and after.
 *
 * @returns {Record<string, string> | null} by name; null where it ships none
 */
export function ownTests(place, { tests }) {
  if (tests === undefined) return null;
  const ignored = proofFiles(place.folder).flatMap((file) => ['--ignore', file]);
  const { outcomes, tail } = pytest(place, [...tests, ...ignored]);
  if (outcomes === null) throw new Error(`the backend's own tests do not run: ${tail}`);
  return outcomes;
}

/** `46 passed, 2 skipped` */
export function counted(outcomes) {
  const counts = {};
  for (const outcome of Object.values(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return Object.entries(counts)
    .sort()
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}

/** The emitted proof suite, for a few of its routes. */
export function proof(place, { proofArgs = [] }) {
  const { code, outcomes, tail } = pytest(place, ['-p', 'sample_routes', ...proofArgs, ...proofFiles(place.folder)]);
  return { code, tail, line: counted(outcomes ?? {}) };
}

/** What it says is read from a report: a backend may log in the midst of its lines, and after them. */
function pytest({ python, folder, data, env }, args) {
  const report = join(data, 'tests.xml');
  rmSync(report, { force: true });
  const served = existsSync(join(data, 'served_app.py')) ? ['-p', 'served_app'] : [];
  const { status, stdout, stderr } = spawnSync(
    python,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...served, `--junitxml=${report}`, ...args],
    {
      cwd: folder,
      env: plain({ ...env, PYTHONPATH: `${env.PYTHONPATH}${delimiter}${here}` }),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 1_800_000,
    },
  );
  const tail = (stdout.trim() || stderr.trim()).split('\n').slice(-12).join('\n');
  return { code: status, tail, outcomes: existsSync(report) ? outcomesIn(readFileSync(report, 'utf8')) : null };
}

const OUTCOMES = { failure: 'failed', error: 'failed to start', skipped: 'skipped' };

/** JUnit's report, by the name of each test. */
function outcomesIn(report) {
  const found = {};
  for (const [, name, rest] of report.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const [, other] = /<(failure|error|skipped)/.exec(rest ?? '') ?? [];
    found[name.replace(/ time="[^"]*"/, '')] = OUTCOMES[other] ?? 'passed';
  }
  return found;
}

function proofFiles(folder) {
  return Object.keys(filesOf(folder)).filter((path) => path.endsWith('test_service_auth.py'));
}
