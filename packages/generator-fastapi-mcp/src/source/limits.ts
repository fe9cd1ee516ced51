/** Larger documents are refused: the largest public one (GitHub's) has 13 MB. */
export const MAX_BYTES = 64 * 1024 * 1024;

/** What the limit is called in messages. */
export const MAX_SIZE = '64 MB';
