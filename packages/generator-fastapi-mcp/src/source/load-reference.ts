import { lookup } from 'node:dns/promises';
import { readFile, realpath, stat } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '@fastapi-mcp/kit';

/** What following references may cost and touch. */
export interface ReferenceLimits {
  /** `https://host:port`, as the user allowed them; `file:` allows files beside the document. */
  readonly origins: readonly string[];
  /** The document's own folder; null when it is no file. */
  readonly folder: string | null;
  /** Bytes for one document. */
  readonly maxBytes?: number;
  /** Milliseconds for one document, redirects included. */
  readonly timeoutMs?: number;
  /** Resolves a name; absent: as the system does. */
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
}

interface Address {
  readonly address: string;
  readonly family: number;
}

const MAX_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;
/** What `--allow-ref` calls the files beside the document. */
export const FILES = 'file:';

/** Addresses that are not the public network's (RFC 6890, and IPv6's counterparts). */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

/** Whether an address is this machine's or a private network's; `::ffff:10.0.0.1` is 10.0.0.1. */
export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return PRIVATE.check(mapped, isIP(mapped) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Loads what a reference in a document leads to.
 *
 * A file must lie in the document's folder, symbolic links followed. A URL must be of an allowed origin, as must each
 * redirect; its name is resolved once, must not lead to a private network, and that very address is asked. An origin
 * that the user wrote as an address, or as `localhost`, is taken at its word. No credentials are sent.
 *
 * @throws UserError that says which reference, and which option would allow it.
 */
export async function loadReference(url: URL, limits: ReferenceLimits): Promise<string> {
  if (url.protocol === 'file:') return loadFile(url, limits);
  const signal = AbortSignal.timeout(limits.timeoutMs ?? TIMEOUT_MS);
  let next = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    refuseForeign(next, limits.origins);
    const answer = await ask(next, signal, limits.resolve ?? systemLookup);
    const { statusCode = 0, headers } = answer;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      answer.destroy();
      next = new URL(headers.location, next);
      continue;
    }
    if (statusCode !== 200) {
      answer.destroy();
      throw refused(next, `answers ${statusCode}`, 'check the reference');
    }
    return textOf(answer, next, limits.maxBytes ?? MAX_BYTES, signal);
  }
  throw refused(url, `redirects more than ${MAX_REDIRECTS} times`, 'refer to the final address');
}

async function loadFile(url: URL, { folder, origins, maxBytes = MAX_BYTES }: ReferenceLimits): Promise<string> {
  if (folder === null) throw refused(url, 'is a file, and the document is none', 'bundle the document beforehand');
  if (!origins.includes(FILES))
    throw refused(url, 'is a file of its own', 'say --allow-ref file: to read files in the folder of the document');
  if (url.host !== '') throw refused(url, 'is on another machine', 'refer to a file beside the document');
  const root = await realpath(folder);
  const file = await realpath(fileURLToPath(url)).catch(() => {
    throw refused(url, 'is not there', 'check the reference; it is relative to the file that it stands in');
  });
  if (!dirname(file).startsWith(root + sep) && dirname(file) !== root)
    throw refused(url, 'lies outside the folder of the document', 'move it beside the document');
  const found = await stat(file);
  if (!found.isFile()) throw refused(url, 'is no file', 'refer to a file');
  if (found.size > maxBytes) throw tooLarge(url, maxBytes);
  return readFile(file, 'utf8');
}

function refuseForeign(url: URL, origins: readonly string[]): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(url, 'is neither a file nor an http or https URL', 'bundle the document beforehand');
  if (url.username !== '' || url.password !== '')
    throw refused(url, 'holds a user name or password', 'bundle the document beforehand');
  if (origins.some((origin) => URL.canParse(origin) && new URL(origin).origin === url.origin)) return;
  throw refused(url, 'is of an origin that is not allowed', `if you trust it: --allow-ref ${url.origin}`);
}

/** Asks the one address that was looked at, whatever the name means a moment later. */
async function ask(url: URL, signal: AbortSignal, resolver: Resolver): Promise<IncomingMessage> {
  const { address, family } = await addressOf(url, resolver);
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      {
        signal,
        agent: false,
        headers: { accept: 'application/json, application/yaml, text/yaml, */*;q=0.5' },
        lookup: (_, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
      },
      resolve,
    );
    request.on('error', (error) => reject(broken(url, error)));
  });
}

type Resolver = (host: string) => Promise<readonly Address[]>;

const systemLookup: Resolver = (host) => lookup(host, { all: true });

async function addressOf(url: URL, resolver: Resolver): Promise<Address> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [first, ...others] = await resolver(host).catch((error: unknown) => {
    throw broken(url, error);
  });
  if (first === undefined) throw broken(url, null);
  // The user wrote this very address, or "this machine": it cannot be a name that was turned on us.
  const meant = isIP(host) !== 0 || host === 'localhost';
  if (!meant && [first, ...others].some(({ address }) => isPrivate(address)))
    throw refused(url, 'leads to a private network', 'if that is meant, allow and refer to the address itself');
  return first;
}

async function textOf(answer: IncomingMessage, url: URL, maxBytes: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > maxBytes) throw tooLarge(url, maxBytes);
      signal.throwIfAborted();
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof UserError ? error : broken(url, signal.aborted ? signal.reason : error);
  } finally {
    answer.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(url: URL, maxBytes: number): UserError {
  return refused(url, `is larger than ${Math.ceil(maxBytes / 1024 / 1024)} MB`, 'bundle the document beforehand');
}

function broken(url: URL, error: unknown): UserError {
  // By name: what a signal is aborted with is an error of another kind.
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  const slow = name === 'TimeoutError' || name === 'AbortError';
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection';
  return refused(
    url,
    slow ? 'takes too long' : `cannot be reached (${code})`,
    'check the reference, or bundle beforehand',
  );
}

function refused(url: URL, what: string, hint: string): UserError {
  const shown = url.protocol === 'file:' ? url.pathname.split('/').at(-1) : `${url.origin}${url.pathname}`;
  return new UserError(`the reference to ${shown} ${what}`, hint);
}
