import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Base } from './base-store.js';
import type { OnDisk } from './decide-change.js';
import type { OwnedFile } from './file-set.js';
import { isSameFile, similarity } from './similarity.js';

/** Larger files are data. */
const LARGEST_FILE = 500_000;
/** Below this, files are alike by accident (an empty `__init__.py`). */
const SHORTEST_FILE = 80;
/** Nobody keeps edited code in these; folders that begin with a dot are passed over too. */
const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv', 'dist', 'build']);

/** What a run knows when it looks for moved files. */
export interface MoveSearch {
  readonly root: string;
  readonly base: Base;
  readonly generated: ReadonlyMap<string, OwnedFile>;
  /** Paths of generators that ran, with what is on disk there. */
  readonly disk: ReadonlyMap<string, OnDisk>;
  /** What texts that differ only in formatting have in common; null when the text cannot be parsed. */
  readonly normalise: (path: string, text: string) => string | null;
}

/**
 * Generated files that the user moved or renamed: gone from their path, and there, much the same, under another.
 *
 * @returns new path by old path.
 */
export function findUserMoves({ root, base, generated, disk, normalise }: MoveSearch): ReadonlyMap<string, string> {
  const missing = [...disk].flatMap(([path, yours]) => {
    const entry = base[path];
    return yours.kind === 'absent' && entry?.kind === 'generated' ? [{ path, content: entry.content }] : [];
  });
  if (missing.length === 0) return new Map();
  const extensions = new Set(missing.map(({ path }) => extname(path)));
  const added = filesIn(root, '').filter(
    (path) => extensions.has(extname(path)) && !Object.hasOwn(base, path) && !generated.has(path),
  );
  const texts = added.flatMap((path) => {
    const content = readSmall(join(root, path));
    return content === null ? [] : [{ path, content }];
  });
  const plain = ({ path, content }: Text): Text => ({ path, content: normalise(path, content) ?? content });
  return pair(missing.map(plain), texts.map(plain));
}

/**
 * Generated files that go by another path from now on (another structure, a renamed tool or tag): their edits go along.
 *
 * @returns new path by old path.
 */
export function findOwnMoves({ base, generated, disk }: MoveSearch): ReadonlyMap<string, string> {
  const gone = [...disk].flatMap(([path, yours]) => {
    const entry = base[path];
    return yours.kind === 'text' && entry?.kind === 'generated' && !generated.has(path)
      ? [{ path, content: entry.content }]
      : [];
  });
  const added = [...generated.values()].filter(
    ({ path, ownership = 'generated' }) =>
      ownership === 'generated' && !Object.hasOwn(base, path) && disk.get(path)?.kind === 'absent',
  );
  return pair(gone, added);
}

interface Text {
  readonly path: string;
  readonly content: string;
}

/** Each of the first with the one of the second that is most like it, each of those once. */
function pair(from: readonly Text[], to: readonly Text[]): ReadonlyMap<string, string> {
  const couples = from.flatMap((old) =>
    to
      .filter((now) => extname(now.path) === extname(old.path) && old.content.length >= SHORTEST_FILE)
      .filter((now) => isSameFile(old.content, now.content))
      .map((now) => ({ old: old.path, now: now.path, likeness: similarity(old.content, now.content) })),
  );
  couples.sort((a, b) => b.likeness - a.likeness || (a.old < b.old ? -1 : 1) || (a.now < b.now ? -1 : 1));
  const moves = new Map<string, string>();
  const taken = new Set<string>();
  for (const { old, now } of couples) {
    if (moves.has(old) || taken.has(now)) continue;
    moves.set(old, now);
    taken.add(now);
  }
  return moves;
}

/** Paths of ordinary files, links not followed. */
function filesIn(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) return [path];
    if (!entry.isDirectory() || entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) return [];
    return filesIn(root, path);
  });
}

function readSmall(file: string): string | null {
  return statSync(file).size > LARGEST_FILE ? null : readFileSync(file, 'utf8');
}
