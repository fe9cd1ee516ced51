/**
 * Everything that CI runs: install, build, static checks, jest, the example's own tests, and the quick part of
 * conformance. Ends with `N passed, N failed` (jest and pytest together).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureUv, installWorkspace, root, withPnpm } from './prerequisites.mjs';
import { run, runTwice } from './run.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-test-'));
const tally = { passed: 0, failed: 0 };
const broken = [];

/** One step: its time is shown, its failure does not stop the ones after it. */
async function step(title, action) {
  const start = Date.now();
  console.log(`\n▶ ${title}`);
  try {
    await action();
  } catch (error) {
    broken.push(title);
    console.error(`✖ ${title}: ${error.message}`);
  }
  console.log(`  ${title}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

async function jest() {
  const report = join(scratch, 'jest.json');
  // By itself jest keeps one of two cores free, while the slowest test waits for other programs most of the time.
  const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
  const args = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    workers,
    '--json',
    `--outputFile=${report}`,
  ];
  const { code } = await run(process.execPath, args, { cwd: root, allowFailure: true, env: { NODE_NO_WARNINGS: '1' } });
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  tally.passed += numPassedTests;
  tally.failed += Math.max(numFailedTests, code === 0 ? 0 : numFailedTestSuites);
}

/** A script under conformance/ that counts what it tried. */
async function conformance(script, ...args) {
  const report = join(scratch, `${script.replace(/\W+/g, '-')}.json`);
  const command = [join('conformance', script), ...args, `--report=${report}`];
  const { code } = await run(process.execPath, command, { cwd: root, allowFailure: true });
  const { passed, failed } = JSON.parse(readFileSync(report, 'utf8'));
  tally.passed += passed;
  tally.failed += Math.max(failed, code === 0 ? 0 : 1);
}

/** Adds what a pytest run says of itself to the tally. */
function countPytest({ code, output }) {
  const count = (word) => Number(output.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  tally.passed += count('passed');
  tally.failed += Math.max(count('failed') + count('errors?'), code === 0 ? 0 : 1);
}

async function exampleBackend() {
  const uv = await ensureUv({ quiet: true });
  const cwd = join(root, 'examples', 'todo-backend');
  const env = { UV_PROJECT_ENVIRONMENT: join(scratch, 'todo-venv'), PYTHONDONTWRITEBYTECODE: '1' };
  await runTwice(uv, ['sync', '--quiet'], { cwd, env });
  countPytest(
    await run(uv, ['run', '--no-sync', 'pytest', '-q', '-p', 'no:cacheprovider'], { cwd, env, allowFailure: true }),
  );
}

try {
  await installWorkspace({ quiet: true });
  await step('build', () => withPnpm('turbo run build --output-logs=errors-only'));
  await step('lint', () => withPnpm('biome check .'));
  await step('typecheck', () => withPnpm('turbo run typecheck --output-logs=errors-only'));
  await step('dependencies', () => withPnpm('pnpm depcruise'));
  await step("kit's public API", () => run(process.execPath, ['scripts/api/run.mjs'], { cwd: root }));
  await step('dead code', () => withPnpm('pnpm knip'));
  await ensureUv({ quiet: true });
  await step('jest', jest);
  await step("the example backend's own tests", exampleBackend);
  await step('conformance: real servers, real calls', () => conformance('matrix/run.mjs', '--quick'));
  await step('conformance: a backend that misbehaves', () => conformance('faults/run.mjs', '--quick'));
  await step('conformance: mounted in the backend', () => conformance('mounted/run.mjs'));
  await step('conformance: answers that are used again', () => conformance('cached/run.mjs'));
  await step('conformance: load', () => conformance('load/run.mjs', '--quick'));
  await step('conformance: broken on purpose', () => conformance('mutations/run.mjs'));
  await step('conformance: nobody acts for somebody else', () => conformance('non-interference/run.mjs'));
  await step('conformance: service calls', () => conformance('service-calls/run.mjs'));
  await step('conformance: a patch that is stopped', () => conformance('interrupted-patch/run.mjs', '--every', '28'));
  await step('conformance: from one pattern to another', () => conformance('migration/run.mjs', '--quick'));
  await step('conformance: patched backends', () =>
    // Each stands for a kind; without names all are run.
    conformance(
      'backend-patch/run.mjs',
      ...['bound_method', 'class_view', 'cookie_scheme', 'dict_user', 'fastapi_users', 'levels', 'template'],
    ),
  );
  await step('conformance: settings in every spelling', () => conformance('settings/run.mjs'));
  await step('conformance: generated again, round after round', () =>
    conformance('regeneration/run.mjs', '--tests-every=10'),
  );
  await step('conformance: what a person is asked', () => conformance('prompts/run.mjs'));
  await step('conformance: tools that their user changed', () => conformance('transforms/run.mjs'));
  await step('conformance: judges not written here', () => conformance('protocol/run.mjs'));
  await step('conformance: telemetry', () => conformance('observability/run.mjs', '--quick'));
  await step('conformance: what is deployed', () => conformance('deploy/run.mjs'));
  await step('conformance: every construct of OpenAPI arrives', () =>
    conformance('scoreboard/run.mjs', '--own', '--only', 'ours'),
  );
  await step('packed and installed', () => conformance('packages/run.mjs'));
} catch (error) {
  broken.push(error.message);
  console.error(error.message);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

if (broken.length > 0) console.log(`\nnot green: ${broken.join('; ')}`);
console.log(
  `\n${tally.passed} passed, ${tally.failed + (broken.length > 0 && tally.failed === 0 ? broken.length : 0)} failed`,
);
process.exitCode = broken.length > 0 || tally.failed > 0 ? 1 : 0;
