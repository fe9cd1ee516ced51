import type { Diagnostic } from '../diagnostic.js';
import type { ParameterLocation } from './parameter-location.js';

/** "If `in` is header and the name is one of these, the parameter definition SHALL be ignored" (OpenAPI §4.8.12.2). */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);
/** Headers that frame the message itself: a caller who sets them breaks it. */
const FRAMING_HEADERS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'cookie',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'keep-alive',
]);

/** Why a parameter of this name is not the caller's to send, or null. */
export function whyUnsendable(location: ParameterLocation, name: string): Omit<Diagnostic, 'at'> | null {
  if (location === 'header') {
    const lower = name.toLowerCase();
    if (IGNORED_HEADERS.has(lower))
      return {
        code: 'header-ignored',
        severity: 'info',
        message: `the header ${name} is set by the client`,
        hint: 'Nothing to do: OpenAPI says to ignore it here.',
      };
    if (FRAMING_HEADERS.has(lower))
      return {
        code: 'header-ignored',
        severity: 'info',
        message: `the header ${name} belongs to the connection`,
        hint: 'Nothing to do: the client sets it.',
      };
  }
  const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  const allowed = location === 'header' || location === 'cookie' ? isToken : name.isWellFormed();
  return allowed
    ? null
    : {
        code: 'unsendable-name',
        severity: 'warning',
        message: `no ${location} can be named ${JSON.stringify(name)}`,
        hint: 'Rename the parameter.',
      };
}
