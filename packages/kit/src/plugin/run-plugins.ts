import type { Answers } from '@fastapi-mcp/answers';
import type { Preset } from '../define-preset.js';
import { type Fault, UserError } from '../errors.js';
import type { Session } from '../session/session.js';
import type { Toolbox } from './combine-plugins.js';

/**
 * The plugins of one run, loaded by whoever may load code.
 *
 * @internal
 */
export interface RunPlugins {
  readonly toolbox: Toolbox;
  /** Packages that the project remembers and that cannot be used now; what they brought stands still. */
  readonly missing: readonly string[];
  /** Packages that leave the project. */
  readonly removed: readonly string[];
  /** What to tell the user. */
  readonly warnings: readonly Fault[];
  /** What `.yo-rc.json` of a folder says of plugins after the run. */
  readonly recorded: (folder: string) => Readonly<Record<string, string>>;
}

/**
 * The generators that leave the project with the plugins that are removed.
 *
 * @param present - those of the project.
 * @throws UserError when it cannot be told whose they are.
 *
 * @internal
 */
export function leavingGenerators(plugins: RunPlugins, present: readonly string[]): ReadonlySet<string> {
  const { toolbox, missing, removed } = plugins;
  if (removed.length === 0) return new Set();
  const unknown = present.filter((name) => !toolbox.registry.has(name));
  if (missing.length > 0 && unknown.length > 0)
    throw new UserError(
      `whose ${unknown.join(' and ')} is cannot be told, since ${missing.join(' and ')} cannot be used`,
      `install ${missing.join(' and ')}, or remove all of them at once`,
    );
  return new Set(unknown);
}

/**
 * The generators of `app`: those of the preset, those of plugins, and those that the project has besides.
 *
 * @param preset - the name of a plugin's preset; null: that of the pattern.
 *
 * @internal
 */
export function wholeServer({ toolbox }: RunPlugins, session: Session, preset: string | null): readonly string[] {
  const { context, project } = session;
  const chosen = toolbox.presets.get(preset ?? context.answers.pattern)?.generators ?? [];
  const added = toolbox.plugins.flatMap(({ generators = [] }) => generators.map(({ name }) => name));
  const names = [...chosen, ...added, ...(project?.generators ?? [])];
  return [...new Set(names)].filter((name) => toolbox.registry.has(name));
}

/**
 * A preset by its name.
 *
 * @throws UserError when there is none.
 *
 * @internal
 */
export function presetNamed({ toolbox: { presets } }: RunPlugins, name: string | null): Preset | null {
  if (name === null) return null;
  const preset = presets.get(name);
  if (preset) return preset;
  throw new UserError(`there is no preset ${name}`, `choose one of ${[...presets.keys()].join(', ')}`, { exitCode: 2 });
}

/**
 * The answers that a preset decides, unless the user says otherwise.
 *
 * @internal
 */
export function presetAnswers(preset: Preset | null): Partial<Answers> {
  return preset === null ? {} : { pattern: preset.pattern, ...preset.answers };
}
