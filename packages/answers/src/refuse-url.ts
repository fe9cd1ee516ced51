import type { Refusal } from './problem.js';
import { refuseText } from './refuse-text.js';
import { visible } from './visible.js';

/** Something that was meant as a URL: `scheme://…`, or `http:` and what not. */
function looksLikeUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /^https?:/i.test(value);
}

/** Only http and https, with a host, and no credentials in it: a URL is stored and logged. */
function refuseUrl(value: string): Refusal | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && (url.username !== '' || url.password !== '')) {
    return {
      what: 'holds a user name or password',
      fix: 'download the document and give the file: the URL would be stored',
      // The host is enough to recognise it by; the password must not reach a terminal or a log.
      shown: `"${url.protocol}//…@${visible(url.host)}"`,
    };
  }
  if (!/^https?:\/\/[^/]/i.test(value) || url === null) {
    return { what: 'is not an http or https URL', fix: 'write it whole, as http://127.0.0.1:8000/openapi.json' };
  }
  return null;
}

/** A file, a URL, or `-` for standard input. */
export function refuseContract(value: string): Refusal | null {
  const text = refuseText(value);
  if (text !== null) return text;
  if (/^file:\/\//i.test(value)) return { what: 'is a file: URL', fix: 'give the path alone' };
  if (looksLikeUrl(value)) return refuseUrl(value);
  if (/^(localhost|[\w-]+(\.[\w-]+)+):\d+(\/|$)/i.test(value)) {
    return { what: 'is a URL without its scheme', fix: `write http://${visible(value)}` };
  }
  return null;
}

/** A path on the backend (`/login`, `token`), or a URL. */
export function refuseEndpoint(value: string): Refusal | null {
  const text = refuseText(value);
  if (text !== null) return text;
  if (looksLikeUrl(value)) return refuseUrl(value);
  // `//host/x` is a URL on another host (RFC 3986 §4.2): credentials would go there.
  if (/^\/\/|\\|\s|^[a-z][a-z0-9+.-]*:/i.test(value)) {
    return { what: 'is neither a path nor an http URL', fix: 'write it as /login, or as https://host/login' };
  }
  return null;
}

/** What a reference may be followed to: scheme, host and port, or `file:` for files beside the document. */
export function refuseOrigin(value: string): Refusal | null {
  if (value === 'file:') return null;
  const refused = refuseText(value) ?? refuseUrl(value);
  if (refused !== null) return refused;
  const { origin } = new URL(value);
  if (/^https?:\/\/[^/?#]+\/?$/i.test(value)) return null;
  return { what: 'is more than an origin', fix: `give scheme, host and port: ${visible(origin)}` };
}
