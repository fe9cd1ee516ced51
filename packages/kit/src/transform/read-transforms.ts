import type { Diagnostic, Result } from '@fastapi-mcp/api-model';
import { type Document, isMap, isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { TRANSFORMS_FILE } from './transforms-file.js';
import { type TransformsFile, transformsSchema } from './transforms-schema.js';

/** A key of a mapping, or a place in a list. */
export type Place = readonly (string | number)[];

/**
 * What the user wants changed, and where they said so.
 *
 * @internal
 */
export interface Transforms {
  readonly tools: NonNullable<TransformsFile['tools']>;
  readonly combined: NonNullable<TransformsFile['combined']>;
  /** `mcp-tools.yaml:12`, the line of a place in the file, or of the nearest thing above it. */
  readonly at: (place: Place) => string;
}

/** It is written by hand: larger than this it is something else. */
const MAX_LENGTH = 1_000_000;
const MAX_ALIASES = 100;

/**
 * Reads `mcp-tools.yaml`.
 *
 * @param text - the file; empty or all comments is no change.
 * @param name - what messages call it.
 * @returns what it asks for, or everything that is wrong with it, each with file, line and the fix.
 * @example readTransforms('tools: {list_tasks: {name: find_tasks}}', 'mcp-tools.yaml')
 *
 * @internal
 */
export function readTransforms(text: string, name: string = TRANSFORMS_FILE): Result<Transforms> {
  if (text.length > MAX_LENGTH) return failed([problem(name, 'is larger than 1 MB', 'It holds only what changes.')]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) return failed(document.errors.map((error) => syntaxProblem(error, name, lines)));
  const at = (place: Place): string => `${name}:${lineOf(document, place, lines)}`;
  const read = plainValue(document);
  if (!read.ok) return failed([problem(name, read.why, 'Write it without aliases.')]);
  const checked = transformsSchema.safeParse(read.value ?? {});
  if (!checked.success) return failed(checked.error.issues.flatMap((issue) => schemaProblems(issue, at)));
  const { tools = {}, combined = {} } = checked.data;
  return { ok: true, value: { tools, combined, at }, diagnostics: [] };
}

function plainValue(document: Document): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : 'cannot be read' };
  }
}

/** A key's own line says more than that of its value, which may start further down. */
function lineOf(document: Document, place: Place, lines: LineCounter): number {
  for (let depth = place.length; depth > 0; depth -= 1) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(place.slice(0, depth - 1), true);
    const key = place[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isNode(item.key) && String(item.key) === String(key))
      : null;
    const node: unknown = pair ? pair.key : document.getIn(place.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function syntaxProblem(error: YAMLError, name: string, lines: LineCounter): Diagnostic {
  const message = error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'is no YAML';
  return problem(
    `${name}:${lines.linePos(error.pos[0]).line}`,
    message,
    'It is YAML; an editor with YAML support shows the place.',
  );
}

/** Unknown keys are one problem each, on their own lines. */
function schemaProblems(issue: z.core.$ZodIssue, at: Transforms['at']): readonly Diagnostic[] {
  const place = issue.path.filter((key) => typeof key !== 'symbol');
  const what = place.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      problem(at([...place, key]), `${what} has no ${key}`, `Remove it; what there is: ${knownKeys(place)}.`),
    );
  }
  const message = issue.message.replace(/^Invalid input: /, '');
  return [problem(at(place), `${what}: ${message}`, 'See .fastapi-mcp/mcp-tools.schema.json for what may stand here.')];
}

function knownKeys(place: Place): string {
  const last = place.at(-1);
  const parent = place.at(-2);
  if (place.length === 0) return 'version, tools, combined';
  if (last === 'hints') return 'readOnly, destructive, idempotent';
  if (last === 'answer') return 'fields, page';
  if (last === 'page') return 'size, list';
  if (parent === 'steps') return 'call, id, arguments';
  if (parent === 'arguments')
    return place[0] === 'combined' ? 'from, fixed, as, hidden' : 'description, fixed, default, hidden';
  return place[0] === 'combined'
    ? 'title, description, steps'
    : 'name, title, description, hidden, hints, arguments, answer';
}

/** Something wrong in the user's file. */
export function problem(at: string, message: string, hint: string): Diagnostic {
  return { code: 'transform-unusable', severity: 'error', at, message, hint };
}

function failed(diagnostics: readonly Diagnostic[]): Result<never> {
  return { ok: false, diagnostics };
}
