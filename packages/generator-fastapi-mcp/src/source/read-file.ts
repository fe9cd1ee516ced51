import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type SourceText, UserError } from '@fastapi-mcp/kit';
import { MAX_BYTES, MAX_SIZE } from './limits.js';

/**
 * A text that the user named, such as an overlay, UTF-8.
 *
 * @param option - the option that named it, for messages: `--overlay`.
 * @throws UserError when there is no such file, or it is too large.
 */
export async function readNamedText(
  path: string,
  option: string,
  cwd: string,
): Promise<{ readonly text: string; readonly name: string }> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? `there is no file ${path}` : `${path} cannot be read`;
    throw new UserError(`${option}: ${why}`, 'check the path; it is relative to the current folder');
  });
  if (text.length > MAX_BYTES)
    throw new UserError(`${option}: ${path} is larger than ${MAX_SIZE}`, 'pass the file itself');
  return { text, name: path };
}

/**
 * A document in a file, UTF-8.
 *
 * @throws UserError when there is no such file, or it is too large.
 */
export async function readDocumentFile(path: string, cwd: string): Promise<SourceText> {
  const file = resolve(cwd, path);
  const there = await stat(file).catch(() => null);
  if (there === null)
    throw new UserError(`--openapi: there is no file ${path}`, 'check the path; it is relative to the current folder');
  if (there.isDirectory())
    throw new UserError(`--openapi: ${path} is a folder`, `for a backend's source tree use --backend ${path}`);
  if (there.size > MAX_BYTES)
    throw new UserError(`--openapi: ${path} is larger than ${MAX_SIZE}`, 'pass the API description itself');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(
      `--openapi: ${path} cannot be read (${error instanceof Error ? error.message : 'unknown error'})`,
      'check its permissions',
    );
  });
  return { text, name: path, found: null };
}
