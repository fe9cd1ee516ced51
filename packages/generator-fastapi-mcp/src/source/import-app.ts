import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { UserError } from '@fastapi-mcp/kit';
import type { Interpreter } from './find-interpreter.js';
import { MAX_BYTES, MAX_SIZE } from './limits.js';

const TIME_LIMIT_MS = 60_000;
const SCRIPT = fileURLToPath(new URL('./templates/print_openapi.py', import.meta.url));
/** So much of what the application says on stderr is kept: the end of its traceback. */
const KEPT_STDERR = 16_384;
const SHOWN_LINES = 12;

/** An application to import. */
export interface AppTarget {
  /** `module:attr`; a factory works too. */
  readonly target: string;
  /** Absolute; put first on `sys.path`, and the working folder of the import (applications read their `.env` there). */
  readonly root: string;
  readonly folder: string;
}

/** The application could not be imported; `missingModule` when a module of that name does not exist. */
export class ImportFailure extends UserError {
  constructor(
    message: string,
    hint: string,
    readonly missingModule: string | null,
  ) {
    super(message, hint);
  }
}

/**
 * Imports an application in its own interpreter, in a process of its own with a time limit, and asks it for its
 * document. What the application prints is no part of it.
 *
 * @returns the document's JSON text.
 * @throws ImportFailure with the end of the traceback.
 */
export async function importApp(app: AppTarget, python: Interpreter, env: NodeJS.ProcessEnv): Promise<string> {
  const sentinel = `<<${randomUUID()}>>`;
  const { code, stdout, stderr, timedOut } = await run({ app, python, env, sentinel });
  const [, text] = stdout.split(sentinel);
  if (text !== undefined && stdout.endsWith(sentinel)) return text;
  throw failure({ app, python, stderr, timedOut, code });
}

interface Run {
  readonly app: AppTarget;
  readonly python: Interpreter;
  readonly env: NodeJS.ProcessEnv;
  readonly sentinel: string;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

function run({ app, python, env, sentinel }: Run): Promise<Outcome> {
  const args = [...python.args, SCRIPT, app.root, app.target, sentinel];
  const child = spawn(python.command, args, {
    cwd: app.folder,
    env: { ...env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what the application starts ends with it.
    detached: process.platform !== 'win32',
  });
  const end = (): void => killGroup(child.pid);
  process.once('exit', end);
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, TIME_LIMIT_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) end();
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-KEPT_STDERR);
    });
    child.on('error', (error) =>
      reject(new ImportFailure(`${python.name} cannot be started (${error.message})`, 'pass --python FILE', null)),
    );
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', end);
      if (size > MAX_BYTES)
        reject(
          new ImportFailure(
            `the document of ${app.target} is larger than ${MAX_SIZE}`,
            'leave routes out of its schema',
            null,
          ),
        );
      else resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), stderr, timedOut });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

interface Failure extends Omit<Run, 'env' | 'sentinel'>, Omit<Outcome, 'stdout'> {}

function failure({ app, python, stderr, timedOut, code }: Failure): ImportFailure {
  if (timedOut) {
    return new ImportFailure(
      `importing ${app.target} took longer than ${TIME_LIMIT_MS / 1000} s`,
      'what does it wait for at import? or pass --openapi FILE',
      null,
    );
  }
  const lines = stderr.trimEnd().split('\n').slice(-SHOWN_LINES).map(printable);
  const last = lines.at(-1)?.trim() ?? '';
  const missingModule = /^ModuleNotFoundError: No module named '([^']+)'/.exec(last)?.[1] ?? null;
  const said =
    stderr.trim() === '' ? `it ended with code ${code}` : `\n${lines.map((line) => `    ${line}`).join('\n')}`;
  return new ImportFailure(
    `${app.target} cannot be imported by ${python.name}: ${said}`,
    hintFor(stderr, missingModule, { app, python }),
    missingModule,
  );
}

function hintFor(
  stderr: string,
  missingModule: string | null,
  { app, python }: { readonly app: AppTarget; readonly python: Interpreter },
): string {
  const own = app.target.split(':')[0]?.split('.')[0];
  if (missingModule !== null && missingModule.split('.')[0] !== own)
    return `${missingModule} is not installed for ${python.name}: install it there, or pass the backend's own interpreter with --python`;
  if (missingModule !== null) return 'pass --backend DIR with the folder that the backend is started in';
  if (/ValidationError|validation error|field required|Field required|KeyError|os\.environ|getenv/.test(stderr))
    return 'it may need environment variables: set them as for starting the backend; or pass --openapi FILE';
  return 'make sure that the backend starts by itself; or pass --openapi FILE';
}

/** Tracebacks come from outside: no escape sequence of theirs reaches the terminal. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?').slice(0, 300);
}
