import { spawnSync } from 'node:child_process';

/** Runs one Python program over JSON on stdin, JSON on stdout: one start for a whole batch. */
export function runPython(program: string, input: unknown): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
  return JSON.parse(stdout);
}
