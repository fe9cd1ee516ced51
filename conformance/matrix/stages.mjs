/** One project from the generator to live calls; a stage that fails ends what depends on it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { bin, cleanEnv, conformance, pythonOf, sourceOf } from './prepare.mjs';

/**
 * @typedef {{ stage: string, ok: boolean, passed: number, failed: number, seconds: number, output: string }} Outcome
 */

/**
 * Generates a project.
 *
 * @returns {Promise<{ server: string, backend: string }>} the two folders
 */
export async function generate({ project, folder, backendPython }) {
  const server = join(folder, 'mcp-server');
  const { options, backend } = await sourceOf({ pattern: project.pattern, folder, backendPython });
  const answers = ['--pattern', project.pattern, '--structure', project.structure, '--identity', project.identity];
  const args = [bin, 'app', '--yes', '--skip-install', '--name', 'conformance-mcp', '--output', server];
  const plugins = project.plugin === undefined ? [] : ['--plugin', join(root, project.plugin)];
  await run(process.execPath, [...args, ...answers, ...(project.flags ?? []), ...plugins, ...options], {
    cwd: folder,
    env: cleanEnv,
    quiet: true,
  });
  return { server, backend };
}

/** `uv sync`, as the emitted README says. */
export function sync(uv, server) {
  return runTwice(uv, ['sync', '--quiet'], { cwd: server, env: cleanEnv, quiet: true });
}

/** The interpreter of an emitted project. */
export function projectPython(server) {
  return pythonOf(join(server, '.venv'));
}

/** What every emitted project must pass, by name; the settings are those of its own pyproject.toml. */
export const CHECKS = {
  ruff: ['ruff', 'check', '--no-cache'],
  format: ['ruff', 'format', '--check', '--no-cache'],
  mypy: ['mypy'],
  pytest: ['pytest', 'tests/', '-p', 'no:cacheprovider'],
};

const OWN_PYTHON = [
  'backends',
  'cached',
  'drive',
  'faults',
  'load',
  'mounted',
  'non-interference',
  'prompts',
  'service-calls',
  'settings/start_backend.py',
  'transforms',
];

/** The same linters on the Python of conformance/ itself, so that a judge is no worse than what it judges. */
export async function checkDriver({ uv, server }) {
  const config = join(conformance, 'drive', 'pyproject.toml');
  const commands = [
    ['ruff', 'check', '--no-cache', '--config', config, ...OWN_PYTHON],
    ['ruff', 'format', '--check', '--no-cache', '--config', config, ...OWN_PYTHON],
    [
      'mypy',
      '--config-file',
      config,
      '--cache-dir',
      join(server, '.mypy_cache'),
      '-p',
      'drive',
      '-p',
      'faults',
      '-p',
      'load',
    ],
  ];
  for (const command of commands) {
    const args = ['run', '--no-sync', '--project', server, ...command];
    const { code, output } = await run(uv, args, { cwd: conformance, env: cleanEnv, quiet: true, allowFailure: true });
    if (code !== 0) return { ok: false, output, passed: 0, failed: 1 };
  }
  return { ok: true, output: '', passed: 1, failed: 0 };
}

/** Runs one of the checks. */
export async function check(name, { uv, server, env = cleanEnv }) {
  const { code, output } = await run(uv, ['run', '--no-sync', ...CHECKS[name]], {
    cwd: server,
    env,
    quiet: true,
    allowFailure: true,
  });
  const counts = name === 'pytest' ? countPytest(output) : { passed: code === 0 ? 1 : 0, failed: 0 };
  return { ok: code === 0, output, passed: counts.passed, failed: Math.max(counts.failed, code === 0 ? 0 : 1) };
}

const AUDIT = `import json, sqlite3
rows = sqlite3.connect("audit.sqlite3").execute("SELECT user_id, tool, outcome, arguments FROM calls").fetchall()
print(json.dumps({"rows": len(rows), "users": sorted({r[0] or "" for r in rows}), "outcomes": sorted({r[2] for r in rows}),
  "names": sorted({n for r in rows for n in r[3].split(",") if n})}))`;

/** What the example plugin noted of the driver's calls, by both users and with failures; and nothing that was sent. */
export async function auditLog(server) {
  const { output } = await run(projectPython(server), ['-c', AUDIT], { cwd: server, env: cleanEnv, quiet: true });
  const { rows, users, outcomes, names } = JSON.parse(output);
  const bytes = readFileSync(join(server, 'audit.sqlite3'), 'latin1');
  const leaked = /Bearer |eyJ[\w-]{10,}/i.test(bytes) || !names.every((name) => /^\w+$/.test(name));
  const ok = rows > 10 && users.length > 1 && outcomes.includes('ok') && outcomes.length > 3 && !leaked;
  return { ok, output: `${output}${leaked ? 'a secret is in it' : ''}`, passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** The totals in pytest's last lines. */
export function countPytest(output) {
  const count = (word) => Number(output.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('errors?') };
}

/**
 * Drives a server with a real MCP client.
 *
 * @param {(event: any) => void} [onEvent] gets what the driver reports, as it happens
 */
export async function drive({ project, live, server, backend, backendPython, env = {} }, onEvent) {
  const target = [
    '--server',
    server,
    '--pattern',
    project.pattern,
    '--backend',
    backend,
    '--backend-python',
    backendPython,
  ];
  const proof = project.flags?.includes('--user-proof') ? ['--user-proof', 'assertion'] : [];
  const how = ['--identity', live.identity, '--transport', live.transport, ...proof];
  const events = [];
  const { code, output } = await run(projectPython(server), ['-m', 'drive', ...target, ...how], {
    cwd: conformance,
    env: { ...cleanEnv, ...env },
    quiet: true,
    allowFailure: true,
    onLine: (line) => {
      const event = parsed(line);
      if (event) events.push(event);
      if (event) onEvent?.(event);
    },
  });
  const summary = events.find(({ event }) => event === 'summary');
  const wrong = events
    .filter((event) => event.ok === false && event.event === 'check')
    .map((event) => JSON.stringify(event));
  const seven = summary?.error_types.length === 7;
  return {
    ok: code === 0 && seven,
    passed: summary?.passed ?? 0,
    failed: Math.max(summary?.failed ?? 0, code === 0 && seven ? 0 : 1),
    output: wrong.join('\n') || output,
    events,
  };
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
