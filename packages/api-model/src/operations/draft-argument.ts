import type { Argument } from '../api-model.js';

/** An argument whose names have yet to be decided. */
export type DraftArgument = Omit<Argument, 'field' | 'name'>;
