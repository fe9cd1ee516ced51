import type { Pattern, RunOptions } from '@fastapi-mcp/answers';
import type Generator from 'yeoman-generator';
import type { BaseFeatures, BaseOptions } from 'yeoman-generator';
import type { CommitResult } from '../commit/commit-files.js';
import type { OwnedFile } from '../commit/file-set.js';
import type { GeneratorDefinition } from '../define-generator.js';
import type { Preset } from '../define-preset.js';
import type { PluginDefinition } from '../plugin/define-plugin.js';
import type { RunPlugins } from '../plugin/run-plugins.js';
import type { Session, SourceRequest, SourceText } from '../session/session.js';

/** A generator as Yeoman loads it. */
export type YeomanGeneratorClass = new (args?: string[], options?: BaseOptions, features?: BaseFeatures) => Generator;

/** What the umbrella package brings to a Yeoman run: everything outside kit's rooms. */
export interface YeomanHost {
  /** Of the umbrella package. */
  readonly version: string;
  /** Every generator of the umbrella, in the order in which they contribute. */
  readonly registry: ReadonlyMap<string, GeneratorDefinition>;
  readonly presets: Readonly<Record<Pattern, Preset>>;
  /** A file of the package, absolute: under which Yeoman knows what has no file of its own. */
  readonly path: string;
  /** Finds and loads the plugins of a run. */
  readonly openPlugins: (request: YeomanPluginRequest) => Promise<RunPlugins>;
  /** The Yeoman class of a generator, for composition, and its file. */
  readonly load: (name: string) => Promise<{ readonly Generator: YeomanGeneratorClass; readonly path: string }>;
  readonly readSource: (request: SourceRequest) => Promise<SourceText>;
  /** Reads a text that the user named; see `SessionHost`. */
  readonly readText: (
    path: string,
    option: string,
    cwd: string,
  ) => Promise<{ readonly text: string; readonly name: string }>;
  /** Reads the answers file that `--answers` names. */
  readonly readAnswers: (path: string, cwd: string) => unknown;
  /** Instead of the commit, with `--dump`: prints one stage. */
  readonly dump: (stage: 'model' | 'plan' | 'files', session: Session, files: readonly OwnedFile[]) => Promise<void>;
  /** After the commit: locks dependencies, patches the backend, and returns what to tell. */
  readonly finish: (finished: FinishedYeomanRun) => Promise<readonly string[]>;
}

/** Which plugins a Yeoman run is about. */
export interface YeomanPluginRequest {
  readonly run: RunOptions;
  /** `--output`, as it was given; null: not. */
  readonly output: string | null;
  readonly cwd: string;
  /** The plugins whose own generators were started, which are loaded already. */
  readonly loaded: readonly PluginDefinition[];
}

/** A Yeoman run whose files are written. */
export interface FinishedYeomanRun {
  readonly session: Session;
  readonly result: CommitResult;
  readonly run: RunOptions;
  /** Whether it was `app`, and not one generator by itself. */
  readonly whole: boolean;
}
