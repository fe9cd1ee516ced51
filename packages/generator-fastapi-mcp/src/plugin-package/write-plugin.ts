import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type EmittedFile, UserError } from '@fastapi-mcp/kit';
import { pluginFiles, pluginNames } from './plugin-files.js';

/** A plugin package that was written. */
export interface WrittenPlugin {
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly EmittedFile[];
}

/**
 * Writes a new plugin package: the whole of it or nothing.
 *
 * @param name - `acme`.
 * @param place - where the user is, `--output` if it was given, and whether only to say what would be written.
 * @throws UserError for a wrong name, and for a folder that holds something already.
 */
export function writePlugin(
  name: string,
  { cwd, output, dryRun }: { readonly cwd: string; readonly output: string | null; readonly dryRun: boolean },
): WrittenPlugin {
  const names = pluginNames(name);
  const folder = resolve(cwd, output ?? names.packageName);
  refuseFull(folder);
  const files = pluginFiles(names);
  if (dryRun) return { folder, files };
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(join(dirname(folder), `.${names.packageName}-`));
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(draft, path)), { recursive: true });
      writeFileSync(join(draft, path), content);
    }
    // A temporary folder is its maker's alone; a package is as open as any other folder.
    chmodSync(draft, 0o755);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  return { folder, files };
}

function refuseFull(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new UserError(`${folder} is a file`, 'choose another --output');
  if (readdirSync(folder).length > 0)
    throw new UserError(`${folder} is not empty`, 'a new plugin needs a folder of its own: choose another --output');
}
