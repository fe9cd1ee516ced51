import { type SourceText, UserError } from '@fastapi-mcp/kit';
import { MAX_BYTES, MAX_SIZE } from './limits.js';

const TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;
const ACCEPT = 'application/json, application/yaml, text/yaml, */*;q=0.5';

/** Pages of FastAPI that people paste instead of the document. */
const PAGES = /^\/?$|\/(docs|redoc)\/?$/;

/**
 * A document from a URL that the user typed, which may be local. Redirects stay on that host: what a server answers
 * does not choose which other machine is asked.
 *
 * @throws UserError when it cannot be had: no connection, a bad status, too large, too slow, led elsewhere.
 */
export async function fetchDocument(address: string): Promise<SourceText> {
  const url = new URL(address);
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await follow(url, deadline);
  const isPage = answer.headers.get('content-type')?.includes('text/html') === true;
  if ((isPage || answer.status === 404) && PAGES.test(url.pathname)) {
    await answer.body?.cancel();
    const guess = new URL(`${url.pathname.replace(PAGES, '')}/openapi.json`, url);
    guess.username = url.username;
    guess.password = url.password;
    return read(await follow(guess, deadline), guess);
  }
  return read(answer, url);
}

async function follow(start: URL, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await request(url, signal, start);
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
    if (location === null) return answer;
    await answer.body?.cancel();
    const next = new URL(location, url);
    refuseElsewhere(next, start);
    url = next;
  }
  throw new UserError(
    `--openapi: ${shown(start)} redirects more than ${MAX_REDIRECTS} times`,
    'pass the final address',
  );
}

function refuseElsewhere(next: URL, start: URL): void {
  const downgraded = start.protocol === 'https:' && next.protocol !== 'https:';
  if (next.hostname === start.hostname && /^https?:$/.test(next.protocol) && !downgraded) return;
  throw new UserError(
    `--openapi: ${shown(start)} redirects to ${shown(next)}, which is elsewhere`,
    'if you trust it, pass that address yourself',
  );
}

async function request(url: URL, signal: AbortSignal, start: URL): Promise<Response> {
  const headers: Record<string, string> = { accept: ACCEPT };
  if (start.username !== '' && url.host === start.host) {
    headers.authorization = `Basic ${Buffer.from(`${decodeURIComponent(start.username)}:${decodeURIComponent(start.password)}`).toString('base64')}`;
  }
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  try {
    return await fetch(bare, { redirect: 'manual', headers, signal });
  } catch (error) {
    throw unreachable(url, error);
  }
}

async function read(answer: Response, url: URL): Promise<SourceText> {
  if (!answer.ok) {
    const hint =
      answer.status === 401 || answer.status === 403
        ? 'download it with your credentials and pass the file'
        : 'FastAPI serves it at /openapi.json, unless openapi_url says otherwise';
    throw new UserError(`--openapi: ${shown(url)} answers ${answer.status}`, hint);
  }
  if (answer.headers.get('content-type')?.includes('text/html')) {
    throw new UserError(
      `--openapi: ${shown(url)} is a web page, not an OpenAPI document`,
      'FastAPI serves the document at /openapi.json',
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > MAX_BYTES)
        throw new UserError(`--openapi: ${shown(url)} is larger than ${MAX_SIZE}`, 'pass the API description itself');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof UserError ? error : unreachable(url, error);
  }
  return {
    text: Buffer.concat(chunks).toString('utf8'),
    name: shown(url),
    found: url.pathname.endsWith('/openapi.json') ? null : shown(url),
  };
}

function unreachable(url: URL, error: unknown): UserError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new UserError(
      `--openapi: ${shown(url)} took longer than ${TIMEOUT_MS / 1000} s`,
      'download it and pass the file',
    );
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
  return new UserError(
    `--openapi: ${shown(url)} cannot be reached (${code})`,
    'is the backend running? else pass a file, or --app module:attr',
  );
}

/** Without the password. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
