import type { Coverage } from './coverage.js';
import type { Obstacle } from './obstacle.js';
import type { Unfollowed } from './survey.js';
import type { UserIdType } from './user-id-type.js';

/**
 * How a service call says which user it is for: `X-User-ID` beside the service token, or an assertion signed with that
 * token, good for one request and one minute (docs/adr/0005).
 */
export type UserProof = 'header' | 'assertion';

/** What a person may decide about a patch. */
export interface PatchChoices {
  /** Dependencies to extend, by name (`get_current_user`) or `module:name`; empty: all that return a user. */
  readonly dependencies: readonly string[];
  /** Uses to leave to users alone: a file (`app/routers/admin.py`) or a function (`require_admin`). */
  readonly leave: readonly string[];
  /** The type of user ids, where the source does not say. */
  readonly userIdType: UserIdType | null;
  /** How users are loaded, where the source does not say it: `get_current_user=await app.crud:get_user(session, user_id)`. */
  readonly loadUser: readonly string[];
  /** Null: as the patched backend has it; `header` at first. */
  readonly userProof: UserProof | null;
}

/** One file of the backend, before and after. */
export interface FileChange {
  readonly path: string;
  /** Null: it is new. */
  readonly before: string | null;
  readonly after: string;
}

/** The patch of a backend; nothing is written yet. */
export interface Patch {
  readonly changes: readonly FileChange[];
  readonly seams: readonly SeamReport[];
  readonly settings: string;
  /** The file of the settings class; null when the tokens are read from the environment itself. */
  readonly settingsFile: string | null;
  /** A settings class that refuses what it does not know in a dotenv file, so that the token must not be in one. */
  readonly refusingToken: string | null;
  readonly userProof: UserProof;
  /** The module that logs each service call, by its logger's name; null when nothing is extended, now or before. */
  readonly logger: string | null;
  /** The file with the tests that prove it; null where there is no app that a test can import, or no route to ask. */
  readonly proof: string | null;
  /** How users are loaded, as it was said for dependencies that are in use; for the next run. */
  readonly loadUser: readonly string[];
  readonly obstacles: readonly Obstacle[];
  readonly unfollowed: readonly Unfollowed[];
  /** `file:line` of each middleware that may authenticate. */
  readonly middleware: readonly string[];
  readonly before: readonly Coverage[];
  readonly after: readonly Coverage[];
}

/** What became of one dependency. */
export interface SeamReport {
  readonly name: string;
  readonly at: string;
  readonly module: string;
  /** `uses`: each use is rewritten; `backend`: fastapi-users gets one more authentication backend, and no use changes. */
  readonly through: 'uses' | 'backend';
  readonly idType: UserIdType;
  readonly isNew: boolean;
  /** Uses; through a backend, the routes that depend on fastapi-users. */
  readonly found: number;
  readonly rewritten: readonly string[];
  readonly left: readonly string[];
  /** Checks on the credential that a service call does not go through. */
  readonly leftOut: readonly { readonly at: string; readonly text: string }[];
}
