import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from './run-command.js';

const root = resolve(import.meta.dirname, '../..');
const packages = join(root, 'packages');
const SETTING =
  /^(MCP|OAUTH|BACKEND|SERVICE|SESSION|TOKEN|PYTHON|npm|JEST)_|^(CI|PORT|LOG_LEVEL|NODE_ENV|NODE_OPTIONS|VIRTUAL_ENV|UV_PROJECT_ENVIRONMENT|REDIS_URL)$/;

/**
 * Commands that would come from a package registry, by the names that the documents use: they run the built checkout.
 * Anything else of npm and npx is refused, so that no published package is tested by mistake.
 */
const shims = (folder: string): Readonly<Record<string, string>> => ({
  'fastapi-mcp': `exec node '${packages}/generator-fastapi-mcp/bin/fastapi-mcp.js' "$@"`,
  yo: `exec node '${folder}/yo.mjs' "$@"`,
  npx: `case "$*" in
"-p generator-fastapi-mcp fastapi-mcp"*) shift 2 ;;
"-p yo -p generator-fastapi-mcp yo fastapi-mcp:"*) shift 4 ;;
*) echo "npx $* is not ours to run" >&2; exit 97 ;;
esac
exec "$@"`,
  npm: `case "$*" in
"create fastapi-mcp"*) shift 2 ;;
install)
  mkdir -p node_modules/@fastapi-mcp
  ln -sfn '${packages}/kit' node_modules/@fastapi-mcp/kit
  exec ln -sfn '${packages}/generator-fastapi-mcp' node_modules/generator-fastapi-mcp ;;
test | "run "* | "pack "*) exec '${join(dirname(process.execPath), 'npm')}' "$@" ;;
*) echo "npm $* is not ours to run" >&2; exit 97 ;;
esac
if [ "$1" = -- ]; then shift; fi
exec node '${packages}/create-fastapi-mcp/bin/create-fastapi-mcp.js' "$@"`,
});

/** What `yo` does with an installed generator, done with the built one. */
const YO = `import { createRequire } from 'node:module';
const require = createRequire('${packages}/generator-fastapi-mcp/package.json');
const { createEnv } = await import(require.resolve('yeoman-environment'));
const [namespace, ...args] = process.argv.slice(2);
const options = {};
for (const [at, arg] of args.entries()) {
  if (!arg.startsWith('--')) continue;
  const next = args[at + 1];
  options[arg.slice(2)] = next === undefined || next.startsWith('--') ? true : next;
}
const env = createEnv({ cwd: process.cwd() });
env.register('${packages}/generator-fastapi-mcp/dist/generators/' + namespace.split(':')[1] + '/index.js', { namespace });
await env.run([namespace], options).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/** What all pages start from: the commands, the example backend with its environment, and its contract. */
export interface Checkout {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Prepares commands and backend, once for all pages.
 *
 * @throws Error when the packages are not built.
 */
export async function prepareCheckout(): Promise<Checkout> {
  if (!existsSync(join(packages, 'generator-fastapi-mcp/dist/main.js')))
    throw new Error('build the packages first: the documents are run against them');
  const folder = mkdtempSync(join(tmpdir(), 'docs-commands-'));
  mkdirSync(join(folder, 'bin'));
  for (const [name, script] of Object.entries(shims(folder)))
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'yo.mjs'), YO);
  cpSync(join(root, 'examples/todo-backend'), join(folder, 'backend'), {
    recursive: true,
    filter: (path) => !/\/(\.venv|uv\.lock|__pycache__|\..*_cache)$/.test(path),
  });
  const inherited = Object.entries(process.env).filter(([name]) => !SETTING.test(name));
  const env = { ...Object.fromEntries(inherited), PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  const print = 'import json; from app.main import app; print(json.dumps(app.openapi()))';
  await ask(`uv sync --quiet && .venv/bin/python -c '${print}' > ../openapi.json`, {
    folder: join(folder, 'backend'),
    env,
  });
  return { folder, env };
}

/** A page's own folder: `openapi.json` and `backend/`, as its readers have them. */
export function openScratch({ folder }: Checkout): string {
  const scratch = mkdtempSync(join(folder, 'page-'));
  cpSync(join(folder, 'openapi.json'), join(scratch, 'openapi.json'));
  cpSync(join(folder, 'backend'), join(scratch, 'backend'), {
    recursive: true,
    filter: (path) => !path.endsWith('/.venv'),
  });
  symlinkSync(join(folder, 'backend/.venv'), join(scratch, 'backend/.venv'));
  return scratch;
}

/** Takes everything away again. */
export function removeCheckout({ folder }: Checkout): void {
  rmSync(folder, { recursive: true, force: true });
}

async function ask(text: string, place: { readonly folder: string; readonly env: NodeJS.ProcessEnv }): Promise<void> {
  const { code, output } = await runCommand(text, place);
  if (code !== 0) throw new Error(`${text} ended with ${code}:\n${output}`);
}
