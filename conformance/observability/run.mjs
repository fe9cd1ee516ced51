/**
 * The first-party plugins on an emitted server: its own checks, each break of the emitted code caught, one trace from the
 * caller to the real FastAPI backend, a scrape that Prometheus's parser reads; and, by command, what telemetry costs.
 *
 *     node conformance/observability/run.mjs [--quick] [--overhead [--rounds 7] [--calls 1000]] [--report FILE]
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/run.mjs';
import { checklist } from '../matrix/finish.mjs';
import { cleanEnv, conformance, copyExample, prepare } from '../matrix/prepare.mjs';
import { CHECKS, check, projectPython, sync } from '../matrix/stages.mjs';
import { breaks } from './breaks.mjs';
import { exampleContract, loadContract, traceBackend, writeProject } from './project.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    overhead: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    calls: { type: 'string', default: '1000' },
    report: { type: 'string' },
  },
});
const { scratch, uv, backendPython } = await prepare('observability');
const openapi = await exampleContract(scratch, backendPython);
const server = await writeProject({ openapi, folder: join(scratch, 'mcp-server') });
await Promise.all([sync(uv, server), traceBackend(uv, backendPython)]);
const { note, end } = checklist();

if (options.overhead) {
  const contract = await loadContract(backendPython);
  const [loaded, plain] = await Promise.all([
    writeProject({ openapi: contract, folder: join(scratch, 'loaded'), pattern: '1' }),
    writeProject({ openapi: contract, folder: join(scratch, 'plain'), pattern: '1', with: [] }),
  ]);
  await observe('overhead', '--server', loaded, '--plain', plain, '--rounds', options.rounds, '--calls', options.calls);
} else {
  for (const name of Object.keys(CHECKS).filter((name) => name !== 'pytest')) {
    const { ok, output } = await check(name, { uv, server });
    note(`emitted: ${name}`, ok, output.slice(-3000));
  }
  note('structure B: emitted tests', ...(await emittedTests(server)));
  const flat = await writeProject({ openapi, folder: join(scratch, 'flat'), structure: 'a', identity: 'oauth' });
  note('structure A: emitted tests', ...(await emittedTests(flat)));
  const tried = options.quick ? breaks.filter(({ quick }) => quick) : breaks;
  for (const [index, broken] of tried.entries()) note(`broken: ${broken.name}`, ...(await caught(broken, index)));
  await observe('telemetry');
}

end(options.report);

/** The plugins' own emitted tests of a folder, in the environment of the project. */
async function emittedTests(folder, file = 'test_deploy or test_telemetry') {
  const args = ['-m', 'pytest', 'tests/', '-x', '-k', file, '-p', 'no:cacheprovider'];
  const { code, output } = await run(projectPython(server), args, {
    cwd: folder,
    env: cleanEnv,
    quiet: true,
    allowFailure: true,
  });
  return [code === 0, output.slice(-3000), output];
}

/** Whether a break turns a test red; a file that cannot be imported would be a break of another kind. */
async function caught({ file, find, replace }, index) {
  const copy = join(scratch, `break-${index}`);
  cpSync(server, copy, { recursive: true, filter: (source) => !source.startsWith(join(server, '.venv')) });
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) return [false, `its text occurs ${places} times in ${file}`];
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  const [green, , output] = await emittedTests(copy, file.endsWith('.py') ? 'test_telemetry' : 'test_deploy');
  return [!green && /^FAILED /m.test(output), green ? 'the tests stay green' : output.slice(-2000)];
}

/** Runs the driver with the emitted project's own interpreter, and shows what it finds. */
async function observe(what, ...more) {
  const backend = copyExample(join(scratch, 'observed-backend'));
  const args = ['-m', 'observe', what, '--server', server, '--backend', backend, '--backend-python', backendPython];
  const path = [conformance, join(conformance, 'observability')].join(delimiter);
  const onLine = (line) => {
    const event = JSON.parse(line);
    if (event.event === 'check') note(`${event.group}: ${event.name}`, event.ok, event.detail);
    else if (event.event !== 'summary') console.log(`  ${line}`);
  };
  const env = { ...cleanEnv, PYTHONPATH: path };
  const { code, output } = await run(projectPython(server), [...args, ...more], { env, onLine, allowFailure: true });
  if (code !== 0) note(`${what}: runs to its end`, false, output.slice(-2000));
}
