import { UserError } from '../errors.js';

/**
 * `yo` shows an error's message and nothing else, and ends with its `code`: the hint goes into the one, the exit code
 * into the other.
 */
export async function toldByYo<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof UserError ? told(error) : error;
  }
}

function told({ message, hint, exitCode, faults }: UserError): UserError {
  const text = hint === '' ? message : `${message}\nhint: ${hint}`;
  return Object.assign(new UserError(text, hint, { exitCode, faults }), { code: exitCode });
}
