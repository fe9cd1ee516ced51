/**
 * Non-interference, for every pattern and identity: whatever a client sends, a call acts for whom it proves to be.
 *
 *     node conformance/non-interference/run.mjs [--cases N] [--all] [--only TEXT] [--seed N] [--report FILE]
 *
 * `--cases` is for each combination; without `--all` only some of them are tried, each pattern and each identity once.
 * The same seed tries the same cases. Exit code 1 when a case shows a call that acts for somebody else.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureUv } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { limit } from '../matrix/limit.mjs';
import { bin, cleanEnv, conformance } from '../matrix/prepare.mjs';
import { projectPython, sync } from '../matrix/stages.mjs';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '25' },
    all: { type: 'boolean' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '0' },
    report: { type: 'string' },
  },
});

const stdio = ['--transport', 'stdio'];
const combination = (project, identity, ...more) => ({
  project,
  id: [project, identity, ...more].join(' '),
  args: ['--pattern', project[0], '--identity', identity, ...more],
});
const quick = [
  combination('4', 'gateway'),
  combination('4-assertion', 'oauth'),
  combination('3', 'oauth', '--exchange'),
  combination('2', 'gateway'),
  combination('1', 'parameter'),
  combination('1', 'fixed', ...stdio),
];
const full = [
  ...['1', '2', '3', '4', '4-assertion'].flatMap((project) => [
    combination(project, 'gateway'),
    combination(project, 'oauth'),
    combination(project, 'fixed', ...stdio),
  ]),
  combination('3', 'oauth', '--exchange'),
  combination('1', 'parameter'),
  combination('1', 'parameter', ...stdio),
];

const here = join(conformance, 'non-interference');
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-non-interference-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const uv = await ensureUv({ quiet: true });
const chosen = (options.all ? full : quick).filter(({ id }) => id.includes(options.only));
const names = [...new Set(chosen.map(({ project }) => project))];
for (const name of names) await generate(name);
// All of them need the same packages.
const [first] = names;
await sync(uv, join(scratch, first));
const python = projectPython(join(scratch, first));
await runTwice(uv, ['pip', 'install', '--quiet', '--python', python, 'hypothesis>=6.100,<7'], {
  env: cleanEnv,
  quiet: true,
});

const atOnce = limit(2);
const outcomes = await Promise.all(chosen.map((each) => atOnce(() => attempt(each))));
const failed = outcomes.filter(({ ok }) => !ok).length;
const cases = outcomes.reduce((sum, outcome) => sum + (outcome.cases ?? 0), 0);
const calls = outcomes.reduce((sum, outcome) => sum + (outcome.calls ?? 0), 0);
const remark = `: ${cases} cases, ${calls} calls`;
finish({ passed: outcomes.length - failed, failed, file: options.report, details: { outcomes }, remark });

async function generate(name) {
  const [pattern, proof] = name.split('-');
  const answers = ['--pattern', pattern, '--structure', 'b', ...(proof ? ['--user-proof', proof] : [])];
  const args = ['app', '--openapi', join(here, 'openapi.json'), '--name', 'traps', '--output', join(scratch, name)];
  await run(process.execPath, [bin, ...args, ...answers, '--yes', '--skip-install'], {
    cwd: scratch,
    env: cleanEnv,
    quiet: true,
  });
  cpSync(join(here, 'property.py'), join(scratch, name, 'property.py'));
}

async function attempt({ project, id, args }) {
  const command = ['property.py', ...args, '--cases', options.cases, '--seed', options.seed];
  const { code, output } = await run(python, command, {
    cwd: join(scratch, project),
    env: cleanEnv,
    quiet: true,
    allowFailure: true,
  });
  const ok = code === 0;
  const told = ok ? JSON.parse(output.trim().split('\n').at(-1)) : {};
  console.log(`${ok ? '✔' : '✖'} pattern ${id}: ${ok ? JSON.stringify(told) : output.slice(-3000)}`);
  return { id, ok, ...told };
}
