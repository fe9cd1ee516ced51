import { createHash } from 'node:crypto';
import type { BaseEntry } from './base-store.js';
import type { OwnedFile } from './file-set.js';
import type { FileState } from './file-state.js';
import { hasConflictMarkers, type Merged, mergeText, mergeTwoWays } from './merge-text.js';

/** What is on disk at a path. */
export type OnDisk =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'other'; readonly what: string };

/** What is to happen to one path, and what the base says about it afterwards. */
export interface Change {
  readonly path: string;
  readonly state: FileState;
  readonly reason: string | null;
  /** SHA-256 of what was on disk when this was decided; null when nothing was. */
  readonly before: string | null;
  readonly action:
    | { readonly kind: 'write'; readonly content: string; readonly mode: number | null }
    | { readonly kind: 'remove' }
    | { readonly kind: 'none' };
  /** Null: the base forgets the path. */
  readonly base: BaseEntry | null;
}

/** One file's three sides. */
export interface ThreeSides {
  readonly path: string;
  readonly base: BaseEntry | null;
  readonly yours: OnDisk;
  /** Null when no generator emits the path any more. */
  readonly generated: OwnedFile | null;
  /** What texts that differ only in formatting have in common; null when the text cannot be parsed. */
  readonly normalise: (path: string, text: string) => string | null;
  /** A text in the style of the project's own formatter settings; what is written goes through it. */
  readonly style: (path: string, text: string) => string;
}

type Decision = Omit<Change, 'before'>;

/** Decides one file: pure, so that a dry run and a real one agree. */
export function decideChange(sides: ThreeSides): Change {
  const decision = decide(sides);
  const before = sides.yours.kind === 'text' ? sha256(sides.yours.text) : null;
  return { ...inStyle(decision, sides), before };
}

/** Generated Python comes in the user's own style; the base keeps ours, which all comparisons are made in. */
function inStyle(decision: Decision, { style, yours }: ThreeSides): Decision {
  const { action, base, state, path } = decision;
  if (action.kind !== 'write' || base?.kind !== 'generated' || state === 'conflicted') return decision;
  const endings = textStyle(yours.kind === 'text' ? yours.text : '');
  return { ...decision, action: { ...action, content: endings.restore(style(path, endings.plain(action.content))) } };
}

function decide(sides: ThreeSides): Decision {
  const { generated } = sides;
  if (generated === null) return decideRemoval(sides);
  switch (generated.ownership ?? 'generated') {
    case 'once':
      return decideOnce(sides, generated);
    case 'replaced':
      return decideReplaced(sides, generated);
    case 'generated':
      return decideGenerated(sides, generated);
  }
}

function decideOnce({ base, yours }: ThreeSides, file: OwnedFile): Decision {
  const entry: BaseEntry = { kind: 'once', owners: [...file.owners] };
  if (yours.kind !== 'absent') return keep(file.path, 'unchanged', null, entry);
  if (base !== null) return keep(file.path, 'kept', 'you deleted it', entry);
  return write(file, 'created', entry);
}

function decideReplaced({ yours }: ThreeSides, file: OwnedFile): Decision {
  const entry: BaseEntry = { kind: 'replaced', owners: [...file.owners], sha256: sha256(file.content) };
  if (yours.kind === 'absent') return write(file, 'created', entry);
  if (yours.kind === 'other') return keep(file.path, 'conflicted', `it is ${yours.what}`, null);
  return yours.text === file.content ? keep(file.path, 'unchanged', null, entry) : write(file, 'updated', entry);
}

function decideRemoval({ path, base, yours, normalise }: ThreeSides): Decision {
  if (yours.kind === 'absent' || base === null) return keep(path, 'unchanged', null, null);
  if (yours.kind === 'text' && base.kind !== 'once' && isPristine(path, base, yours.text, normalise)) {
    return { path, state: 'removed', reason: 'no longer generated', action: { kind: 'remove' }, base: null };
  }
  return keep(path, 'kept', 'no longer generated, but you edited it', base);
}

function isPristine(
  path: string,
  base: Exclude<BaseEntry, { kind: 'once' }>,
  yours: string,
  normalise: ThreeSides['normalise'],
): boolean {
  if (base.kind === 'replaced') return sha256(yours) === base.sha256;
  return sameText(path, base.content, yours, normalise);
}

function decideGenerated({ path, base, yours, normalise }: ThreeSides, file: OwnedFile): Decision {
  const entry: BaseEntry = { kind: 'generated', owners: [...file.owners], content: file.content };
  const before = base?.kind === 'generated' ? base.content : null;
  if (yours.kind === 'other') return keep(path, 'conflicted', `it is ${yours.what}`, base);
  if (yours.kind === 'absent')
    return base === null ? write(file, 'created', entry) : keep(path, 'kept', 'you deleted it', base);
  if (yours.text === file.content) return keep(path, 'unchanged', null, entry);
  if (before === file.content) return unchangedOutput(path, before, yours.text, entry, normalise);
  if (before === yours.text) return write(file, 'updated', entry);
  return mergeEdited({ file, base, before, entry, yours: yours.text, normalise });
}

/** The output is what it was: whatever the user has is right. */
function unchangedOutput(
  path: string,
  before: string,
  yours: string,
  entry: BaseEntry,
  normalise: ThreeSides['normalise'],
): Decision {
  if (hasConflictMarkers(yours))
    return keep(path, 'conflicted', 'the markers of an earlier conflict are still in it', entry);
  return sameText(path, before, yours, normalise)
    ? keep(path, 'unchanged', null, entry)
    : keep(path, 'kept', 'you edited it', entry);
}

interface EditedFile {
  readonly file: OwnedFile;
  readonly base: BaseEntry | null;
  readonly before: string | null;
  readonly entry: BaseEntry;
  readonly yours: string;
  readonly normalise: ThreeSides['normalise'];
}

function mergeEdited({ file, base, before, entry, yours, normalise }: EditedFile): Decision {
  const { path } = file;
  if (hasConflictMarkers(yours))
    return keep(path, 'conflicted', 'the markers of an earlier conflict are still in it', base);
  if (before !== null && sameText(path, before, yours, normalise)) return write(file, 'updated', entry);
  if (sameText(path, file.content, yours, normalise)) return keep(path, 'unchanged', null, entry);
  const style = textStyle(yours);
  const plain = style.plain(yours);
  // The user's own formatting is kept where lines merge as they are; the common style is tried before a conflict is called one.
  const asWritten = mergeText(before, plain, file.content, languageOf(path));
  const best =
    asWritten.conflicts === 0 || before === null
      ? asWritten
      : (mergeNormalised({ path, before, plain, after: file.content, normalise }) ?? asWritten);
  const broken = best.conflicts === 0 && isBroken(best.text, { path, plain, after: file.content, normalise });
  const merged = broken ? mergeTwoWays(plain, file.content) : best;
  const content = style.restore(merged.text);
  if (merged.conflicts === 0) return write({ ...file, content }, 'merged', entry);
  const reason =
    before === null
      ? 'it was there before and differs'
      : broken
        ? 'merged, it would be no Python'
        : places(merged.conflicts);
  return { ...write({ ...file, content }, 'conflicted', entry), reason };
}

interface Texts {
  readonly path: string;
  readonly before: string;
  readonly plain: string;
  readonly after: string;
  readonly normalise: ThreeSides['normalise'];
}

/** The merge of the three in their common style, where that has no conflict. */
function mergeNormalised({ path, before, plain, after, normalise }: Texts): Merged | null {
  const [base, yours, generated] = [before, plain, after].map((text) => normalise(path, text));
  if (base == null || yours == null || generated == null) return null;
  const merged = mergeText(base, yours, generated, languageOf(path));
  return merged.conflicts === 0 ? merged : null;
}

/** Lines that fit together one by one need not make a program; where one side is none either, that is not the merge's doing. */
function isBroken(text: string, { path, plain, after, normalise }: Omit<Texts, 'before'>): boolean {
  return normalise(path, text) === null && normalise(path, plain) !== null && normalise(path, after) !== null;
}

function languageOf(path: string): 'python' | 'text' {
  return path.endsWith('.py') ? 'python' : 'text';
}

function places(count: number): string {
  return `you and the new output changed the same lines in ${count} ${count === 1 ? 'place' : 'places'}`;
}

/** Line endings and byte order mark belong to the user's editor: merged without, written back with. */
function textStyle(text: string): {
  readonly plain: (text: string) => string;
  readonly restore: (text: string) => string;
} {
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const crlf = text.includes('\r\n');
  return {
    plain: (value) => value.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'),
    restore: (value) => bom + (crlf ? value.replaceAll('\n', '\r\n') : value),
  };
}

function sameText(path: string, before: string, yours: string, normalise: ThreeSides['normalise']): boolean {
  if (before === yours) return true;
  const plain = textStyle(yours).plain(yours);
  if (plain === before) return true;
  const common = normalise(path, plain);
  return common !== null && common === normalise(path, before);
}

function write(file: OwnedFile, state: FileState, base: BaseEntry): Decision {
  return {
    path: file.path,
    state,
    reason: null,
    action: { kind: 'write', content: file.content, mode: file.mode ?? null },
    base,
  };
}

function keep(path: string, state: FileState, reason: string | null, base: BaseEntry | null): Decision {
  return { path, state, reason, action: { kind: 'none' }, base };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
