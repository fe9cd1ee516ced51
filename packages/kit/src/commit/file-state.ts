/**
 * What a run did with one file.
 *
 * @internal
 */
export type FileState =
  /** New on disk. */
  | 'created'
  /** Replaced by newer output; the user had not touched it. */
  | 'updated'
  /** The user's edits and newer output, together. */
  | 'merged'
  /** Both changed the same lines: markers in the file, or a refusal. */
  | 'conflicted'
  /** The user's own version (or absence) stands. */
  | 'kept'
  | 'removed'
  | 'unchanged';

/**
 * One line of the closing summary.
 *
 * @internal
 */
export interface FileReport {
  readonly path: string;
  readonly state: FileState;
  /** Why, where the state alone does not say it. */
  readonly reason: string | null;
}
