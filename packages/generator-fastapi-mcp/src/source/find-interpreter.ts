import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { UserError } from '@fastapi-mcp/kit';

/** A command that starts Python, and how to call it in messages. */
export interface Interpreter {
  readonly command: string;
  readonly args: readonly string[];
  readonly name: string;
}

const BIN = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';

/**
 * The backend's own Python: the one that was named, a virtual environment of the folder or above it, the active one,
 * `uv run` where the folder is locked by uv, and at last whatever `python3` is.
 *
 * @param folder - the backend, absolute.
 * @throws UserError when there is none.
 */
export function findInterpreter(
  folder: string,
  named: string | null,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Interpreter {
  if (named !== null) return direct(namedPython(named, cwd, env));
  const own = [...upwards(folder)]
    .flatMap((each) => ['.venv', 'venv', 'env'].map((name) => join(each, name, BIN)))
    .find(existsSync);
  if (own) return direct(own);
  if (env.VIRTUAL_ENV && existsSync(join(env.VIRTUAL_ENV, BIN))) return direct(join(env.VIRTUAL_ENV, BIN));
  const uv = onPath('uv', env);
  const locked = [...upwards(folder)].find((each) => existsSync(join(each, 'uv.lock')));
  if (uv && locked)
    return { command: uv, args: ['run', '--frozen', '--quiet', '--project', locked, 'python'], name: 'uv run python' };
  const python = onPath('python3', env) ?? onPath('python', env);
  if (python) return direct(python);
  throw new UserError(
    'there is no Python to import the backend with',
    'make its virtual environment (uv sync), or pass --python FILE',
  );
}

function direct(command: string): Interpreter {
  return { command, args: [], name: command };
}

/** A file, a virtual environment's folder, or a name on the PATH. */
function namedPython(named: string, cwd: string, env: NodeJS.ProcessEnv): string {
  const file = resolve(cwd, named);
  const found = [join(file, BIN), file].find(isExecutableFile) ?? (named.includes('/') ? null : onPath(named, env));
  if (found) return found;
  throw new UserError(`--python: there is no interpreter ${named}`, "pass the backend's own, such as .venv/bin/python");
}

/** The folder and those above it, up to the repository's root. */
function* upwards(folder: string): Generator<string> {
  for (let each = folder; ; each = dirname(each)) {
    yield each;
    if (existsSync(join(each, '.git')) || dirname(each) === each) return;
  }
}

/** A command of the PATH, absolute. */
export function onPath(name: string, env: NodeJS.ProcessEnv): string | null {
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name];
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isExecutableFile) ?? null;
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
