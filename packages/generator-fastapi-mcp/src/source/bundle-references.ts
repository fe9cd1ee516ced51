import { type JsonObject, type JsonValue, parsePart, UserError } from '@fastapi-mcp/kit';

/** Where the parts from elsewhere stand in the bundled document. */
const HOME = 'x-external';
const MAX_DOCUMENTS = 100;
/** Values, not schemas: what is called `$ref` in them refers to nothing. */
const VALUES = new Set(['default', 'example', 'examples', 'enum', 'const', 'value']);

export interface BundleOptions {
  /** The document's own address: a file's or an http URL. */
  readonly base: URL;
  /** Loads another document's text. */
  readonly load: (url: URL) => Promise<string>;
}

/** Whether anything in the document refers to another one. */
export function hasExternalReferences(document: JsonObject): boolean {
  let found = false;
  rewrite(document, (ref) => {
    found ||= !ref.startsWith('#');
    return ref;
  });
  return found;
}

/**
 * Brings everything that a document refers to into it: each other document whole, under `x-external`, so that the result
 * stands for itself and is what the project pins.
 *
 * @throws UserError when a document cannot be loaded or read, or there are more than 100.
 */
export async function bundleReferences(document: JsonObject, { base, load }: BundleOptions): Promise<JsonObject> {
  const keys = new Map<string, string>();
  const pending: URL[] = [];
  const parts: Record<string, JsonValue> = {};
  const localise = (from: URL, prefix: string) => (ref: string) => {
    const url = URL.canParse(ref, from.href) ? new URL(ref, from.href) : null;
    if (url === null) throw new UserError(`${JSON.stringify(ref)} is no reference`, 'mend the document');
    const fragment = url.hash === '' ? '#' : url.hash;
    url.hash = '';
    if (url.href === from.href) return ref.startsWith('#') && prefix === '#' ? ref : join(prefix, fragment);
    if (url.href === base.href) return fragment;
    return join(`#/${HOME}/${keyOf(url)}`, fragment);
  };
  const keyOf = (url: URL): string => {
    const known = keys.get(url.href);
    if (known !== undefined) return known;
    if (keys.size >= MAX_DOCUMENTS)
      throw new UserError(`the document refers to more than ${MAX_DOCUMENTS} others`, 'bundle it beforehand');
    const key = freeName(stemOf(url), new Set(keys.values()));
    keys.set(url.href, key);
    pending.push(url);
    return key;
  };
  const whole = rewrite(document, localise(base, '#'));
  // The list grows while it is read.
  for (const url of pending) {
    const key = keyOf(url);
    const parsed = parsePart(await load(url), shown(url));
    if (!parsed.ok) {
      const [first] = parsed.diagnostics;
      throw new UserError(first ? `${first.at}: ${first.message}` : `${shown(url)} cannot be read`, first?.hint ?? '');
    }
    parts[key] = rewrite(parsed.value, localise(url, `#/${HOME}/${key}`));
  }
  return Object.keys(parts).length === 0 ? document : { ...(whole as JsonObject), [HOME]: parts };
}

/** The value with every `$ref` of its schemas replaced. */
function rewrite(value: JsonValue, change: (ref: string) => string, named = false): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => rewrite(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, inner]) => {
      if (!named && key === '$ref' && typeof inner === 'string') return [key, change(inner)];
      if (!named && VALUES.has(key)) return [key, inner];
      if (!named && key === 'mapping') return [key, rewriteMapping(inner, change)];
      // Names of properties and components are no keywords.
      return [key, rewrite(inner, change, !named && (key === 'properties' || key === 'schemas'))];
    }),
  );
}

/** A discriminator's mapping holds references, or bare names of components (OpenAPI 3.1 §4.8.25). */
function rewriteMapping(mapping: JsonValue, change: (ref: string) => string): JsonValue {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) return mapping;
  return Object.fromEntries(
    Object.entries(mapping as JsonObject).map(([name, target]) => [
      name,
      typeof target === 'string' && /[#/]|\.(?:json|ya?ml)$/.test(target) ? change(target) : target,
    ]),
  );
}

/** `#/x-external/pets` and `#/Pet` make `#/x-external/pets/Pet`. */
function join(prefix: string, fragment: string): string {
  return fragment === '#' ? prefix : `${prefix}${fragment.slice(1)}`;
}

/** `pets.v2.yaml` → `pets_v2`: what a schema without a name of its own will be called after. */
function stemOf(url: URL): string {
  const file = url.pathname.split('/').at(-1) ?? '';
  return file.replace(/\.(?:json|ya?ml)$/i, '').replace(/[^A-Za-z0-9]+/g, '_') || 'document';
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`;
  return name;
}

function shown(url: URL): string {
  return url.protocol === 'file:' ? (url.pathname.split('/').at(-1) ?? url.pathname) : `${url.origin}${url.pathname}`;
}
