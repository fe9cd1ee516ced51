/** Child processes for our scripts: output shown, a failure is an exception that says which command; none is left behind. */
import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** A process group each, so that what a command started ends with it; Windows has none. */
const grouped = process.platform !== 'win32';
const KILL_AFTER = 6_000;
const running = new Set();
let stopping = false;

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, quiet?: boolean, allowFailure?: boolean, identity?: { uid: number, gid: number }, onLine?: (line: string) => void }} [options]
 *   `quiet` keeps the output back unless the command fails; `onLine` gets each line of stdout, which is then not shown;
 *   a variable that is `undefined` is not inherited; `identity` is whom the command runs as, ours when absent.
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr together
 */
export function run(command, args, { cwd, env, quiet = false, allowFailure = false, identity, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: grouped,
      ...identity,
    });
    running.add(child);
    const output = collectOutput(child, { quiet, onLine });
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      // Interrupted: whoever waits for this must not go on to the next command.
      if (stopping) return;
      if (code === 0 || allowFailure) return resolve({ code: code ?? 1, output: output() });
      if (quiet) process.stderr.write(output());
      reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/**
 * Starts a server; it ends with this process at the latest.
 *
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, log?: number }} [options] `log`: a file descriptor
 *   for what it prints, which is lost when absent
 * @returns {{ pid: number | undefined, stop: () => Promise<void> }} `stop` asks it to end, and resolves once it has
 */
export function start(command, args, { cwd, env, log = 'ignore' } = {}) {
  const stdio = ['ignore', log, log];
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, detached: grouped });
  running.add(child);
  const ended = new Promise((resolve) => {
    for (const event of ['error', 'close']) {
      child.on(event, () => {
        running.delete(child);
        resolve();
      });
    }
  });
  const stop = () => {
    signalOne(child, 'SIGTERM');
    return ended;
  };
  return { pid: child.pid, stop };
}

/** Like `run`, and once more if it fails: for what downloads. */
export async function runTwice(command, args, options) {
  try {
    return await run(command, args, options);
  } catch (error) {
    console.error(`${error.message}; trying once more`);
    return run(command, args, options);
  }
}

/** Shows and keeps what a child prints. */
function collectOutput(child, { quiet, onLine }) {
  let output = '';
  let line = '';
  const collect = (stream, deliver) => {
    const decoder = new StringDecoder('utf8');
    return (chunk) => {
      const text = decoder.write(chunk);
      output += text;
      if (deliver) deliver(text);
      else if (!quiet) stream.write(text);
    };
  };
  const lines = (text) => {
    const parts = (line + text).split('\n');
    line = parts.pop() ?? '';
    for (const part of parts) onLine?.(part);
  };
  child.stdout.on('data', collect(process.stdout, onLine && lines));
  child.stderr.on('data', collect(process.stderr));
  return () => output;
}

function signalOne({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(grouped ? -pid : pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function signalAll(signal) {
  for (const child of running) signalOne(child, signal);
}

/** Ctrl-C, or a polite kill: asks every child to end, insists after a while, and exits as interrupted programs do. */
function interrupted() {
  stopping = true;
  signalAll('SIGTERM');
  const started = Date.now();
  const timer = setInterval(() => {
    if (running.size > 0 && Date.now() - started < KILL_AFTER) return;
    clearInterval(timer);
    process.exit(130);
  }, 50);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupted);
process.on('exit', () => signalAll('SIGKILL'));
