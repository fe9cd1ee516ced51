import type { Refusal } from './problem.js';
import { hasHidden } from './visible.js';

const longest = 4096;

/** What every string must be: something, of a sane length, all of it visible. */
export function refuseText(value: string): Refusal | null {
  if (value.trim() === '') return { what: 'is empty', fix: 'give a value, or leave the option out' };
  if (value.length > longest) return { what: `is longer than ${longest} characters`, fix: 'shorten it' };
  if (hasHidden(value)) return { what: 'holds characters that do not show', fix: 'type it again without them' };
  return null;
}

/** A parameter's or cookie's name on the wire: an RFC 9110 §5.6.2 token. */
export function refuseWireName(value: string): Refusal | null {
  if (/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(value)) return null;
  return { what: 'cannot be a name on the wire', fix: 'use letters, digits, - and _ without spaces, as session_id' };
}

/** `main:app`, `shop.api.main:create_app()`: what an ASGI server would import. */
export function refuseApp(value: string): Refusal | null {
  const identifier = '[\\p{ID_Start}_][\\p{ID_Continue}]*';
  const dotted = `${identifier}(?:\\.${identifier})*`;
  if (new RegExp(`^${dotted}:${dotted}(?:\\(\\))?$`, 'u').test(value)) return null;
  return { what: 'is not module:attribute', fix: 'write it as for uvicorn: main:app, or package.main:create_app()' };
}
