/**
 * Side by side in one run: `node benchmarks/run.mjs [--rounds N] [--only NAME]… [--quick] [--out FOLDER] [--docs]`.
 * Linux only, needs Node 20, Python 3.11 and the package registries. Build the packages first.
 */
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureUv } from '../scripts/prerequisites.mjs';
import { start } from '../scripts/run.mjs';
import { callMany, callOnce, connect, toolCall } from './call.mjs';
import { backend, competitors, prepare } from './competitors.mjs';
import { cpuSeconds, residentBytes } from './processes.mjs';
import { chart, publish, table } from './report.mjs';
import { percentile } from './statistics.mjs';

/** What is called, by how many callers, how often a round; `--quick` calls a tenth as often. */
const ALL_SCENARIOS = [
  { name: 'small', tool: 'get_item', args: { item_id: 7 }, path: '/items/7', connections: 10, calls: 600 },
  { name: 'list', tool: 'list_items', args: { limit: 50 }, path: '/items?limit=50', connections: 10, calls: 400 },
  { name: 'one caller', tool: 'get_item', args: { item_id: 7 }, path: '/items/7', connections: 1, calls: 200 },
  { name: '100 callers', tool: 'get_item', args: { item_id: 7 }, path: '/items/7', connections: 100, calls: 1500 },
  { name: '1,000 callers', tool: 'get_item', args: { item_id: 7 }, path: '/items/7', connections: 1000, calls: 3000 },
];

const START_LIMIT = 60_000;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [] },
    scenario: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    out: { type: 'string', default: 'benchmark-results' },
  },
});

const SCENARIOS = ALL_SCENARIOS.filter(({ name }) => options.scenario.length === 0 || options.scenario.includes(name));

async function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Asks until the server answers; how long that took, in milliseconds. */
async function answering(ask, name) {
  const started = performance.now();
  for (;;) {
    try {
      await ask();
      return performance.now() - started;
    } catch (error) {
      if (performance.now() - started > START_LIMIT) throw new Error(`${name} does not start: ${error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function launch(server, scratch) {
  const log = openSync(join(scratch, `${server.name}.log`), 'a');
  return start(server.command, server.args, {
    cwd: server.cwd,
    // As in production: compiled modules may lie beside the sources.
    env: { PYTHONPATH: undefined, VIRTUAL_ENV: undefined, PYTHONDONTWRITEBYTECODE: undefined, ...server.env },
    log,
  });
}

/** Starts one; start to first `tools/list` is part of what is measured. */
async function launched(server, scratch) {
  const running = launch(server, scratch);
  let session;
  const milliseconds = await answering(async () => {
    session = await connect(server);
  }, server.name);
  return { server, running, ...session, start: { milliseconds, cpu: cpuSeconds(running.pid) } };
}

/** One scenario at one server in one round. */
async function measure(subject, scenario, calls) {
  const { bytes } = await callOnce(subject.server, subject.headers, scenario);
  const before = cpuSeconds(subject.running.pid);
  const { times, ...load } = await callMany(subject.server, toolCall(subject.headers, scenario), {
    ...scenario,
    calls,
  });
  return {
    ...load,
    bytes,
    cpuMilliseconds: ((cpuSeconds(subject.running.pid) - before) / Math.max(1, load.calls)) * 1000,
    perSecond: load.calls / load.seconds,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    resident: residentBytes(subject.running.pid),
  };
}

/** The same calls straight to the backend: no server can be faster than this. */
async function floor(service, scenario, calls) {
  const target = { url: service.origin + scenario.path, headers: service.headers };
  const { times, ...load } = await callMany(target, { headers: {}, method: 'GET' }, { ...scenario, calls });
  return {
    ...load,
    perSecond: load.calls / load.seconds,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  };
}

/** Starts all anew, and takes each scenario at each server, in an order that moves on with the round. */
async function round(number, { servers, service, scratch, results }) {
  const subjects = [];
  for (const server of servers) subjects.push(await launched(server, scratch));
  try {
    for (const { server, start: startUp } of subjects) results.starts[server.name].push(startUp);
    for (const scenario of SCENARIOS) {
      const calls = Math.max(scenario.connections, scenario.calls / (options.quick ? 10 : 1));
      results.calls[scenario.name].floor.push(await floor(service, scenario, calls));
      for (let index = 0; index < subjects.length; index += 1) {
        const subject = subjects[(index + number) % subjects.length];
        results.calls[scenario.name][subject.server.name].push(await measure(subject, scenario, calls));
      }
      console.log(`  round ${number + 1}: ${scenario.name}`);
    }
  } finally {
    // A server that still drains would answer for the one that the next round starts.
    await Promise.all(subjects.map(({ running }) => running.stop()));
  }
}

function emptyResults(servers) {
  const each = () => Object.fromEntries([...servers.map(({ name }) => name), 'floor'].map((name) => [name, []]));
  return { starts: each(), calls: Object.fromEntries(SCENARIOS.map(({ name }) => [name, each()])) };
}

const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-benchmarks-'));
process.on('exit', () => options.keep || rmSync(scratch, { recursive: true, force: true }));
if (options.keep) console.log(`kept: ${scratch}`);

console.log('▶ environments, and our server');
const prepared = await prepare({ uv: await ensureUv({ quiet: true }), scratch });
const service = backend(prepared, await freePort());
const ports = new Map();
for (const name of ['ours', 'ours-mounted', 'minimal', 'fastmcp', 'fastapi-mcp', 'fastapi-mcp-mounted']) {
  ports.set(name, await freePort());
}
const all = competitors(prepared, { backendUrl: service.origin, portOf: (name) => ports.get(name) });
const servers = options.only.length > 0 ? all.filter(({ name }) => options.only.includes(name)) : all;
const results = emptyResults(servers);
const backendProcess = launch(service, scratch);
try {
  await answering(() => fetch(service.origin), 'the backend');
  // A first start compiles modules, and is nobody's usual one.
  for (const server of servers) await (await launched(server, scratch)).running.stop();
  for (let number = 0; number < Number(options.rounds); number += 1) {
    await round(number, { servers, service, scratch, results });
  }
} finally {
  await backendProcess.stop();
}
mkdirSync(options.out, { recursive: true });
writeFileSync(join(options.out, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
const markdown = table(results, servers);
writeFileSync(join(options.out, 'results.md'), markdown);
writeFileSync(join(options.out, 'results.svg'), chart(results, servers));
if (options.docs) publish(markdown, chart(results, servers));
console.log(`\n${markdown}`);
