import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@fastapi-mcp/kit';

/**
 * The answers in a file, unchecked.
 *
 * @param path - as the user gave it, relative to `cwd`.
 * @throws UserError with exit code 2 when there is no such file, or no JSON in it.
 */
export function readAnswers(path: string, cwd: string): unknown {
  const file = resolve(cwd, path);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError(`--answers: ${path} cannot be read`, 'check the path', { exitCode: 2 });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`--answers: ${path} is no JSON`, 'write it as {"pattern": "4", …}', { exitCode: 2 });
  }
}
