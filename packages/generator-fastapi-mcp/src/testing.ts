import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveRunOptions } from '@fastapi-mcp/answers';
import {
  combinePlugins,
  commitFiles,
  InternalError,
  openSession,
  type PluginDefinition,
  projectFiles,
  type RunOptions,
  UserError,
  withNeeds,
} from '@fastapi-mcp/kit';
import { ownTools } from './plugins/own-tools.js';

/** What to generate, for a plugin's own tests. */
export interface GenerateOptions {
  /** The OpenAPI document. */
  readonly openapi: object;
  readonly plugins?: readonly PluginDefinition[];
  /** Answers by key, the plugins' own too: `{ pattern: '4', structure: 'b' }`. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Where to write it as well; absent: nothing is written. */
  readonly folder?: string;
}

/**
 * Generates a whole server in memory, as `fastapi-mcp app` does with these plugins.
 *
 * @returns each file's text, by its path.
 * @throws UserError for what `app` refuses: wrong answers, two plugins that claim one thing.
 * @example
 * const files = await generateProject({ openapi, plugins: [auditPlugin], answers: { pattern: '4' } });
 * files.get('src/config.py');
 */
export async function generateProject(options: GenerateOptions): Promise<ReadonlyMap<string, string>> {
  const { openapi, plugins = [], answers = {}, folder } = options;
  const tools = combinePlugins(ownTools, plugins);
  const output = folder ?? join(tmpdir(), `fastapi-mcp-${randomUUID()}`);
  const refuse = async (): Promise<never> => {
    throw new UserError('a test reads nothing but its document', '');
  };
  const session = await openSession(
    {
      cwd: output,
      flags: { openapi: 'openapi.json', output, ...answers },
      run: runOptions(),
      set: tools.questions,
    },
    {
      readSource: async () => ({ text: JSON.stringify(openapi), name: 'openapi.json', found: null }),
      readText: refuse,
      ask: null,
      tell: () => {},
    },
  );
  const preset = tools.presets.get(session.context.answers.pattern)?.generators ?? [];
  const added = tools.plugins.flatMap(({ generators = [] }) => generators.map(({ name }) => name));
  const chosen = [...preset.filter((name) => tools.registry.has(name)), ...added];
  const running = withNeeds(chosen, tools.registry, []);
  const { files, ran } = projectFiles({ session, running, known: tools.registry, store: null });
  if (folder !== undefined) await commitFiles({ folder, files, ran, conflicts: 'refuse' });
  return new Map(files.map(({ path, content }) => [path, content]));
}

function runOptions(): RunOptions {
  const resolved = resolveRunOptions({ yes: true });
  if (!resolved.ok) throw new InternalError('--yes is refused');
  return resolved.run;
}
