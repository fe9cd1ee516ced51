import type { Identity, Pattern } from './presets.js';

/** A tag of the backend's API, for choosing which tools to make. */
export interface DetectedTag {
  readonly name: string;
  readonly toolCount: number;
  /** What its tools would cost a model to read, in tokens. */
  readonly tokens?: number | undefined;
}

/** One operation of the backend's API, for choosing which become tools. */
export interface DetectedTool {
  /** The tool's name. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly tokens: number;
}

/**
 * What was found in the contract and the source tree, before anybody was asked. It comes from outside: a value that
 * its question would refuse is passed over in favour of the default.
 */
export interface Detected {
  /** The API's title. */
  readonly title?: string | undefined;
  readonly toolCount?: number | undefined;
  readonly tags?: readonly DetectedTag[] | undefined;
  readonly tools?: readonly DetectedTool[] | undefined;
  readonly pattern?: Pattern | undefined;
  /** Why that pattern: `OAuth2 password flow at /token`. */
  readonly reasons?: readonly string[] | undefined;
  readonly identity?: Identity | undefined;
  readonly userParameter?: string | undefined;
  readonly sessionCookieName?: string | undefined;
  readonly loginPath?: string | undefined;
  readonly tokenUrl?: string | undefined;
  /** Where the token travels, when not as a bearer token: `X-Api-Key`, `Authorization: Token`, `?api_key`. */
  readonly sendTokenAs?: string | undefined;
  /** Where a contract, an app or a backend was found without being told. */
  readonly openapi?: string | undefined;
  readonly app?: string | undefined;
  readonly backend?: string | undefined;
  /** The output folder, when the run started inside a generated project: `.`. */
  readonly output?: string | undefined;
  /** A contract is already pinned in the project, so that no backend need be named. */
  readonly contract?: boolean | undefined;
}
