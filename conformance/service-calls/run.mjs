/**
 * Breaks a patched backend on purpose, one break at a time, and expects the proof suite to notice; lets PyJWT judge the
 * assertions that the backend takes.
 *
 *     node conformance/service-calls/run.mjs [--only TEXT] [--report FILE]
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureUv } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { limit } from '../matrix/limit.mjs';
import { bin, cleanEnv, conformance, pythonOf } from '../matrix/prepare.mjs';
import { countPytest } from '../matrix/stages.mjs';
import { mutations } from './mutations.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, report: { type: 'string' } },
});
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-service-calls-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const uv = await ensureUv({ quiet: true });
const venv = join(scratch, 'venv');
const PACKAGES = [
  'fastapi>=0.115,<1',
  'httpx2>=2,<3',
  'pydantic-settings>=2,<3',
  'pytest>=8',
  'pyjwt>=2.9,<3',
  'hypothesis>=6.100,<7',
];
await runTwice(uv, ['venv', '--quiet', venv], { env: cleanEnv, quiet: true });
await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythonOf(venv), ...PACKAGES], {
  env: cleanEnv,
  quiet: true,
});

const atOnce = limit(2);
const tally = { passed: 0, failed: 0 };
const note = (holds, what, output = '') => {
  tally[holds ? 'passed' : 'failed'] += 1;
  console.log(`${holds ? '✔' : '✖'} ${what}${holds ? '' : `\n${output.slice(-3000)}`}`);
};
for (const proof of ['header', 'assertion']) await patched(proof);
const oracle = await python(join(scratch, 'assertion'), [join(conformance, 'service-calls', 'oracle.py')]);
note(oracle.code === 0, `PyJWT and the backend agree: ${oracle.output.trim().split('\n').at(-1)}`, oracle.output);
await Promise.all(
  mutations.filter(({ name }) => name.includes(options.only)).map((each, index) => atOnce(() => attempt(each, index))),
);
finish({ ...tally, file: options.report });

/** A backend with a chain of dependencies and numbers for users, patched; its tests are green. */
async function patched(proof) {
  const folder = join(scratch, proof);
  const shape = join(conformance, 'backend-patch/shapes/payload_chain');
  cpSync(shape, folder, { recursive: true, filter: (path) => !path.includes('__pycache__') });
  await run(process.execPath, [bin, 'backend', '--backend', folder, '--user-proof', proof], {
    cwd: scratch,
    env: cleanEnv,
    quiet: true,
  });
  const { code, output } = await tests(folder);
  note(code === 0, `${proof}: ${countPytest(output).passed} tests green as patched`, output);
}

function python(cwd, args) {
  return run(pythonOf(venv), args, { cwd, env: { ...cleanEnv, PYTHONPATH: '.' }, quiet: true, allowFailure: true });
}

function tests(cwd) {
  return python(cwd, ['-m', 'pytest', '-q', '-x', '-p', 'no:cacheprovider']);
}

async function attempt({ name, proof, file, find, replace }, index) {
  const folder = join(scratch, `break-${index}`);
  cpSync(join(scratch, proof), folder, { recursive: true, filter: (path) => !path.includes('__pycache__') });
  const source = readFileSync(join(folder, file), 'utf8');
  const what = `${proof}: ${name}`;
  if (source.split(find).length !== 2) return note(false, what, `its text does not occur once in ${file}`);
  writeFileSync(
    join(folder, file),
    source.replace(find, () => replace),
  );
  const { code, output } = await tests(folder);
  // 1: tests ran and failed. A file that cannot even be imported would be a break of another kind.
  const first = /^FAILED (\S+)/m.exec(output)?.[1];
  note(code === 1 && first !== undefined, `${what}: ${first ?? `pytest ended with ${code}`}`, output);
}
