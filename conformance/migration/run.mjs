/**
 * Moves a project with real edits from Pattern 1, 2 or 3 to 4 and back, as its owner would, and runs its own tests and ruff
 * after each step.
 *
 *     node conformance/migration/run.mjs [--quick] [--report FILE]
 *
 * `--quick` moves one project. Exit code 1 when an edit is lost, a secret is shown or differs, or a test is red.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureUv, root } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { bin, cleanEnv, copyExample, pythonOf } from '../matrix/prepare.mjs';
import { countPytest } from '../matrix/stages.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, report: { type: 'string' } } });
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-migration-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const uv = await ensureUv({ quiet: true });
const venv = join(scratch, 'venv');
const contract = join(root, 'conformance/non-interference/openapi.json');
const tally = { passed: 0, failed: 0 };

/** What the owner has changed, in files that every pattern has: text before, text after. */
const EDITS = [
  ['src/client.py', 'b"*/*"', 'b"application/json"'],
  ['src/config.py', '"""The values that must never be shown."""', '"""What nobody may see."""'],
  ['src/tools/find_tasks.py', 'title="', 'title="Our '],
  ['README.md', '# Identity traps over MCP', '# Our own server'],
  ['.gitignore', '# Python\n', '# Ours\nnotes/\n\n# Python\n'],
];
const OWN_TEST = 'def test_of_our_own() -> None:\n    assert True\n';
const ENVIRONMENTS = {
  1: '',
  2: 'SESSION_TOKEN=the-old-session\n',
  3: 'BACKEND_ACCESS_TOKEN=the-old-access-token\n',
};

for (const pattern of options.quick ? ['3'] : ['1', '2', '3']) await move(pattern);
finish({ ...tally, file: options.report });

async function move(pattern) {
  const home = join(scratch, pattern);
  const server = join(home, 'mcp-server');
  mkdirSync(home);
  copyExample(join(home, 'backend'));
  const cli = async (...args) => {
    const { output } = await run(process.execPath, [bin, ...args, '--output', server], {
      cwd: home,
      env: cleanEnv,
      quiet: true,
    });
    return output;
  };
  const app = (...args) => cli('app', '--yes', '--skip-install', ...args);
  const file = (path) => readFileSync(join(server, path), 'utf8');
  const write = (path, text) => {
    mkdirSync(dirname(join(server, path)), { recursive: true });
    writeFileSync(join(server, path), text);
  };

  await app('--openapi', contract, '--pattern', pattern, '--structure', 'b', '--name', 'traps');
  for (const [path, before, after] of EDITS) {
    if (file(path).split(before).length !== 2) throw new Error(`${path} does not hold ${before} once`);
    write(
      path,
      file(path).replace(before, () => after),
    );
  }
  write('tests/unit/test_our_own.py', OWN_TEST);
  write('.env', `BACKEND_URL=http://127.0.0.1:8000\n${ENVIRONMENTS[pattern]}`);
  await proven(`Pattern ${pattern}, edited`, server);

  const said = await app('--pattern', '4');
  const patched = await cli('backend', '--backend', 'backend');
  const token = /^SERVICE_AUTH_TOKEN=(\S{43})$/m.exec(file('.env'))?.[1];
  const backendEnv = readFileSync(join(home, 'backend/.env'), 'utf8');
  expect('both sides have one token', token !== undefined && backendEnv.includes(`SERVICE_AUTH_TOKEN=${token}\n`));
  for (const env of [join(server, '.env'), join(home, 'backend/.env')])
    expect(`${env.slice(home.length + 1)} is its owner's alone`, (statSync(env).mode & 0o777) === 0o600);
  expect('no secret is shown', !`${said}${patched}${file('MIGRATION.md')}`.includes(token ?? '-'));
  expect('the steps are told and kept', said.includes('MIGRATION.md') && file('MIGRATION.md').includes('- [ ] '));
  edits(`${pattern} to 4`, file);
  await proven(`Pattern ${pattern} to 4`, server);

  write('MIGRATION.md', file('MIGRATION.md').replaceAll('- [ ] ', '- [x] '));
  expect('ticked steps are done', (await app()).includes('Every step of MIGRATION.md is done'));

  expect('the way back has steps', (await app('--pattern', pattern)).includes(`From Pattern 4 to Pattern ${pattern}`));
  edits(`4 to ${pattern}`, file);
  await proven(`Pattern 4 to ${pattern}`, server);
  await cli('backend', '--backend', 'backend', '--undo');
}

function edits(when, file) {
  for (const [path, , after] of EDITS) expect(`${when}: the edit of ${path} is there`, file(path).includes(after));
  expect(`${when}: their own test is there`, file('tests/unit/test_our_own.py') === OWN_TEST);
}

/** The project's own tests and linter, in one environment for all. */
async function proven(what, server) {
  const env = { ...cleanEnv, UV_PROJECT_ENVIRONMENT: venv };
  await runTwice(uv, ['sync', '--quiet'], { cwd: server, env, quiet: true });
  rmSync(join(server, 'uv.lock'), { force: true });
  for (const module of [
    ['ruff', 'check', '--no-cache'],
    ['pytest', 'tests/', '-p', 'no:cacheprovider'],
  ]) {
    const { code, output } = await run(pythonOf(venv), ['-m', ...module], {
      cwd: server,
      env,
      quiet: true,
      allowFailure: true,
    });
    expect(
      `${what}: ${module[0]} ${module[0] === 'pytest' ? `(${countPytest(output).passed} tests)` : ''}`,
      code === 0,
      output,
    );
  }
}

function expect(what, holds, output = '') {
  tally[holds ? 'passed' : 'failed'] += 1;
  console.log(`${holds ? '✔' : '✖'} ${what}${holds ? '' : `\n${output.slice(-3000)}`}`);
}
