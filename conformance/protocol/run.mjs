/**
 * An emitted server before judges that were not written here: MCP's conformance suite, in both protocol eras, and MCP's
 * inspector.
 *
 *     node conformance/protocol/run.mjs [--report FILE]
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, start } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { cleanEnv, conformance, prepare } from '../matrix/prepare.mjs';
import { generate, projectPython, sync } from '../matrix/stages.mjs';
import { table } from '../matrix/table.mjs';
import { inspect } from './inspect.mjs';
import { installTools } from './install-tools.mjs';
import { eras, needsFixture } from './scenarios.mjs';

const { values: options } = parseArgs({ options: { report: { type: 'string' } } });
const { scratch, uv, backendPython } = await prepare('protocol');
const { node, packages } = await installTools();

const project = { pattern: '1', structure: 'b', identity: 'parameter' };
const { server } = await generate({ project, folder: join(scratch, 'project'), backendPython });
await sync(uv, server);
const [port, backendPort] = [await freePort(), await freePort()];
const url = `http://127.0.0.1:${port}/mcp`;
const settings = { BACKEND_URL: `http://127.0.0.1:${backendPort}`, MCP_IDENTITY: 'parameter' };
const overHttp = { ...cleanEnv, ...settings, MCP_TRANSPORT: 'streamable-http', MCP_PORT: String(port) };
const children = [
  start(
    backendPython,
    ['-m', 'uvicorn', 'user_id_backend:app', '--port', String(backendPort), '--log-level', 'warning'],
    {
      cwd: join(conformance, 'backends'),
      env: cleanEnv,
    },
  ),
  start(projectPython(server), ['-m', 'src.server'], { cwd: server, env: overHttp }),
];

const rows = [];
try {
  await answering(`http://127.0.0.1:${port}/readyz`);
  await answering(`http://127.0.0.1:${backendPort}/openapi.json`);
  for (const era of eras) for (const scenario of era.scenarios) rows.push(await judge(era, scenario));
  for (const era of ['legacy', 'modern']) await inspected(era, ['--transport', 'http', url]);
  await inspected('legacy', stdioTarget());
} finally {
  for (const child of children) child.stop();
}

const failed = rows.filter(({ wrong }) => wrong.length > 0);
console.log(`\n${table(['judge', 'what', 'passed', 'failed', ''], rows.map(shown))}`);
finish({ passed: rows.length - failed.length, failed: failed.length, file: options.report, details: { rows } });

/** One scenario of the suite. */
async function judge(era, scenario) {
  const out = join(scratch, 'checks', era.era, scenario);
  mkdirSync(out, { recursive: true });
  const suite = join(packages, era.alias, 'dist', 'index.js');
  const args = [suite, 'server', '--url', url, '--scenario', scenario, ...era.options, '-o', out];
  const { output } = await run(node, args, { env: cleanEnv, quiet: true, allowFailure: true });
  const [folder] = readdirSync(out);
  const checks = folder ? JSON.parse(readFileSync(join(out, folder, 'checks.json'), 'utf8')) : [];
  const failures = checks.filter(({ status }) => status === 'FAILURE');
  const excused = failures.filter(
    ({ id, errorMessage = '' }) => needsFixture[id] && errorMessage.includes(needsFixture[id]),
  );
  const wrong = failures
    .filter((check) => !excused.includes(check))
    .map(({ id, errorMessage }) => `${id}: ${errorMessage}`);
  const right = checks.filter(({ status }) => status === 'SUCCESS').length;
  if (checks.length === 0) wrong.push(output.slice(-1000));
  const warned = checks.filter(({ status }) => status === 'WARNING').map(({ details }) => details?.message ?? 'warned');
  return said({
    judge: `conformance, ${era.era}`,
    what: scenario,
    right,
    wrong,
    notes: [...warned, ...(excused.length > 0 ? [`${excused.length} need fixture tools`] : [])],
  });
}

async function inspected(era, target) {
  rows.push(...(await inspect({ node, packages, home: scratch, era, target })).map(said));
}

/** The inspector starts the server itself; it takes settings as `-e NAME=VALUE`. */
function stdioTarget() {
  const env = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return ['--transport', 'stdio', '--cwd', server, ...env, projectPython(server), '-m', 'src.server'];
}

function said(row) {
  console.log(
    `${row.wrong.length === 0 ? '✔' : '✖'} ${row.judge}: ${row.what}${row.wrong.map((text) => `\n    ${text}`).join('')}`,
  );
  return row;
}

function shown({ judge, what, right, wrong, notes }) {
  return [judge, what, String(right), String(wrong.length), notes.join('; ')];
}

async function answering(address) {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`nothing answered at ${address}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
