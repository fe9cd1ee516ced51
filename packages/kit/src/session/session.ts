import type { Detected, Prompt, QuestionSet, RunOptions, Source } from '@fastapi-mcp/answers';
import type { Diagnostic, OverlayText } from '@fastapi-mcp/api-model';
import type { Context } from '../define-generator.js';
import type { OwnTemplates } from '../render/template-overrides.js';
import type { Project } from './find-project.js';

/**
 * Which source to read a contract from; the first that is not null.
 *
 * @internal
 */
export interface SourceRequest {
  /** File, URL, or `-`. */
  readonly openapi: string | null;
  /** `module:attr`. */
  readonly app: string | null;
  /** The backend's folder. */
  readonly backend: string | null;
  /** The interpreter for `app` and `backend`. */
  readonly python: string | null;
  readonly cwd: string;
  /** Origins that references in the document may lead to, and `file:`; absent: none. */
  readonly allowRef?: readonly string[];
  /** The source that was stored, as it is today. */
  readonly again?: boolean;
}

/**
 * A contract as it was read.
 *
 * @internal
 */
export interface SourceText {
  readonly text: string;
  /** How messages call it: the file, the URL without its credentials, `app.main:app`. */
  readonly name: string;
  /** What was found on the way: `app.main:app in ../backend`. */
  readonly found: string | null;
}

/**
 * What a session needs from outside; *source* and the terminal are not kit's.
 *
 * @internal
 */
export interface SessionHost {
  readonly readSource: (request: SourceRequest) => Promise<SourceText>;
  /** Reads a text that the user named, such as an overlay; the option is for messages. */
  readonly readText: (
    path: string,
    option: string,
    cwd: string,
  ) => Promise<{ readonly text: string; readonly name: string }>;
  /** Puts one question; null when nobody can be asked. */
  readonly ask: ((prompt: Prompt) => Promise<unknown>) | null;
  /** One line that tells the user what is going on. */
  readonly tell: (line: string) => void;
  /** Of the generator that runs (`0.1.0`), for the project to remember; absent: nobody says. */
  readonly version?: string | null;
}

/**
 * What a run was told.
 *
 * @internal
 */
export interface SessionRequest {
  /** Absolute; paths in flags are relative to it. */
  readonly cwd: string;
  /** Answers by key, from the command line. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The parsed answers file. */
  readonly file?: unknown;
  readonly run: RunOptions;
  /**
   * Reads the contract again from where it came from last time; absent: when the whole server is generated, since that
   * is what it is run again for. A source that this run names is read in any case.
   */
  readonly refresh?: boolean;
  /** The answers that the chosen generators read; absent: all are asked. */
  readonly only?: readonly string[];
  readonly set?: QuestionSet;
  /** What was put in order after a run that was killed, before the plugins were read; absent: nobody has looked. */
  readonly recovered?: string | null;
  /** Templates of plugins; those of the project win over them. */
  readonly templates?: OwnTemplates;
}

/**
 * Everything decided that generators need, and where it came from.
 *
 * @internal
 */
export interface Session {
  /** The output folder, absolute. */
  readonly folder: string;
  /** What an earlier run left there. */
  readonly project: Project | null;
  /** What was put in order after a run that was stopped while it wrote; null: nothing. */
  readonly recovered: string | null;
  readonly context: Context;
  /** Where each answer came from. */
  readonly sources: Readonly<Record<string, Source>>;
  readonly detected: Detected;
  /** What was laid over the contract, in order. */
  readonly overlays: readonly OverlayText[];
  /** Of the contract. */
  readonly diagnostics: readonly Diagnostic[];
  /** The contract's name. */
  readonly contractName: string;
  /** Of the generator that runs; null when it does not say. */
  readonly version: string | null;
  readonly cwd: string;
  /** What could be asked. */
  readonly set: QuestionSet;
}
