import { relative } from 'node:path';
import type { ParsedFlags } from '@fastapi-mcp/answers';
import { UserError } from '@fastapi-mcp/kit';
import { reportError } from '../cli/report-error.js';
import { type Terminal, writeLines } from '../cli/terminal.js';
import { type WrittenPlugin, writePlugin } from './write-plugin.js';

/**
 * `fastapi-mcp plugin NAME`: a new plugin package.
 *
 * @returns the exit code.
 */
export async function runPlugin({ rest, flags, run }: ParsedFlags, terminal: Terminal): Promise<number> {
  try {
    const [name] = rest;
    if (name === undefined)
      throw new UserError('nothing says what the plugin is called', 'fastapi-mcp plugin NAME', { exitCode: 2 });
    const output = typeof flags.output === 'string' ? flags.output : null;
    const written = writePlugin(name, { cwd: terminal.cwd, output, dryRun: run.dryRun });
    if (run.json) await writeLines(terminal.stdout, [JSON.stringify(asJson(written), null, 2)]);
    else await writeLines(terminal.stderr, summary(written, { cwd: terminal.cwd, dryRun: run.dryRun }));
    return 0;
  } catch (error) {
    return await reportError(error, run.json, terminal);
  }
}

function asJson({ folder, files }: WrittenPlugin): object {
  return { ok: true, exitCode: 0, folder, files: files.map(({ path }) => path) };
}

function summary(
  { folder, files }: WrittenPlugin,
  { cwd, dryRun }: { readonly cwd: string; readonly dryRun: boolean },
): readonly string[] {
  const shown = relative(cwd, folder) || '.';
  if (dryRun) return [...files.map(({ path }) => `${shown}/${path}`), '', 'dry run: nothing was written'];
  return [
    `${files.length} files in ${shown}`,
    '',
    'Next:',
    `  cd ${shown}`,
    '  npm install',
    '  npm test',
    '  npm run example',
  ];
}
