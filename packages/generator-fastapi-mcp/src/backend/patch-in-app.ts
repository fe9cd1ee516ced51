import { resolve } from 'node:path';
import type { ParsedFlags } from '@fastapi-mcp/answers';
import { type Session, UserError } from '@fastapi-mcp/kit';
import { reportPatch } from '../generators/backend/backend.js';
import { asJson, patchFor } from './patch-for.js';

/** What the whole server's run says of the backend's patch. */
export interface BackendOutcome {
  /** For people. */
  readonly lines: readonly string[];
  /** For machines. */
  readonly json: object;
  /** The patch is in place. */
  readonly isPatched: boolean;
  /** A dry run's diff; empty otherwise. */
  readonly diff: string;
}

/**
 * Patches the backend after its Pattern 4 server was written. A backend that cannot be patched (its git tree is dirty) is
 * told of and does not fail the run: the server is there, and `fastapi-mcp backend` does the rest.
 *
 * @returns null when there is no backend to patch.
 */
export async function patchInApp(
  session: Session,
  run: ParsedFlags['run'],
  { cwd, canAsk }: { readonly cwd: string; readonly canAsk: boolean },
): Promise<BackendOutcome | null> {
  const { pattern, backend, userProof } = session.context.answers;
  if (pattern !== '4' || backend === null) return null;
  try {
    const result = await patchFor({ folder: resolve(cwd, backend), server: session.folder, run, userProof, canAsk });
    return {
      lines: ['', `backend ${backend}`, '', reportPatch(result)],
      json: asJson(result, result.status === 'nothing-to-extend' ? 1 : 0),
      isPatched: result.status === 'patched' || result.status === 'unchanged',
      diff: run.dryRun ? result.diff : '',
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const lines = [
      '',
      `warning: the backend was not patched: ${error.message}`,
      `hint: ${error.hint}; then: fastapi-mcp backend --backend ${backend}`,
    ];
    return {
      lines,
      json: { ok: false, exitCode: error.exitCode, status: 'refused', message: error.message, hint: error.hint },
      isPatched: false,
      diff: '',
    };
  }
}
