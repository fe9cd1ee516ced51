/** The four ways in, each from the installed packages: they work, refuse alike, and write the same bytes. */
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/run.mjs';
import { expectNone } from './checks.mjs';
import { filesIn } from './contents.mjs';
import { environment, makeFolder } from './users.mjs';

const CONTRACT = join(dirname(fileURLToPath(import.meta.url)), 'openapi.json');
const SECRET = /^SERVICE_AUTH_TOKEN=([\w-]{43})$/m;

/** A value, a repeated list, a list of one, a short name and a switch: what `yo` and our own parser might read differently. */
const OPTIONS = [
  ...['--openapi', 'openapi.json', '--pattern', '4', '--name=packed-mcp', '--structure', 'b', '-o', 'server'],
  ...['--include-tag', 'tasks', '--include-tag', 'admin', '--exclude', 'delete_*', '--yes', '--skip-install'],
];
const TOOLS = ['create_task', 'list_tasks', 'list_users'];

/** The ways in, the one to compare with first. */
const ways = (prefix) => ({
  'npx fastapi-mcp': ['npx', '--prefix', prefix, 'fastapi-mcp'],
  'npm create fastapi-mcp': ['npm', 'create', '--prefix', prefix, 'fastapi-mcp', '--'],
  'yo fastapi-mcp:app': ['yo', 'fastapi-mcp:app'],
});

/** Checks every way in as one user. */
export async function checkCommands(user, prefix, check) {
  const go = (command, folder) => runAs(user, prefix, command, folder);
  const made = {};
  for (const [name, command] of Object.entries(ways(prefix))) {
    const folder = prepareFolder(user, name);
    await check(`${user.name}: ${name}`, async () => {
      expectExit(await go([...command, ...OPTIONS], folder), 0);
      made[name] = join(folder, 'server');
      expectProject(made[name]);
    });
  }
  const [first, ...others] = Object.entries(made);
  for (const [name, folder] of others) {
    await check(`${user.name}: ${name} writes what ${first[0]} does`, () => {
      expectSameTree(folder, first[1]);
      if (secretIn(folder) === secretIn(first[1])) throw new Error('two projects with one secret');
    });
  }
  if (made['yo fastapi-mcp:app']) await checkClient(user, made['yo fastapi-mcp:app'], go, check);
  await checkRefusals(user, prefix, go, check);
  await check(`${user.name}: yo fastapi-mcp:app --help`, async () => {
    const ours = await go(['npx', '--prefix', prefix, 'fastapi-mcp', '--help'], user.work);
    const theirs = await go(['yo', 'fastapi-mcp:app', '--help'], user.work);
    for (const help of [ours, theirs]) expectExit(help, 0);
    const flags = new Set(ours.output.match(/(?<=\s)--(?!no-|version)[a-z][a-z-]+/g));
    if (flags.size < 20) throw new Error(`only ${flags.size} flags in\n${ours.output}`);
    expectNone([...flags].filter((flag) => !theirs.output.includes(`${flag} `)).map((flag) => `no ${flag}`));
  });
}

/** One generator by itself, in a project: nothing changes without a reason, and with one the same as from our own bin. */
async function checkClient(user, project, go, check) {
  const twin = join(dirname(project), 'twin');
  await check(`${user.name}: yo fastapi-mcp:client, in the project`, async () => {
    cpSync(project, twin, { recursive: true, preserveTimestamps: true });
    expectExit(await go(['yo', 'fastapi-mcp:client', '--yes', '--skip-install'], project), 0);
    expectSameTree(project, twin);
  });
  await check(`${user.name}: yo fastapi-mcp:client writes what fastapi-mcp client does`, async () => {
    if (user.owner !== undefined) await run('chown', ['-R', String(user.owner), twin]);
    const before = readFileSync(join(project, 'src', 'failures.py'), 'utf8');
    const change = ['--pattern', '3', '--yes', '--skip-install'];
    expectExit(await go(['yo', 'fastapi-mcp:client', ...change], project), 0);
    expectExit(await go(['fastapi-mcp', 'client', ...change], twin), 0);
    if (readFileSync(join(project, 'src', 'failures.py'), 'utf8') === before)
      throw new Error('the client is as it was');
    expectSameTree(project, twin);
  });
}

/** Wrong usage is told in one line, nothing is written, and the exit code says so. */
async function checkRefusals(user, prefix, go, check) {
  for (const [name, command] of Object.entries(ways(prefix))) {
    await check(`${user.name}: ${name} refuses a wrong answer`, async () => {
      const folder = prepareFolder(user, `${name}, refused`);
      const outcome = await go([...command, '--openapi', 'openapi.json', '--pattern', '9', '--yes'], folder);
      expectExit(outcome, 2);
      if (!/--pattern.*"9".*1, 2, 3, 4/.test(outcome.output))
        throw new Error(`the option, the value and the fix are not told:\n${outcome.output}`);
      expectNone(filesIn(folder).filter((path) => path !== 'openapi.json'));
    });
  }
}

function prepareFolder(user, name) {
  const folder = makeFolder(user, name.replace(/\W+/g, '-'));
  cpSync(CONTRACT, join(folder, 'openapi.json'));
  return folder;
}

function runAs(user, prefix, [program, ...args], cwd) {
  return run(program, args, {
    cwd,
    env: environment(user, prefix),
    identity: user.identity,
    quiet: true,
    allowFailure: true,
  });
}

function expectExit({ code, output }, wanted) {
  if (code !== wanted) throw new Error(`exit code ${code}, not ${wanted}:\n${output}`);
}

function expectProject(folder) {
  const tools = Object.keys(JSON.parse(readFileSync(join(folder, 'tools.lock.json'), 'utf8')).tools).sort();
  const wanted = [
    '.env',
    '.env.example',
    'README.md',
    'pyproject.toml',
    'src/client.py',
    'src/server.py',
    ...TOOLS.map((name) => `src/tools/${name}.py`),
  ];
  expectNone([
    ...wanted.filter((path) => !existsSync(join(folder, path))).map((path) => `no ${path}`),
    ...(tools.join() === TOOLS.join() ? [] : [`tools.lock.json has ${tools.join(', ')}`]),
    ...(statSync(join(folder, '.env')).mode % 0o1000 === 0o600 ? [] : ['.env is not for its owner alone']),
    ...(secretIn(folder) ? [] : ['no token in .env']),
  ]);
}

function secretIn(folder) {
  return SECRET.exec(readFileSync(join(folder, '.env'), 'utf8'))?.[1];
}

/** The same files with the same bytes and permissions, whatever the secret is. */
function expectSameTree(folder, other) {
  const [paths, others] = [filesIn(folder), filesIn(other)];
  expectNone([
    ...paths.filter((path) => !others.includes(path)).map((path) => `only here: ${path}`),
    ...others.filter((path) => !paths.includes(path)).map((path) => `only there: ${path}`),
    ...paths
      .filter((path) => others.includes(path) && content(folder, path) !== content(other, path))
      .map((path) => `differs: ${path}`),
  ]);
}

function content(folder, path) {
  const file = join(folder, path);
  const bytes = readFileSync(file, 'latin1').replace(path === '.env' ? SECRET : /$^/, 'SERVICE_AUTH_TOKEN=');
  return `${statSync(file).mode.toString(8)}\n${bytes}`;
}
