import { normalisePython } from '@fastapi-mcp/python';
import { type Base, readBase, sameBase } from './base-store.js';
import { type Change, decideChange, type OnDisk } from './decide-change.js';
import type { OwnedFile } from './file-set.js';
import { findOwnMoves, findUserMoves } from './find-moves.js';
import { readTarget } from './output-folder.js';
import { type ProjectStyle, projectStyle } from './project-style.js';

/**
 * How the reason ends for a file that stands still.
 *
 * @internal
 */
export const NOT_AT_HAND = 'is not at hand';

/** All that a run is about to do to a folder; nothing of it is done yet. */
export interface Decided {
  /** Sorted by path. */
  readonly changes: readonly DecidedFile[];
  /** What the next run will merge against. */
  readonly base: Base;
  readonly baseChanged: boolean;
}

interface DecidedFile {
  readonly change: Change;
  readonly yours: OnDisk;
}

/** What came out, and whose it is; see `CommitOptions`. */
interface DecideOptions {
  readonly files: readonly OwnedFile[];
  readonly ran: ReadonlySet<string>;
  readonly absent?: ReadonlySet<string>;
}

/** A decision, and under which path the base keeps it: the generator's own. */
interface Keyed extends DecidedFile {
  readonly key: string;
}

/**
 * Decides every file of the generators that ran.
 *
 * @param root - real path of the output folder, there or not.
 * @throws UserError when the base cannot be read, or a link leads out of the folder.
 */
export function decideAll(root: string, { files, ran, absent = new Set() }: DecideOptions): Decided {
  const base = readBase(root);
  const generated = new Map(files.map((file) => [file.path, file]));
  const isOurs = (path: string): boolean =>
    [...(base[path]?.owners ?? []), ...(generated.get(path)?.owners ?? [])].some((owner) => ran.has(owner));
  const paths = [...new Set([...generated.keys(), ...Object.keys(base)])].filter(isOurs);
  const disk = new Map(paths.map((path) => [path, readTarget(root, path)]));
  const still = paths.flatMap((path) => {
    const missing = base[path]?.owners.find((owner) => absent.has(owner));
    return missing === undefined ? [] : [standStill({ path, missing, base, disk })];
  });
  for (const { key } of still) disk.delete(key);
  const style = projectStyle(root);
  // In the project's style first: ruff keeps parentheses around a tuple that only a shorter line had needed.
  const normalise = (path: string, text: string): string | null => normalised(path, style.format(path, text));
  const search = { root, base, generated, disk, normalise };
  const folder: Folder = { ...search, style: style.format, moved: findUserMoves(search) };
  const keyed = withOwnMoves(
    [...disk.keys()].map((path) => decideOne(path, folder)),
    { folder, ours: findOwnMoves(search) },
  )
    .concat(still)
    .sort((a, b) => (a.change.path < b.change.path ? -1 : 1));
  const next: Record<string, Base[string]> = { ...base };
  for (const { key, change } of keyed) {
    if (change.base === null) delete next[key];
    else next[key] = change.base;
  }
  return { changes: keyed, base: next, baseChanged: !sameBase(base, next) };
}

/** Written without its plugin, a file would lose what the plugin gave it. */
function standStill({
  path,
  missing,
  base,
  disk,
}: Pick<Folder, 'base' | 'disk'> & { readonly path: string; readonly missing: string }): Keyed {
  const reason = `the plugin that brings ${missing} ${NOT_AT_HAND}`;
  const change: Change = { path, before: null, base: base[path] ?? null, ...left(reason) };
  return { key: path, yours: disk.get(path) ?? { kind: 'absent' }, change };
}

interface Folder {
  readonly root: string;
  readonly base: Base;
  readonly generated: ReadonlyMap<string, OwnedFile>;
  readonly disk: ReadonlyMap<string, OnDisk>;
  readonly style: ProjectStyle['format'];
  readonly normalise: (path: string, text: string) => string | null;
  /** By the generator's path: where the user has it. */
  readonly moved: ReadonlyMap<string, string>;
}

function decideOne(key: string, { root, base, generated, disk, normalise, style, moved }: Folder): Keyed {
  const to = moved.get(key);
  const file = generated.get(key) ?? null;
  const sides = { base: base[key] ?? null, normalise, style };
  if (to === undefined) {
    const yours = disk.get(key) ?? { kind: 'absent' };
    return { key, yours, change: decideChange({ ...sides, path: key, yours, generated: file }) };
  }
  const yours = readTarget(root, to);
  const change = decideChange({ ...sides, path: to, yours, generated: file && { ...file, path: to } });
  // A file that was moved is not removed, edited or not: somebody wants it.
  if (file === null)
    return {
      key,
      yours,
      change: { ...change, ...left(`no longer generated; you moved it from ${key}`), base: sides.base },
    };
  return {
    key,
    yours,
    change:
      change.action.kind === 'none' && change.state !== 'conflicted'
        ? { ...change, ...left(`you moved it from ${key}`) }
        : change,
  };
}

function left(reason: string): Pick<Change, 'state' | 'reason' | 'action'> {
  return { state: 'kept', reason, action: { kind: 'none' } };
}

/** Edits of a file that goes by another path from now on are merged there. */
function withOwnMoves(
  decided: readonly Keyed[],
  { folder, ours }: { readonly folder: Folder; readonly ours: ReadonlyMap<string, string> },
): Keyed[] {
  const replaced = new Map(
    [...ours].flatMap(([from, to]) => followMove(from, to, folder).map((file) => [file.key, file] as const)),
  );
  return decided.map((file) => replaced.get(file.key) ?? file);
}

function followMove(from: string, to: string, { base, generated, disk, normalise, style }: Folder): readonly Keyed[] {
  const [yours, file, entry] = [disk.get(from), generated.get(to), base[from]];
  if (yours?.kind !== 'text' || !file || entry?.kind !== 'generated' || yours.text === entry.content) return [];
  const merged = decideChange({ path: to, base: entry, yours, generated: file, normalise, style });
  // Markers of an earlier conflict: settled where they are.
  if (merged.state === 'conflicted' && merged.action.kind === 'none') return [];
  const written =
    merged.action.kind === 'none' ? { kind: 'write' as const, content: yours.text, mode: null } : merged.action;
  const arrives: Change = {
    ...merged,
    state: merged.state === 'conflicted' ? 'conflicted' : 'merged',
    reason: [`with your edits of ${from}`, ...(merged.state === 'conflicted' ? [merged.reason] : [])].join('; '),
    before: null,
    action: written,
  };
  const leaves = decideChange({ path: from, base: null, yours, generated: null, normalise, style });
  return [
    { key: to, yours: { kind: 'absent' }, change: arrives },
    {
      key: from,
      yours,
      change: { ...leaves, state: 'removed', reason: `it is ${to} now`, action: { kind: 'remove' }, base: null },
    },
  ];
}

function normalised(path: string, text: string): string | null {
  if (!path.endsWith('.py')) return text;
  const formatted = normalisePython(text, path);
  return formatted.ok ? formatted.value : null;
}
