import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a command line and the project say about plugins, read before anything is loaded for it. */
export interface PluginMention {
  readonly named: readonly string[];
  /** By the answers file: installed ones alone, unless they are trusted. */
  readonly asked: readonly string[];
  readonly removed: readonly string[];
  readonly trust: boolean;
  readonly recorded: Readonly<Record<string, string>>;
  /** The project, absolute; null: there is none. */
  readonly project: string | null;
}

const OPTIONS = {
  plugin: { type: 'string', multiple: true },
  'remove-plugin': { type: 'string', multiple: true },
  'trust-plugins': { type: 'boolean' },
  output: { type: 'string', short: 'o' },
  answers: { type: 'string' },
} as const;

/** Whether a run has anything to do with plugins. */
export function hasPlugins({ named, asked, removed, recorded }: PluginMention): boolean {
  return named.length + asked.length + removed.length + Object.keys(recorded).length > 0;
}

/** A plugin brings flags and commands of its own, so plugins come first. Cheap where there are none. */
export function mentionedPlugins(argv: readonly string[], cwd: string): PluginMention {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, allowPositionals: true });
  const texts = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  return {
    named: texts(values.plugin),
    asked: typeof values.answers === 'string' ? pluginsIn(resolve(cwd, values.answers)) : [],
    removed: texts(values['remove-plugin']),
    trust: values['trust-plugins'] === true,
    ...recordedIn(projectFolders(argv, cwd).folders),
  };
}

/** Where the project of a command line may be, and where it says that it is. */
export function projectFolders(
  argv: readonly string[],
  cwd: string,
): { readonly output: string | null; readonly folders: readonly string[] } {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, allowPositionals: true });
  const output = typeof values.output === 'string' ? values.output : null;
  return { output, folders: output === null ? [cwd, resolve(cwd, 'mcp-server')] : [resolve(cwd, output)] };
}

/** The plugins that an answers file names; what is wrong with the file is said when all of it is read. */
export function pluginsIn(file: string): readonly string[] {
  const answers = readJson(file);
  const section = isRecord(answers) ? (answers['generator-fastapi-mcp'] ?? answers) : null;
  return isRecord(section) ? Object.keys(ranges(section.plugins)) : [];
}

/** The plugins of the first of these folders that is a project. What is wrong with its store is said later, by who reads all of it. */
export function recordedIn(folders: readonly string[]): Pick<PluginMention, 'recorded' | 'project'> {
  for (const project of folders) {
    const section = storedSection(project);
    if (section !== null) return { project, recorded: ranges(section.plugins) };
  }
  return { project: null, recorded: {} };
}

function storedSection(folder: string): Readonly<Record<string, unknown>> | null {
  const store = readJson(join(folder, '.yo-rc.json'));
  const section = isRecord(store) ? store['generator-fastapi-mcp'] : null;
  return isRecord(section) ? section : null;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function ranges(plugins: unknown): Readonly<Record<string, string>> {
  if (!isRecord(plugins)) return {};
  return Object.fromEntries(
    Object.entries(plugins).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
