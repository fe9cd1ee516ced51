import type { Pattern } from '@fastapi-mcp/answers';
import type Generator from 'yeoman-generator';
import type { BaseFeatures, BaseOptions } from 'yeoman-generator';
import type { CommitResult } from '../commit/commit-files.js';
import type { GeneratorDefinition } from '../define-generator.js';
import type { Preset } from '../define-preset.js';
import type { Session, SourceRequest, SourceText } from '../session/session.js';

/** A generator as Yeoman loads it. */
export type YeomanGeneratorClass = new (args?: string[], options?: BaseOptions, features?: BaseFeatures) => Generator;

/** What the umbrella package brings to a Yeoman run: everything outside kit's rooms. */
export interface YeomanHost {
  /** Every generator of the umbrella, in the order in which they contribute. */
  readonly registry: ReadonlyMap<string, GeneratorDefinition>;
  readonly presets: Readonly<Record<Pattern, Preset>>;
  /** The Yeoman class of a generator, for composition, and its file. */
  readonly load: (name: string) => Promise<{ readonly Generator: YeomanGeneratorClass; readonly path: string }>;
  readonly readSource: (request: SourceRequest) => Promise<SourceText>;
  /** Reads a text that the user named; see `SessionHost`. */
  readonly readText: (path: string, option: string, cwd: string) => Promise<{ readonly text: string; readonly name: string }>;
  /** After the commit: locks dependencies, and returns what to tell. */
  readonly finish: (finished: {
    readonly session: Session;
    readonly result: CommitResult;
    readonly skipInstall: boolean;
    readonly dryRun: boolean;
  }) => Promise<readonly string[]>;
}
