import type { Located, Resolve } from '../references/resolve.js';
import type { Report } from '../report.js';
import type { Schema } from '../schema.js';
import type { Drafts } from './drafts.js';
import type { Direction, Part } from './part.js';

/** What reading schemas needs to know and to remember, for one document. */
export interface Reading {
  readonly resolve: Resolve;
  readonly report: Report;
  readonly drafts: Drafts;
  /** Whether the schema at a pointer differs between requests and responses (`readOnly`, `writeOnly` somewhere below). */
  readonly isDirectional: (pointer: string) => boolean;
  /** Referred to, and still to be read. */
  readonly pending: PendingSchema[];
  /** What every draft key that was referred to leads to. */
  readonly targets: Map<string, Located>;
  /** Objects being read, or read: draft keys by the parts they consist of. */
  readonly hoisted: Map<string, string>;
  /** Objects without a name of their own, by structure. */
  readonly structures: Map<string, string>;
  /** How many schema objects may still be merged: in all, and for the operation or component at hand. */
  readonly budget: Budget;
  /** Reads schemas that must all hold, usually one. Here, so that the builders need not import what imports them. */
  readonly read: (parts: readonly Part[], scope: Scope) => Schema;
}

/** Schemas that multiply while merging (`allOf` of unions of `allOf`…) end here, each by itself before all together. */
export interface Budget {
  total: number;
  local: number;
}

interface PendingSchema {
  readonly key: string;
  readonly target: Located;
  readonly direction: Direction;
}

/** Where in the model a schema is being read. */
export interface Scope {
  readonly direction: Direction;
  /** What an object here would be called, word by word, not yet in PascalCase: most objects are never asked. */
  readonly words: readonly string[];
  readonly depth: number;
  /** An object stays in place instead of getting a name. */
  readonly inline?: true;
  /** This is the request body itself, not something in it. */
  readonly body?: true;
}

/** The scope of something inside: `Task` and `due_date`, or a place (`Item`, `Value`). */
export function within(scope: Scope, word: string): Scope {
  return { direction: scope.direction, words: [...scope.words, word], depth: scope.depth + 1 };
}
