import { type Terminal, writeLines } from './terminal.js';

/** A fault as `kit` and `answers` both know it. */
interface Fault {
  readonly message: string;
  readonly hint: string;
}

/**
 * Says why a run failed: usage faults line by line, user errors as message and hint, bugs with their stack.
 *
 * @param error - what was thrown, or usage faults.
 * @returns the exit code.
 */
export async function reportError(error: unknown, json: boolean, terminal: Terminal): Promise<number> {
  const told = understand(error);
  if (json) {
    const faults = told.faults.map(({ message, hint }) => ({ message, hint }));
    await writeLines(terminal.stdout, [
      JSON.stringify(
        { ok: false, exitCode: told.exitCode, error: { message: told.message, hint: told.hint }, faults },
        null,
        2,
      ),
    ]);
    return told.exitCode;
  }
  await writeLines(terminal.stderr, told.lines);
  return told.exitCode;
}

interface Told {
  readonly exitCode: number;
  readonly message: string;
  readonly hint: string;
  readonly faults: readonly Fault[];
  readonly lines: readonly string[];
}

function understand(error: unknown): Told {
  if (isInterruption(error))
    return { exitCode: 130, message: 'interrupted', hint: '', faults: [], lines: ['interrupted; nothing was written'] };
  if (isUsage(error)) return usage(error.faults);
  if (isUserError(error)) return userError(error);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const hint = 'this is a bug; please report it with the lines above';
  return { exitCode: 1, message, hint, faults: [], lines: [stack, '', `error: ${hint}`] };
}

function usage(faults: readonly Fault[]): Told {
  const lines = faults.map(({ message }) => `error: ${message}`);
  return { exitCode: 2, message: faults[0]?.message ?? 'wrong usage', hint: faults[0]?.hint ?? '', faults, lines };
}

interface UserErrorLike extends Error {
  readonly hint: string;
  readonly exitCode: number;
  readonly faults: readonly Fault[];
}

function userError({ message, hint, exitCode, faults }: UserErrorLike): Told {
  const lines = message.split('\n').map((line, index) => (index === 0 || exitCode === 2 ? `error: ${line}` : line));
  const others =
    exitCode === 2
      ? []
      : faults
          .filter((fault) => fault.message !== message)
          .flatMap((fault) => [`  ${fault.message}`, `    ${fault.hint}`]);
  return { exitCode, message, hint, faults, lines: [...lines, ...others, ...(hint === '' ? [] : [`hint: ${hint}`])] };
}

/** By name: kit is not loaded for the sake of an error about a flag, and a plugin may bring its own copy of it. */
function isUserError(error: unknown): error is UserErrorLike {
  return (
    error instanceof Error && error.name === 'UserError' && 'hint' in error && 'exitCode' in error && 'faults' in error
  );
}

function isUsage(error: unknown): error is { readonly faults: readonly Fault[] } {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && 'faults' in error;
}

/** Inquirer's answer to Ctrl-C. */
function isInterruption(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError');
}
