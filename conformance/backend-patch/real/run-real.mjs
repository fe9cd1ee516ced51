/** Patches copies of real backends and checks each from several sides; see the README beside this folder. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureUv } from '../../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../../scripts/run.mjs';
import { bin, cleanEnv, pythonOf } from '../../matrix/prepare.mjs';
import { table } from '../../matrix/table.mjs';
import { backends } from './backends.mjs';
import { compareUses, oracleUses } from './compare-uses.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * @param {{ names: readonly string[], cache: string }} options `cache` keeps the virtual environments of earlier runs
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runReal({ names, cache }) {
  const unknown = names.filter((name) => !backends.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`no such backend: ${unknown.join(', ')}`);
  const uv = await ensureUv({ quiet: true });
  const rows = [];
  for (const backend of backends.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const row = await checkOne(uv, cache, backend);
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
  'routes',
  'all uses: ours = oracle',
  'dependency',
  'found/rewritten',
  'settings',
  'proof',
  'result',
];

async function checkOne(uv, cache, backend) {
  const problems = [];
  const expect = (what, holds) => void (holds || problems.push(what));
  const home = join(cache, backend.name);
  const python = await environment(uv, home, backend);
  const folder = join(home, 'work');
  await copyOf(python, folder, backend);
  const env = { ...cleanEnv, PYTHONPATH: join(folder, backend.root ?? ''), ...backend.env, WORK: folder };
  const boot = () =>
    backend.app === null ? { error: null, contract: null, routes: 0 } : bootOf(python, folder, env, backend);
  const before = { files: filesOf(folder), boot: boot(), uses: oracleUses(python, folder) };
  expect(`it boots before: ${before.boot.error}`, before.boot.error === null);
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
  const after = boot();
  expect(`it boots after: ${after.error}`, after.error === null);
  expect('its contract is the same', after.contract === before.boot.contract);
  for (const problem of usesAfter(result, before.uses, oracleUses(python, folder))) problems.push(problem);
  const proof = result.status === 'patched' && backend.app !== null ? pytest(python, folder, env, backend) : null;
  expect(`the proof suite passes: ${proof?.tail}`, proof === null || proof.code === 0);
  if (result.status === 'patched') {
    expect('a second run changes nothing', patch(folder, backend.flags ?? []).status === 'unchanged');
    rmSync(join(folder, '.pytest_cache'), { recursive: true, force: true });
    patch(folder, ['--undo']);
  }
  const back = filesOf(folder);
  // A database that a run of the backend left behind is not of the patch.
  const changed = [...new Set([...Object.keys(before.files), ...Object.keys(back)])].filter(
    (path) => before.files[path] !== back[path] && !/\.(?:db|sqlite3?|log)(?:-\w+)?$/.test(path),
  );
  expect(`the way back is byte-identical, but for ${changed.slice(0, 3).join(', ')}`, changed.length === 0);
  const lines = [...Object.keys(before.files)]
    .filter((path) => path.endsWith('.py'))
    .reduce((sum, path) => sum + readFileSync(join(folder, path), 'utf8').split('\n').length, 0);
  const cells = [
    backend.name,
    String(lines),
    `${backend.app === null ? 'not started, ' : ''}${result.coverage?.after.filter(({ service }) => service).length ?? 0} of ${result.coverage?.after.length ?? 0}`,
    `${compared.agreed} of ${compared.found}, ${compared.reported} reported`,
    result.dependencies?.map(({ name }) => name).join(', ') || '–',
    result.dependencies
      ?.map(({ found, rewritten, through }) =>
        through === 'backend' ? `${found} routes, none to rewrite` : `${found}/${rewritten.length}`,
      )
      .join(', ') || `${result.obstacles?.length ?? 0} reported`,
    (result.settings ?? '–').replace(/^.*: /, ''),
    proof?.line ?? '–',
    result.status ?? result.message ?? '?',
  ];
  return { cells, problems };
}

/** A virtual environment with the backend in it, made once. */
async function environment(uv, home, { requirement, python, extra = [], overrides = [] }) {
  const venv = join(home, 'venv');
  if (existsSync(join(venv, 'ready'))) return pythonOf(venv);
  mkdirSync(home, { recursive: true });
  rmSync(venv, { recursive: true, force: true });
  const override = join(home, 'override.txt');
  writeFileSync(override, overrides.join('\n'));
  await run(uv, ['venv', '--quiet', '--python', python, venv], { quiet: true });
  const what = [...requirement.split(' '), 'pytest', 'httpx', 'libcst', ...extra];
  await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythonOf(venv), '--override', override, ...what], {
    quiet: true,
  });
  writeFileSync(join(venv, 'ready'), '');
  return pythonOf(venv);
}

async function copyOf(python, folder, { packages, make, app }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (make !== undefined) return void (await make(python, folder));
  const { output } = await run(python, ['-c', "import sysconfig; print(sysconfig.get_path('purelib'))"], {
    quiet: true,
  });
  for (const name of packages)
    cpSync(join(output.trim(), name), join(folder, name), {
      recursive: true,
      filter: (path) => !/__pycache__|node_modules/.test(path) && (app !== null || isRead(path)),
    });
}

/** What is not started needs no more than what is read. */
function isRead(path) {
  return path.endsWith('.py') || statSync(path).isDirectory();
}

/** The app, imported: its routes and a digest of its contract. */
function bootOf(python, folder, env, { app }) {
  const make = app.includes('\n') || !/^[\w.]+:\w+$/.test(app) ? app : `from ${app.replace(':', ' import ')} as app`;
  const script = `import json\n${make}\nprint('\\n' + json.dumps({'contract': app.openapi(), 'routes': len(app.routes)}, sort_keys=True, default=str))`;
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], {
    cwd: folder,
    env: plain(env),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 300_000,
  });
  if (status !== 0)
    return {
      error: stderr.trim().split('\n').slice(-3).join(' / ') || `exit code ${status}`,
      contract: null,
      routes: 0,
    };
  const { contract, routes } = JSON.parse(stdout.trim().split('\n').at(-1));
  return { error: null, contract: createHash('sha256').update(JSON.stringify(contract)).digest('hex'), routes };
}

function plain(env) {
  return Object.fromEntries(Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined));
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
    .flatMap(({ name, rewritten, left }) => {
      const [was, still, now] = [count(before, name), count(after, name), count(after, `${name}_or_service`)];
      const holds = was === now + left.length && now === rewritten.length && still === left.length;
      return holds
        ? []
        : [
            `${name}: the oracle saw ${was} uses before; after, ${now} of the extension (${rewritten.length} said) and ${still} of the original (${left.length} said)`,
          ];
    });
}

function pytest(python, folder, env, { tests = [] }) {
  const { status, stdout } = spawnSync(
    python,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-p', 'sample_routes', ...tests, ...proofFile(folder)],
    {
      cwd: folder,
      env: plain({ ...env, PYTHONPATH: `${env.PYTHONPATH}${delimiter}${here}` }),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 900_000,
    },
  );
  const tail = stdout.trim().split('\n').slice(-12).join('\n');
  return { code: status, tail, line: stdout.trim().split('\n').at(-1) ?? '' };
}

function proofFile(folder) {
  return Object.keys(filesOf(folder)).filter((path) => path.endsWith('test_service_auth.py'));
}

/** Every file with a digest of its bytes. */
function filesOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}
