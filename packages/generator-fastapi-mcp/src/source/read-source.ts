import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type SourceRequest, type SourceText, UserError } from '@fastapi-mcp/kit';
import { fetchDocument } from './fetch-url.js';
import { findApp } from './find-app.js';
import { findInterpreter } from './find-interpreter.js';
import { followReferences } from './follow-references.js';
import { type AppTarget, ImportFailure, importApp } from './import-app.js';
import { readDocumentFile } from './read-file.js';
import { readDocumentFromStdin } from './read-stdin.js';

/** What reading may touch beside files. */
export interface Surroundings {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads the contract from where it was said to be: a file, a URL, standard input, or the application itself.
 *
 * @throws UserError when it cannot be had; the message names the option.
 */
export async function readSource(request: SourceRequest, { stdin, env }: Surroundings): Promise<SourceText> {
  const { openapi, app, backend, cwd, allowRef = [], again = false } = request;
  if (openapi !== null) {
    const isUrl = /^https?:\/\//i.test(openapi);
    const location = openapi === '-' ? null : isUrl ? openapi : resolve(cwd, openapi);
    return followReferences(await readDocument(openapi, isUrl, { stdin, cwd }), { location, allowRef, again });
  }
  const folder = resolve(cwd, backend ?? '.');
  if (app !== null) return importFirst([{ target: app, root: folder, folder }], request, env);
  if (backend !== null) return importFirst(findApp(folder), request, env);
  throw new UserError(
    'nothing says where the API is described',
    'give --openapi FILE|URL|-, --app module:attr or --backend DIR',
    { exitCode: 2 },
  );
}

function readDocument(
  openapi: string,
  isUrl: boolean,
  { stdin, cwd }: Pick<Surroundings, 'stdin'> & { readonly cwd: string },
): Promise<SourceText> {
  if (openapi === '-') return readDocumentFromStdin(stdin);
  return isUrl ? fetchDocument(openapi) : readDocumentFile(openapi, cwd);
}

/** Tries the ways to import an application; only "no such module" is a reason to try the next. */
async function importFirst(
  targets: readonly AppTarget[],
  { python, cwd, backend }: SourceRequest,
  env: NodeJS.ProcessEnv,
): Promise<SourceText> {
  let first: ImportFailure | null = null;
  for (const app of targets) {
    const interpreter = findInterpreter(app.folder, python, cwd, env);
    try {
      const text = await importApp(app, interpreter, env);
      return { text, name: app.target, found: backend === null ? null : `${app.target} in ${backend}` };
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
      first ??= error;
      if (error.missingModule === null) break;
    }
  }
  throw first ?? new UserError('there is no application to import', 'pass --app module:attr');
}
