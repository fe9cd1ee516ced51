import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const TIME_LIMIT_MS = 240_000;
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 15_000;

/** Where a command runs. */
export interface Place {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How it ended. */
export interface Outcome {
  readonly code: number | null;
  /** Both streams, as they came. */
  readonly output: string;
  /** The shell's folder afterwards. */
  readonly folder: string;
}

/** Runs a line in a shell, to its end; nobody answers its questions. */
export async function runCommand(text: string, place: Place): Promise<Outcome> {
  const { child, said } = start(`${text}\ncode=$?\npwd >&3\nexit $code`, place);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    signal(child, 'SIGKILL');
  }, TIME_LIMIT_MS);
  const code = await ended(child);
  clearTimeout(timer);
  if (timedOut) throw new Error(`${text} ran longer than ${TIME_LIMIT_MS / 1000} s:\n${said.output}`);
  return { code, output: said.output, folder: said.folder.trim() || place.folder };
}

/** A server that was started. */
export interface Server {
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server and waits until it answers.
 *
 * @throws Error when it ends before it does.
 */
export async function startServer(text: string, place: Place, url: string): Promise<Server> {
  const { child, said } = start(text, place);
  const gone = ended(child).then((code) => ({ code }));
  const until = Date.now() + START_LIMIT_MS;
  while (!(await answers(url))) {
    const end = await Promise.race([gone, delay(200)]);
    if (end) throw new Error(`${text} ended with ${end.code} instead of serving:\n${said.output}`);
    if (Date.now() > until) {
      signal(child, 'SIGKILL');
      throw new Error(`${text} does not answer at ${url}:\n${said.output}`);
    }
  }
  return {
    stop: async () => {
      signal(child, 'SIGTERM');
      if (await Promise.race([gone, delay(END_LIMIT_MS, undefined, { ref: false })])) return;
      signal(child, 'SIGKILL');
      await gone;
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly said: { output: string; folder: string };
}

function start(script: string, { folder, env }: Place): Started {
  // A group of its own: what the shell started ends with it.
  const child = spawn('bash', ['-c', script], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const said = { output: '', folder: '' };
  const [, stdout, stderr, place] = child.stdio;
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said.output += chunk.toString('utf8');
    });
  }
  place?.on('data', (chunk: Buffer) => {
    said.folder += chunk.toString('utf8');
  });
  const end = (): void => signal(child, 'SIGKILL');
  process.once('exit', end);
  child.once('close', () => process.off('exit', end));
  return { child, said };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).body?.cancel();
    return true;
  } catch {
    return false;
  }
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended already.
  }
}
