import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedFlags } from '@fastapi-mcp/answers';
import { commitEdits } from '@fastapi-mcp/kit';
import {
  type PatchResult,
  patchBackend,
  settingIn,
  TOKEN_SETTING,
  type UserProof,
} from '../generators/backend/backend.js';
import { chooseDependencies } from './choose-dependencies.js';

/** A backend, the server that will call it, and the options of the run. */
export interface PatchJob {
  readonly folder: string;
  /** The server's folder; it need not be there. */
  readonly server: string;
  readonly run: ParsedFlags['run'];
  /** Null: as the backend has it. */
  readonly userProof: UserProof | null;
  /** A person can be asked which dependencies to extend. */
  readonly canAsk: boolean;
}

/** Patches a backend and lets both sides have one secret. */
export async function patchFor({ folder, server, run, userProof, canAsk }: PatchJob): Promise<PatchResult> {
  const env = readEnv(server);
  const { dependency: dependencies, leave, userIdType, loadUser } = run;
  const result = await patchBackend({
    folder,
    choices: { dependencies, leave, userIdType, loadUser, userProof },
    token: env === null ? null : settingIn(env, TOKEN_SETTING),
    dryRun: run.dryRun,
    allowDirty: run.force,
    ...(canAsk ? { choose: chooseDependencies } : {}),
  });
  // The backend decides whom it trusts: a token that it has already is the one.
  if (!run.dryRun && env !== null && result.status !== 'nothing-to-extend') await share(server, env, result.token);
  return result;
}

function readEnv(server: string): string | null {
  try {
    return readFileSync(join(server, '.env'), 'utf8');
  } catch {
    return null;
  }
}

async function share(server: string, env: string, token: string): Promise<void> {
  const line = new RegExp(`^${TOKEN_SETTING}=.*$`, 'm');
  const after = line.test(env)
    ? env.replace(line, () => `${TOKEN_SETTING}=${token}`)
    : `${env.replace(/(?<=[^\n])$/, '\n')}${TOKEN_SETTING}=${token}\n`;
  if (after !== env) await commitEdits(server, [{ path: '.env', before: env, after, mode: 0o600 }]);
  chmodSync(join(server, '.env'), 0o600);
}

/** The machine-readable result; the secret is not in it. */
export function asJson(
  { status, patch, files, diff, recovered, envElsewhere, envUnread }: PatchResult,
  exitCode: number,
): object {
  const { seams, obstacles, unfollowed, settings, before, after } = patch;
  return {
    ok: exitCode === 0,
    exitCode,
    status,
    settings,
    dependencies: seams,
    files,
    obstacles,
    unfollowed,
    coverage: { before, after },
    diff,
    recovered,
    envElsewhere,
    envUnread,
    refusingToken: patch.refusingToken,
    proof: patch.proof,
  };
}
