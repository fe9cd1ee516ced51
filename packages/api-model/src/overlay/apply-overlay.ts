import { jsonpath } from 'json-p3';
import type { Diagnostic } from '../diagnostic.js';
import { isObject, type JsonObject } from '../json.js';
import type { Result } from '../result.js';
import type { JsonValue } from '../schema.js';
import { type OverlayAction, readOverlay } from './read-overlay.js';

/** An overlay as it was read. */
export interface OverlayText {
  readonly text: string;
  /** What messages call it: a file's name. */
  readonly name: string;
}

type Mutable = { [key: string]: Mutable } | Mutable[] | string | number | boolean | null;

/** Keys that would reach an object's prototype. */
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Applies overlays to a document, in order (OpenAPI Overlay Specification 1.0: targets are JSONPath by RFC 9535; an
 * update merges into objects and is appended to arrays; a removal takes the node out).
 *
 * @returns a new document, with a warning for each action that matched nothing; or why an overlay cannot be used, with
 *   its file and line.
 * @example
 * const overlaid = applyOverlays(document, [{ name: 'mcp.overlay.yaml', text }]);
 */
export function applyOverlays(document: JsonObject, overlays: readonly OverlayText[]): Result<JsonObject> {
  let current = structuredClone(document) as Mutable;
  const diagnostics: Diagnostic[] = [];
  for (const { text, name } of overlays) {
    const read = readOverlay(text, name);
    if (!read.ok) return read;
    diagnostics.push(...read.diagnostics);
    for (const action of read.value) {
      const applied = applyAction(current, action);
      if (!applied.ok) return applied;
      current = applied.value;
      diagnostics.push(...applied.diagnostics);
    }
  }
  return isObject(current as JsonValue)
    ? { ok: true, value: current as JsonObject, diagnostics }
    : failed(
        'overlay-removed-all',
        '',
        'an overlay removed the whole document',
        'Narrow the target of its remove action.',
      );
}

function applyAction(document: Mutable, action: OverlayAction): Result<Mutable> {
  let found: readonly (readonly (string | number)[])[];
  try {
    found = jsonpath.query(action.target, document).nodes.map(({ location }) => location);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return failed(
      'overlay-target',
      action.at,
      `the target is no JSONPath: ${why}`,
      'Targets are RFC 9535 JSONPath, such as $.paths["/tasks"].get',
    );
  }
  if (found.length === 0) return { ok: true, value: document, diagnostics: [matchedNothing(action)] };
  let current = document;
  // Backwards, so that removing one item of an array does not move the next.
  for (const location of [...found].reverse()) {
    if (action.remove) current = removeAt(current, location);
    else if (action.update !== undefined)
      current = updateAt(current, location, structuredClone(action.update) as Mutable);
  }
  return { ok: true, value: current, diagnostics: [] };
}

function matchedNothing({ at, target }: OverlayAction): Diagnostic {
  return {
    code: 'overlay-matched-nothing',
    severity: 'warning',
    at,
    message: `nothing in the document matches ${target}`,
    hint: 'Compare it with the document; the API may have changed since.',
  };
}

function removeAt(document: Mutable, location: readonly (string | number)[]): Mutable {
  const key = location.at(-1);
  if (key === undefined) return null;
  const parent = at(document, location.slice(0, -1));
  if (Array.isArray(parent) && typeof key === 'number') parent.splice(key, 1);
  else if (isRecord(parent)) delete parent[key];
  return document;
}

function updateAt(document: Mutable, location: readonly (string | number)[], update: Mutable): Mutable {
  const key = location.at(-1);
  const merged = merge(at(document, location), update, 'append');
  if (key === undefined) return merged;
  const parent = at(document, location.slice(0, -1));
  if (Array.isArray(parent) && typeof key === 'number') parent[key] = merged;
  else if (isRecord(parent)) parent[key] = merged;
  return document;
}

function at(document: Mutable, location: readonly (string | number)[]): Mutable {
  let node: Mutable | undefined = document;
  for (const key of location) {
    if (Array.isArray(node) && typeof key === 'number') node = node[key];
    else node = isRecord(node) ? node[key] : undefined;
  }
  return node ?? null;
}

/** The target of an update is appended to when it is an array; arrays further down are joined. */
function merge(target: Mutable, update: Mutable, lists: 'append' | 'join'): Mutable {
  if (Array.isArray(target))
    return lists === 'join' && Array.isArray(update) ? [...target, ...update] : [...target, update];
  if (!isRecord(target) || !isRecord(update)) return update;
  const merged = { ...target };
  for (const [key, value] of Object.entries(update)) {
    if (UNSAFE.has(key)) continue;
    const known = Object.hasOwn(merged, key) ? merged[key] : undefined;
    // `components:` with nothing after it, as in the specification's own example: `remove` is what takes out.
    if (value === null && typeof known === 'object') continue;
    merged[key] = known === undefined || !sameShape(known, value) ? value : merge(known, value, 'join');
  }
  return merged;
}

function sameShape(a: Mutable, b: Mutable): boolean {
  return (Array.isArray(a) && Array.isArray(b)) || (isRecord(a) && isRecord(b));
}

function isRecord(value: Mutable | undefined): value is { [key: string]: Mutable } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(code: string, where: string, message: string, hint: string): Result<never> {
  return { ok: false, diagnostics: [{ code, severity: 'error', at: where, message, hint }] };
}
