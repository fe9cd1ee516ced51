/** Who is measured, and how each is started: the same backend, the same uvloop and httptools, the same user. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, runTwice } from '../scripts/run.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const generator = fileURLToPath(new URL('../packages/generator-fastapi-mcp/bin/fastapi-mcp.js', import.meta.url));
const servers = join(here, 'servers');
const backendFolder = join(here, 'backend');

/** What each environment installs; the latest of each, since that is what its users get today. */
const REQUIREMENTS = {
  peers: ['fastmcp>=4,<5', 'fastapi', 'uvicorn', 'httptools', 'uvloop'],
  // A fresh install of it does not start with mcp 2.
  'fastapi-mcp': ['fastapi-mcp>=0.4,<0.5', 'mcp<2', 'httptools', 'uvloop'],
};

/** Made anew: they are in the environment of the children only. */
function secrets() {
  const secret = () => randomBytes(24).toString('hex');
  return { service: secret(), gateway: secret(), user: secret() };
}

/**
 * Installs the peers, and generates our server from the backend's own contract.
 *
 * @param {{ uv: string, scratch: string }} tools
 */
export async function prepare({ uv, scratch }) {
  const pythons = {};
  for (const [name, requirements] of Object.entries(REQUIREMENTS)) {
    const venv = join(scratch, `${name}-venv`);
    await run(uv, ['venv', '--quiet', '--python', '3.11', venv], { quiet: true });
    pythons[name] = join(venv, 'bin', 'python');
    await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythons[name], ...requirements], { quiet: true });
  }
  const openapi = join(scratch, 'openapi.json');
  const script = 'import json, shop; print(json.dumps(shop.app.openapi()))';
  const { output } = await run(pythons.peers, ['-c', script], {
    cwd: backendFolder,
    env: { SERVICE_AUTH_TOKEN: 'unused', PYTHONDONTWRITEBYTECODE: '1' },
    quiet: true,
  });
  writeFileSync(openapi, output);
  const project = join(scratch, 'mcp-server');
  const mounted = join(scratch, 'mounted');
  pythons.ours = await generate({ uv, scratch, openapi, project, options: ['--pattern', '4'] });
  pythons.mounted = await generate({ uv, scratch, openapi, project: mounted, options: ['--pattern', '3', '--mount'] });
  // The other way round from life, where the backend's environment takes what the server needs.
  await runTwice(uv, ['pip', 'install', '--quiet', '--python', pythons.mounted, 'fastapi'], { quiet: true });
  return { pythons, openapi, project, mounted, secrets: secrets() };
}

/** A server, written and installed; its Python. */
async function generate({ uv, scratch, openapi, project, options }) {
  const protections = ['--circuit-breaker', '--idempotency-keys'];
  const always = ['--identity', 'gateway', '--structure', 'b', ...protections, '--yes', '--skip-install'];
  const cwd = join(scratch, 'work');
  mkdirSync(cwd, { recursive: true });
  await run(process.execPath, [generator, 'app', '--openapi', openapi, '--output', project, ...options, ...always], {
    cwd,
    quiet: true,
  });
  await runTwice(uv, ['sync', '--quiet', '--no-dev'], { cwd: project, quiet: true });
  return join(project, '.venv', 'bin', 'python');
}

/** The backend, as `start` wants it. */
export function backend({ pythons, secrets: { service } }, port) {
  return {
    name: 'backend',
    command: pythons.peers,
    args: ['-m', 'uvicorn', 'shop:app', '--port', String(port), '--no-access-log', '--log-level', 'warning'],
    cwd: backendFolder,
    env: { SERVICE_AUTH_TOKEN: service },
    origin: `http://127.0.0.1:${port}`,
    headers: { authorization: `Bearer ${service}`, 'x-user-id': 'alice' },
  };
}

/**
 * Every server, ours first.
 *
 * @param {Awaited<ReturnType<typeof prepare>>} prepared
 * @param {{ backendUrl: string, portOf: (name: string) => number }} places
 */
export function competitors(prepared, { backendUrl, portOf }) {
  const { pythons, openapi, project, mounted, secrets } = prepared;
  const { service, gateway, user } = secrets;
  const outbound = { BACKEND_URL: backendUrl, SERVICE_AUTH_TOKEN: service };
  const behindGateway = {
    MCP_IDENTITY: 'gateway',
    MCP_GATEWAY_SECRET: gateway,
    // On, as they come, but never reached: what they cost is measured, not what they refuse.
    RATE_LIMIT_PER_USER: '1000000/second',
    RATE_LIMIT_TOTAL: '1000000/second',
  };
  const asUser = { authorization: `Bearer ${service}`, 'x-user-id': 'alice' };
  const peer = (
    name,
    title,
    { python, program, env = outbound, headers = {}, flags = [], mounted: inside = false },
  ) => ({
    name,
    title,
    mounted: inside,
    command: python,
    args: [join(servers, program), String(portOf(name)), ...flags],
    cwd: servers,
    env,
    url: `http://127.0.0.1:${portOf(name)}/mcp`,
    headers,
  });
  return [
    {
      name: 'ours',
      title: 'generator-fastapi-mcp',
      mounted: false,
      command: pythons.ours,
      args: ['-m', 'src.server'],
      cwd: project,
      env: {
        ...outbound,
        MCP_TRANSPORT: 'streamable-http',
        MCP_PORT: String(portOf('ours')),
        ...behindGateway,
      },
      url: `http://127.0.0.1:${portOf('ours')}/mcp`,
      headers: { authorization: `Bearer ${gateway}`, 'x-user-id': 'alice' },
    },
    peer('ours-mounted', 'generator-fastapi-mcp, mounted', {
      python: pythons.mounted,
      program: 'ours_mounted.py',
      env: {
        ...behindGateway,
        SERVICE_AUTH_TOKEN: service,
        USER_TOKEN: user,
        BACKEND_ACCESS_TOKEN: user,
        MCP_USER_ID: 'alice',
        PYTHONPATH: [mounted, backendFolder].join(delimiter),
      },
      headers: { authorization: `Bearer ${gateway}`, 'x-user-id': 'alice' },
      mounted: true,
    }),
    peer('minimal', 'a minimal MCPServer by hand', { python: pythons.peers, program: 'minimal.py' }),
    peer('fastmcp', 'FastMCP.from_openapi', {
      python: pythons.peers,
      program: 'from_openapi.py',
      env: { ...outbound, OPENAPI: openapi },
    }),
    peer('fastapi-mcp', 'fastapi-mcp, separate', {
      python: pythons['fastapi-mcp'],
      program: 'fastapi_mcp_peer.py',
      env: { ...outbound, PYTHONPATH: backendFolder },
      headers: asUser,
    }),
    peer('fastapi-mcp-mounted', 'fastapi-mcp, mounted', {
      python: pythons['fastapi-mcp'],
      program: 'fastapi_mcp_peer.py',
      env: { ...outbound, PYTHONPATH: backendFolder },
      headers: asUser,
      flags: ['--mounted'],
      mounted: true,
    }),
  ];
}
