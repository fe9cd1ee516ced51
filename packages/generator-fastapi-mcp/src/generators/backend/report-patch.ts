import { coverageTable } from './coverage.js';
import type { PatchResult } from './patch-backend.js';

/** What a person reads after (or before) a backend was patched. */
export function reportPatch({ status, patch, files, recovered, envElsewhere, envUnread }: PatchResult): string {
  const lines: string[] = [];
  if (recovered !== null) lines.push(recovered, '');
  const reached = patch.after.filter(({ service }) => service).length;
  lines.push(headline(status, reached, patch.proof), '');
  for (const seam of patch.seams.filter(({ isNew, found }) => isNew || found > 0)) {
    if (seam.through === 'backend')
      lines.push(
        `${seam.name} (${seam.at}): fastapi-users has a backend for service calls, which ${seam.found} routes ask; their code stays as it is. No single route can be left out of it, and the routers that fastapi-users makes itself ask it too.`,
      );
    else
      lines.push(
        `${seam.name} (${seam.at}) → ${seam.name}_or_service: ${seam.rewritten.length} of ${seam.found} uses rewritten, users by ${seam.idType}`,
      );
    for (const at of seam.left) lines.push(`  left to users alone: ${at}`);
    for (const { at, text } of seam.leftOut)
      lines.push(`  ${at}: a service call passes this by, which is of the user's credential: ${text}`);
  }
  lines.push(`settings: ${patch.settings}`);
  if (patch.logger !== null)
    lines.push(
      `service calls: ${patch.userProof === 'header' ? 'service token and X-User-ID' : 'an assertion signed with the service token'}; each is logged by ${patch.logger}, at INFO`,
    );
  for (const { path, state } of files) lines.push(`  ${state.padEnd(8)} ${path}`);
  if (patch.refusingToken !== null && status !== 'nothing-to-extend')
    lines.push(
      '',
      `${patch.refusingToken} reads a dotenv file and refuses what it does not know in it (extra="forbid" is the default), so the token is not put there: give the backend SERVICE_AUTH_TOKEN as a variable of its environment, as it is in the MCP server's .env; or let that class say extra="ignore", and run again. Until then service calls are refused.`,
    );
  else if (envElsewhere !== null && status !== 'nothing-to-extend')
    lines.push(
      '',
      `The backend reads its settings from ${envElsewhere}, not from its own .env: copy the line SERVICE_AUTH_TOKEN=… of the MCP server's .env into it. Until then service calls are refused.`,
    );
  else if (envUnread && status !== 'nothing-to-extend')
    lines.push(
      '',
      'Nothing in the source reads .env: give the backend SERVICE_AUTH_TOKEN as it gets its other settings (uvicorn --env-file .env is one way). Until then service calls are refused.',
    );
  if (patch.obstacles.length + patch.unfollowed.length > 0) lines.push('', 'For a person to decide:');
  for (const { at, reason, byHand } of patch.obstacles) lines.push(`  ${at}: ${reason}`, `    ${byHand}`);
  for (const { at, reason, byHand } of patch.unfollowed)
    lines.push(`  ${at}: ${reason}`, ...(byHand === undefined ? [] : [`    ${byHand}`]));
  if (patch.logger === null && [...patch.obstacles, ...patch.unfollowed].some(({ byHand }) => byHand?.includes(ASKS)))
    lines.push('', WITHOUT_MODULE);
  lines.push('', coverageTable(patch.before, patch.after, patch.middleware.length > 0));
  const open = patch.after.filter(({ authentication }) => authentication === 'none').length;
  if (status !== 'nothing-to-extend')
    lines.push(
      '',
      `A service call gets into ${reached} of the ${patch.after.length - open} routes that ask who calls.`,
    );
  if (open > 0) lines.push('', openRoutes(open, patch));
  return lines.join('\n');
}

/** What the texts for people call, which is in a module that is written with the first dependency. */
const ASKS = 'service_user_id(';
const WITHOUT_MODULE =
  'service_user_id is part of service_auth.py, which is not there, since nothing was patched. What stands for it: where the Authorization header is "Bearer " and SERVICE_AUTH_TOKEN (set, 32 characters or more; hmac.compare_digest, on bytes), log user and route, never the token, and return X-User-ID (400 unless there is exactly one, and not empty; 401 for a user whom nobody knows); with any other credential return None, and ignore X-User-ID.';

function openRoutes(open: number, { after, middleware }: PatchResult['patch']): string {
  const which = `${open} of ${after.length} routes ask for no authentication`;
  if (middleware.length === 0) return `${which}: anybody who reaches the backend can call them.`;
  return `${which} of their own: only what runs before them (${middleware.join(', ')}) can refuse a call, so look what it lets through.`;
}

function headline(status: PatchResult['status'], reached: number, proof: string | null): string {
  switch (status) {
    case 'patched':
      if (reached === 0)
        return 'The backend knows service calls now, but no route lets one in yet: see what is for a person to decide.';
      return proof === null
        ? 'The backend now lets service calls in. No app was found that a test can import, so nothing proves it yet.'
        : `The backend now lets service calls in. Its own tests have a file that proves it: ${proof}.`;
    case 'unchanged':
      return 'The backend lets service calls in already; nothing was changed.';
    case 'dry-run':
      return 'This is what would change; nothing was written.';
    case 'nothing-to-extend':
      return 'Nothing was changed: no dependency was found that a service call could pass.';
  }
}
