/** Child processes for our scripts: output shown, a failure is an exception that says which command. */
import { spawn } from 'node:child_process';

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean, allowFailure?: boolean }} [options]
 *   `quiet` keeps the output back unless the command fails.
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr together
 */
export function run(command, args, { cwd, env, quiet = false, allowFailure = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.on('data', collect(process.stdout));
    child.stderr.on('data', collect(process.stderr));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || allowFailure) return resolve({ code: code ?? 1, output });
      if (quiet) process.stderr.write(output);
      reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
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
