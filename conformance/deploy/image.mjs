/** The image's steps, then its program: started, asked whether it is well, stopped, as the user that the image names. */
import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { run } from '../../scripts/run.mjs';
import { cleanEnv, pythonOf } from '../matrix/prepare.mjs';
import { build, start, USER } from './dockerfile.mjs';

const DEADLINE = 60_000;

/**
 * @param {{ server: string, scratch: string, uv: string, note: (what: string, ok: boolean, why?: string) => void }} options
 */
export async function checkImage({ server, scratch, uv, note }) {
  const folder = join(scratch, 'image');
  mkdirSync(folder, { recursive: true });
  chmodSync(scratch, 0o755);
  const stages = await build({ context: server, scratch: folder, makePython: (to) => makePython(uv, to) });
  const final = stages.at(-1);
  for (const { name, ran, passed } of stages) {
    for (const line of ran) console.log(`  ${name}: ran ${line.slice(0, 100)}`);
    for (const line of passed) console.log(`  ${name}: NOT run ${line.slice(0, 100)}`);
  }
  note('image: every RUN and COPY step, as an ordinary user', stages[0].ran.length >= 4 && final.ran.length === 1);
  note(`image: runs as ${USER}`, final.user === `${USER}:${USER}`, final.user);
  const tools = await start(final, ['/bin/sh', '-c', 'command -v uv || command -v gcc-no'], {
    quiet: true,
    allowFailure: true,
  });
  note('image: no uv in what runs', tools.code !== 0, tools.output);
  const write = await start(final, ['/bin/sh', '-c', 'touch src/x'], { quiet: true, allowFailure: true });
  note('image: the code cannot be written to', process.getuid?.() !== 0 || write.code !== 0, write.output);
  await checkProgram(final, note);
}

/** Starts the CMD; the health check must fail before and after, and pass in between. */
async function checkProgram(final, note) {
  const port = await freePort();
  const secret = 'conformance-conformance-conformance';
  const settings = {
    MCP_PORT: String(port),
    MCP_HOST: '127.0.0.1', // the one setting of the image that is not as it is: this is no container
    BACKEND_URL: 'http://127.0.0.1:9',
    MCP_IDENTITY: 'gateway',
    MCP_GATEWAY_SECRET: secret,
    BACKEND_ACCESS_TOKEN: secret,
    MCP_USER_ID: 'alice',
  };
  const healthy = async () =>
    (await start(final, final.healthcheck, { settings, quiet: true, allowFailure: true })).code === 0;
  note('image: the health check fails while nothing runs', !(await healthy()));
  // exec: the signal below is for the server, not for a shell around it.
  const command = final.command.map((word) => `'${word}'`).join(' ');
  const running = start(final, ['/bin/sh', '-c', `echo pid $$; exec ${command}`], {
    settings,
    quiet: true,
    allowFailure: true,
    onLine: (line) => {
      if (line.startsWith('pid ')) pid = Number(line.slice(4));
    },
  });
  let pid = 0;
  let over = null;
  running.then((result) => {
    over = result;
  });
  const until = Date.now() + DEADLINE;
  let well = false;
  while (!well && over === null && Date.now() < until) well = await healthy();
  note('image: the health check passes once the server runs', well, over?.output);
  if (over === null) process.kill(pid, 'SIGTERM');
  const { code, output } = await running;
  note('image: ends by itself on SIGTERM', code === 0 || code === 143, `${code}: ${output.slice(-500)}`);
  note('image: the health check fails afterwards', !(await healthy()));
}

/** An environment with pip that stands for the base image's interpreter, from one that an ordinary user may run. */
async function makePython(uv, to) {
  await run(uv, ['venv', '--quiet', '--seed', '--python', publicPython(), to], { env: cleanEnv, quiet: true });
  return join(pythonOf(to), '..');
}

/** A version manager under /root has interpreters that only root can run. */
function publicPython() {
  for (const path of ['/usr/bin/python3', '/usr/local/bin/python3', '/opt/python/bin/python3']) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return 'python3';
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
