import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { UserError } from '@fastapi-mcp/kit';
import type { AppTarget } from './import-app.js';

/** Where FastAPI projects keep their application, most usual first; `*` is one folder. */
const USUAL = [
  'main.py',
  'app.py',
  'api.py',
  'server.py',
  'asgi.py',
  'app/main.py',
  'app/app.py',
  'app/api.py',
  'app/server.py',
  'app/asgi.py',
  'app/__init__.py',
  'api/main.py',
  'backend/main.py',
  'src/main.py',
  'src/app.py',
];
const SKIPPED =
  /^(\.|__pycache__$|node_modules$|venv$|env$|site-packages$|tests?$|docs?$|migrations$|alembic$|build$|dist$)/;
const PROJECT = ['pyproject.toml', 'setup.py', 'requirements.txt'];
const MAX_FILES = 5_000;
const MAX_DEPTH = 5;

const INSTANCE = /^([A-Za-z_]\w*)\s*(?::\s*[\w.]*FastAPI\s*)?=\s*(?:[A-Za-z_]\w*\.)?FastAPI\(/gm;
const FACTORY = /^(?:async\s+)?def\s+([A-Za-z_]\w*)\s*\(([^)]*)\)\s*(->\s*["']?(?:[A-Za-z_]\w*\.)?FastAPI["']?)?\s*:/gm;
const FACTORY_NAMES = /^(create|get|make|build|init)_?(app|application|api)?$/;

/**
 * The application of a source tree: what `[tool.fastapi]` names, else the first file that makes a FastAPI object or a
 * factory, usual places first.
 *
 * @param folder - absolute.
 * @returns ways to import it, best first: a project may mean its own folder or the file's as the root of imports.
 * @throws UserError when there is none.
 */
export function findApp(folder: string): readonly AppTarget[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(
      `--backend: there is no folder ${folder}`,
      'check the path; it is relative to the current folder',
    );
  const entrypoint = entrypointOf(folder);
  if (entrypoint !== null) return [{ target: entrypoint, root: folder, folder }];
  const files = pythonFiles(folder);
  for (const [kind, find] of [
    ['instance', instanceIn],
    ['factory', factoryIn],
  ] as const) {
    for (const file of files) {
      const name = find(readFileSync(file, 'utf8'));
      if (name === null) continue;
      const made = { file, name: kind === 'factory' ? `${name}()` : name };
      const home = projectOf(file, folder);
      if (home === folder) return targetsOf({ ...made, folder });
      const own = entrypointOf(home);
      const there = own === null ? targetsOf({ ...made, folder: home }) : [{ target: own, root: home, folder: home }];
      return [...there, ...targetsOf({ ...made, folder })];
    }
  }
  throw new UserError(
    `--backend: no FastAPI application was found in ${folder}`,
    'name it: --app module:attr (a factory works too), or pass --openapi FILE',
  );
}

/** The folder of the Python project that a file is in, where the named folder holds several things (`backend/`, `frontend/`). */
function projectOf(file: string, folder: string): string {
  for (let each = dirname(file); each !== folder && each !== dirname(each); each = dirname(each))
    if (PROJECT.some((name) => existsSync(join(each, name)))) return each;
  return folder;
}

/** FastAPI's own setting (`fastapi run` reads it): `[tool.fastapi] entrypoint = "app.main:app"`. */
function entrypointOf(folder: string): string | null {
  const file = join(folder, 'pyproject.toml');
  if (!existsSync(file)) return null;
  const section = /^\[tool\.fastapi\][^[]*/m.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  return /^\s*entrypoint\s*=\s*["']([\w.]+:[\w.]+)["']/m.exec(section)?.[1] ?? null;
}

function instanceIn(source: string): string | null {
  const names = [...source.matchAll(INSTANCE)].map(([, name]) => name ?? '');
  return names.find((name) => /^(app|application|api)$/.test(name)) ?? names[0] ?? null;
}

function factoryIn(source: string): string | null {
  if (!source.includes('FastAPI')) return null;
  for (const [, name = '', parameters = '', returns] of source.matchAll(FACTORY)) {
    const callable = parameters
      .split(',')
      .every((each) => each.trim() === '' || each.includes('=') || each.includes('*'));
    if (callable && (returns !== undefined || FACTORY_NAMES.test(name))) return name;
  }
  return null;
}

function targetsOf({
  file,
  name,
  folder,
}: {
  readonly file: string;
  readonly name: string;
  readonly folder: string;
}): readonly AppTarget[] {
  const parts = relative(folder, file).split(sep);
  const roots = [folder];
  // A src layout: src/ itself is no package.
  if (parts[0] === 'src' && !existsSync(join(folder, 'src', '__init__.py'))) roots.unshift(join(folder, 'src'));
  roots.push(dirname(file));
  return [...new Set(roots)].map((root) => ({ target: `${moduleOf(relative(root, file))}:${name}`, root, folder }));
}

function moduleOf(path: string): string {
  const parts = path.replace(/\.py$/, '').split(sep);
  return (parts.at(-1) === '__init__' && parts.length > 1 ? parts.slice(0, -1) : parts).join('.');
}

/** All Python files within reach, usual places first, then the shallow ones. */
function pythonFiles(folder: string): readonly string[] {
  const found: string[] = [];
  let level = [folder];
  for (let depth = 0; depth < MAX_DEPTH && found.length < MAX_FILES; depth += 1) {
    const entries = level.flatMap((each) =>
      readdirSync(each, { withFileTypes: true }).map((entry) => ({ entry, path: join(each, entry.name) })),
    );
    found.push(
      ...entries
        .filter(({ entry }) => entry.isFile() && entry.name.endsWith('.py'))
        .map(({ path }) => path)
        .sort(),
    );
    level = entries
      .filter(({ entry }) => entry.isDirectory() && !SKIPPED.test(entry.name))
      .map(({ path }) => path)
      .sort();
  }
  const rank = (file: string): number => {
    const index = USUAL.indexOf(relative(folder, file).split(sep).join('/'));
    return index === -1 ? USUAL.length : index;
  };
  return found.slice(0, MAX_FILES).sort((a, b) => rank(a) - rank(b));
}
