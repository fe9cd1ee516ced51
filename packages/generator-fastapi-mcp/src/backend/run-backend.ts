import { resolve } from 'node:path';
import type { ParsedFlags } from '@fastapi-mcp/answers';
import { findProject, UserError } from '@fastapi-mcp/kit';
import { reportError } from '../cli/report-error.js';
import { canAsk, type Terminal, writeLines } from '../cli/terminal.js';
import { reportPatch, type UserProof, unpatchBackend } from '../generators/backend/backend.js';
import { asJson, type PatchJob, patchFor } from './patch-for.js';

const OUTPUT = 'mcp-server';

/**
 * `fastapi-mcp backend`: patches a backend for Pattern 4, or takes the patch back.
 *
 * @returns the exit code: 1 when nothing could be extended.
 */
export async function runBackend(parsed: ParsedFlags, terminal: Terminal): Promise<number> {
  try {
    const { flags, run } = parsed;
    const server = resolve(terminal.cwd, typeof flags.output === 'string' ? flags.output : OUTPUT);
    const stored = findProject(server, terminal.cwd)?.stored ?? findProject(terminal.cwd, terminal.cwd)?.stored ?? {};
    const folder = backendFolder(flags.backend ?? stored.backend, terminal.cwd);
    const userProof = proofOf(flags.userProof ?? stored.userProof);
    return run.undo
      ? await undo(folder, run, terminal)
      : await patch({ folder, server, run, userProof, canAsk: canAsk(terminal, run) }, terminal);
  } catch (error) {
    return await reportError(error, parsed.run.json, terminal);
  }
}

type Run = ParsedFlags['run'];

async function patch(job: PatchJob, terminal: Terminal): Promise<number> {
  const { run } = job;
  const result = await patchFor(job);
  const exitCode = result.status === 'nothing-to-extend' ? 1 : 0;
  if (run.json) await writeLines(terminal.stdout, [JSON.stringify(asJson(result, exitCode), null, 2)]);
  else {
    if (run.dryRun && result.diff !== '') await writeLines(terminal.stdout, [result.diff.trimEnd()]);
    await writeLines(terminal.stderr, [reportPatch(result)]);
  }
  return exitCode;
}

async function undo(folder: string, { dryRun, json }: Run, terminal: Terminal): Promise<number> {
  const { files, diff } = await unpatchBackend(folder, dryRun);
  if (json) await writeLines(terminal.stdout, [JSON.stringify({ ok: true, exitCode: 0, files, diff }, null, 2)]);
  else {
    if (dryRun) await writeLines(terminal.stdout, [diff.trimEnd()]);
    const head = dryRun ? 'This is what would be taken back; nothing was written.' : 'The patch was taken back.';
    await writeLines(terminal.stderr, [head, ...files.map(({ path, state }) => `  ${state.padEnd(8)} ${path}`)]);
  }
  return 0;
}

/** What `--backend` says, or the project was made from. */
function backendFolder(named: unknown, cwd: string): string {
  if (typeof named !== 'string')
    throw new UserError('--backend: nothing says which backend to patch', 'give --backend DIR', { exitCode: 2 });
  return resolve(cwd, named);
}

function proofOf(named: unknown): UserProof | null {
  return named === 'header' || named === 'assertion' ? named : null;
}
