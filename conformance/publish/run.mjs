/**
 * The whole way of a release, on this machine alone: everything is published to a registry on loopback, installed from
 * there into an empty prefix beside `yo`, with the first-party plugins and one that was scaffolded a moment before, and
 * what they generate together is run.
 *
 *     node conformance/publish/run.mjs [--report FILE] [--keep]
 *
 * The packages must be built. Ends with a tally; exit code 1 when anything failed.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureUv, root, withPnpm } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { finish } from '../matrix/finish.mjs';
import { createChecks } from '../packages/checks.mjs';
import { publicPackages } from '../packages/pack.mjs';
import { environment, makeFolder, users } from '../packages/users.mjs';
import { startRegistry } from './registry.mjs';

const { values: options } = parseArgs({ options: { report: { type: 'string' }, keep: { type: 'boolean' } } });
const started = Date.now();
const scratch = mkdtempSync(join(tmpdir(), 'fastapi-mcp-publish-'));
const { check, tally } = createChecks();
const contract = join(root, 'conformance', 'packages', 'openapi.json');
const NEW = 'generator-fastapi-mcp-acme-audit';

const packages = publicPackages();
const plugins = packages.map(({ manifest }) => manifest.name).filter((name) => /^generator-fastapi-mcp-/.test(name));
const prefix = join(scratch, 'prefix');
const uv = await ensureUv({ quiet: true });
let registry = null;

try {
  registry = await check('a registry on loopback', () => startRegistry(join(scratch, 'registry')));
  if (registry && (await publish()) && (await scaffold())) await install();
} finally {
  registry?.stop();
  if (options.keep) console.log(`kept: ${scratch}`);
  else rmSync(scratch, { recursive: true, force: true });
}

/** npm and what calls it, with our registry and nobody's settings. */
function npmEnvironment() {
  return {
    npm_config_userconfig: registry.settings,
    npm_config_registry: registry.url,
    npm_config_update_notifier: 'false',
    NO_COLOR: '1',
  };
}

function publish() {
  return check(`${packages.length} packages are published as a release does it`, async () => {
    // npx first, from wherever this machine gets pnpm; the registry is only for what it runs.
    const settings = Object.entries(npmEnvironment()).map(([name, value]) => `${name}='${value}'`);
    const { output } = await withPnpm(`env ${settings.join(' ')} changeset publish --no-git-tag`, { quiet: true });
    for (const { manifest } of packages) {
      const answer = await fetch(`${registry.url}${manifest.name.replace('/', '%2f')}`);
      const { versions = {} } = answer.ok ? await answer.json() : {};
      const published = versions[manifest.version];
      if (!published) throw new Error(`${manifest.name}@${manifest.version} is not in the registry:\n${output}`);
      const ranges = Object.values({ ...published.dependencies, ...published.peerDependencies });
      const wrong = ranges.filter((range) => /^(workspace|catalog|link|file):/.test(range));
      if (wrong.length > 0) throw new Error(`${manifest.name} asks for ${wrong.join(', ')}`);
    }
  });
}

/** A plugin as it comes out of the scaffold: its own tests pass against the published packages, and it publishes. */
async function scaffold() {
  const folder = join(scratch, NEW);
  const bin = join(root, 'packages', 'generator-fastapi-mcp', 'bin', 'fastapi-mcp.js');
  const env = npmEnvironment();
  const steps = [
    ['a new plugin', process.execPath, [bin, 'plugin', 'acme-audit', '--output', folder], scratch],
    ['it installs', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], folder],
    ['its own tests pass', 'npm', ['test'], folder],
    ['it packs', 'npm', ['pack', '--dry-run'], folder],
    ['it publishes', 'npm', ['publish', '--tag', 'latest'], folder],
  ];
  for (const [title, command, args, cwd] of steps) {
    const action = () => (title === 'it installs' ? runTwice : run)(command, args, { cwd, env, quiet: true });
    if (!(await check(title, action))) return false;
  }
  return true;
}

async function install() {
  const names = ['yo@7', 'generator-fastapi-mcp', ...plugins, NEW];
  const installed = await check(`npm installs ${names.join(' ')} from there`, async () => {
    mkdirSync(prefix);
    writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
    const args = ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--prefer-offline', ...names];
    await runTwice('npm', args, { cwd: prefix, env: npmEnvironment(), quiet: true });
    chmodSync(scratch, 0o755);
    const kits = (
      await run('npm', ['ls', '--all', '--parseable', '@fastapi-mcp/kit'], { cwd: prefix, quiet: true })
    ).output
      .trim()
      .split('\n');
    if (new Set(kits).size !== 1) throw new Error(`kit is there ${kits.length} times:\n${kits.join('\n')}`);
  });
  if (!installed) return;
  const [user] = users(scratch);
  const all = [...plugins, NEW].flatMap((name) => ['--plugin', name.replace('generator-fastapi-mcp-', '')]);
  const answers = [
    '--openapi',
    'openapi.json',
    '--pattern',
    '4',
    '--structure',
    'b',
    '--name=published-mcp',
    '--yes',
    '--skip-install',
  ];
  const made = {};
  for (const [name, command] of [
    ['yo fastapi-mcp:app', ['yo', 'fastapi-mcp:app']],
    ['fastapi-mcp app', ['fastapi-mcp', 'app']],
  ]) {
    const folder = makeFolder(user, name.replace(/\W+/g, '-'));
    cpSync(contract, join(folder, 'openapi.json'));
    await check(`${name} with every plugin`, async () => {
      await run(command[0], [...command.slice(1), ...answers, ...all], {
        cwd: folder,
        env: environment(user, prefix),
        identity: user.identity,
        quiet: true,
      });
      made[name] = join(folder, 'mcp-server');
      const stored = JSON.parse(readFileSync(join(made[name], '.yo-rc.json'), 'utf8'))['generator-fastapi-mcp'];
      const remembered = Object.keys(stored.plugins).sort();
      const wanted = [...plugins, NEW].sort();
      if (remembered.join() !== wanted.join()) throw new Error(`remembered: ${remembered.join(', ') || 'nothing'}`);
      if (!existsSync(join(made[name], 'src', 'plugins', 'acme_audit.py')))
        throw new Error('the new plugin wrote nothing');
    });
  }
  const project = made['yo fastapi-mcp:app'];
  if (!project) return;
  await check('yo fastapi-mcp-acme-audit:acme-audit, in the project', async () => {
    const before = readFileSync(join(project, '.yo-rc.json'), 'utf8');
    await run('yo', ['fastapi-mcp-acme-audit:acme-audit', '--yes', '--skip-install'], {
      cwd: project,
      env: environment(user, prefix),
      identity: user.identity,
      quiet: true,
    });
    if (readFileSync(join(project, '.yo-rc.json'), 'utf8') !== before) throw new Error('.yo-rc.json is another');
  });
  await check('check, with every plugin installed', () =>
    run('fastapi-mcp', ['check'], {
      cwd: project,
      env: environment(user, prefix),
      identity: user.identity,
      quiet: true,
    }),
  );
  await check('yo fastapi-mcp:plugin writes what fastapi-mcp plugin does', async () => {
    const folder = makeFolder(user, 'plugins');
    const how = { cwd: folder, env: environment(user, prefix), identity: user.identity, quiet: true };
    await run('yo', ['fastapi-mcp:plugin', 'acme-audit'], how);
    await run('fastapi-mcp', ['plugin', 'acme-audit', '--output', join(folder, 'bin')], how);
    const [byYo, byBin] = [join(folder, NEW), join(folder, 'bin')].map(filesIn);
    if (byYo.length < 5 || byYo.join() !== byBin.join()) throw new Error(`${byYo.join(', ')} and ${byBin.join(', ')}`);
  });
  const venv = { UV_PROJECT_ENVIRONMENT: join(scratch, 'venv'), VIRTUAL_ENV: undefined };
  if (!(await check('uv sync', () => runTwice(uv, ['sync', '--quiet'], { cwd: project, env: venv, quiet: true }))))
    return;
  for (const command of [
    'ruff check --no-cache',
    'ruff format --check --no-cache',
    'mypy',
    'pytest tests/ -q -p no:cacheprovider',
  ]) {
    await check(`what came out: ${command}`, () =>
      run(uv, ['run', '--no-sync', ...command.split(' ')], { cwd: project, env: venv, quiet: true }),
    );
  }
}

/** Each file with its text. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => `${relative(folder, file)}: ${readFileSync(file, 'utf8')}`)
    .sort();
}

finish({ ...tally(), file: options.report, remark: ` in ${((Date.now() - started) / 1000).toFixed(0)} s` });
