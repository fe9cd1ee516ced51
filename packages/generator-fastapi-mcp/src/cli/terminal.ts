import type { Readable, Writable } from 'node:stream';
import type { ParsedFlags } from '@fastapi-mcp/answers';

/** What a run may touch of the process: its streams, its place, its environment. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The process's own. A reader that goes away (`| head`) ends the run without a word. */
export function processTerminal(): Terminal {
  process.stdout.once('error', (error) => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1));
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), env: process.env };
}

/** Can a person be asked here, and does this run want to ask? */
export function canAsk({ stdin, stdout, env }: Terminal, { yes, json }: ParsedFlags['run']): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && !env.CI && !yes && !json;
}

/** Writes lines and waits until they are out: a pipe may be slow, and the process must not end before it. */
export function writeLines(stream: Writable, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.write(`${lines.join('\n')}\n`, () => resolve());
  });
}
