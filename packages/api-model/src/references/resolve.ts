import { child, isObject, type JsonObject, own, stringAt, unescapeToken } from '../json.js';
import type { JsonValue } from '../schema.js';

/** A node of the document and where it stands. */
export interface Located {
  readonly node: JsonValue;
  readonly pointer: string;
}

/** Where a reference leads, or why nowhere. */
export type Resolution =
  | { readonly ok: true; readonly target: Located }
  | {
      readonly ok: false;
      readonly code: 'external-ref-refused' | 'unresolved-ref' | 'circular-ref';
      readonly message: string;
      readonly hint: string;
    };

/** References that lead to references; nobody writes more. */
const MAX_HOPS = 32;

/** Looks references up in one document; never in a file or on the network. */
export type Resolve = (ref: string) => Resolution;

/** A lookup over a document, which remembers what it found. */
export function createResolver(document: JsonObject): Resolve {
  const known = new Map<string, Resolution>();
  return (ref) => {
    const found = known.get(ref) ?? follow(document, ref);
    known.set(ref, found);
    return found;
  };
}

/** Through references that are nothing but references (`A: {$ref: B}`) to what they mean. */
function follow(document: JsonObject, ref: string): Resolution {
  let next = ref;
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    if (!next.startsWith('#')) return external(next);
    const found = lookUp(document, next);
    if (!found)
      return {
        ok: false,
        code: 'unresolved-ref',
        message: `nothing stands at ${JSON.stringify(next)}`,
        hint: 'Define it under components, or mend the reference.',
      };
    const further = isObject(found.node) && Object.keys(found.node).length === 1 ? stringAt(found.node, '$ref') : null;
    if (further === null) return { ok: true, target: found };
    next = further;
  }
  return {
    ok: false,
    code: 'circular-ref',
    message: `${JSON.stringify(ref)} leads to references only`,
    hint: 'Let one of them be a schema.',
  };
}

function external(ref: string): Resolution {
  return {
    ok: false,
    code: 'external-ref-refused',
    message: `the reference ${JSON.stringify(ref)} leads out of the document; files and URLs are not followed`,
    hint: 'Allow it (`--allow-ref https://its.origin`, or `--allow-ref file:` for files beside the document), or bundle the document first.',
  };
}

function lookUp(document: JsonObject, ref: string): Located | null {
  if (ref === '#') return { node: document, pointer: '#' };
  if (!ref.startsWith('#/')) return null;
  let found: Located = { node: document, pointer: '#' };
  for (const token of ref.slice(2).split('/').map(decodeToken)) {
    const { node, pointer } = found;
    const next = typeof node === 'object' && node !== null ? own(node as JsonObject, token) : undefined;
    if (next === undefined || (Array.isArray(node) && token === 'length')) return null;
    found = { node: next, pointer: child(pointer, token) };
  }
  return found;
}

/** RFC 6901 §6: percent-encoding first, then `~1` and `~0`. */
function decodeToken(token: string): string {
  return unescapeToken(token.includes('%') ? decode(token) : token);
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** The node itself, or what its `$ref` leads to: for parameters, bodies, responses and path items (OpenAPI §4.8.23). */
export function dereference({ node, pointer }: Located, resolve: Resolve): Resolution {
  const ref = isObject(node) ? stringAt(node, '$ref') : null;
  return ref === null ? { ok: true, target: { node, pointer } } : resolve(ref);
}
