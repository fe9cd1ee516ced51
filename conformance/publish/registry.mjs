/** A private registry on loopback: verdaccio, installed at run time like every judge, with what is ours kept apart from the rest. */
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../scripts/prerequisites.mjs';
import { run, runTwice, start } from '../../scripts/run.mjs';

const VERSION = '6.8.0';
/** Of node-fetch; the range that verdaccio asks for has releases that do not load. */
const NODE_FETCH = '2.6.7';
const START_LIMIT_MS = 60_000;

/** Packages of ours, and of whoever writes a plugin: never asked of anybody else. */
const OURS = ['@fastapi-mcp/*', 'generator-fastapi-mcp', 'generator-fastapi-mcp-*', 'create-fastapi-mcp'];

/**
 * Starts it, with an empty storage.
 *
 * @param {string} folder for its storage and settings
 * @returns {Promise<{ url: string, settings: string, stop: () => void }>} `settings`: a file for npm's `userconfig`
 */
export async function startRegistry(folder) {
  const program = await installRegistry();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  mkdirSync(folder, { recursive: true });
  // What is not ours comes from wherever this machine's npm gets it.
  const { output } = await run('npm', ['config', 'get', 'registry'], { quiet: true });
  writeFileSync(join(folder, 'config.yaml'), config(output.trim().split('\n').at(-1)));
  const log = openSync(join(folder, 'log.txt'), 'w');
  const server = start(
    process.execPath,
    [program, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`],
    { cwd: folder, log },
  );
  await answers(`${url}-/ping`);
  const token = await signUp(url);
  const settings = join(folder, 'npmrc');
  writeFileSync(settings, `registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\n`, { mode: 0o600 });
  return { url, settings, stop: server.stop };
}

async function installRegistry() {
  const home = join(root, 'node_modules', '.cache', 'registry');
  const program = join(home, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  if (existsSync(program)) return program;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, overrides: { 'node-fetch': NODE_FETCH } }));
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `verdaccio@${VERSION}`];
  await runTwice('npm', args, { cwd: home, quiet: true });
  return program;
}

function config(upstream) {
  const ours = OURS.map((name) => `  '${name}':\n    access: $all\n    publish: $authenticated\n`).join('');
  return `storage: ./storage
auth:
  htpasswd:
    file: ./users
# Signed tokens: the other kind is a password, checked anew with every request.
security:
  api:
    jwt:
      sign:
        expiresIn: 1h
uplinks:
  upstream:
    url: ${JSON.stringify(upstream)}
    maxage: 60m
packages:
${ours}  '**':
    access: $all
    proxy: upstream
log: { type: stdout, format: pretty, level: warn }
`;
}

async function signUp(url) {
  const name = 'publisher';
  const response = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'only-for-this-run' }),
  });
  const { token } = await response.json();
  if (!token) throw new Error(`the registry signs nobody up: ${response.status}`);
  return token;
}

async function answers(url) {
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return;
    } catch {
      // Not yet.
    }
    if (Date.now() > until) throw new Error(`no registry answers at ${url}`);
    await delay(100);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
