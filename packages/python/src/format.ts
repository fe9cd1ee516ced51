import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type { Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { failed, ok, type Result } from './result.js';

/** The one style of everything emitted; the emitted pyproject.toml says the same. */
export const LINE_LENGTH = 120;
export const TARGET_VERSION = 'py311';

const require = createRequire(import.meta.url);
const PROBLEM_CODE = 'python-syntax-error';

// Compiling the wasm costs about 150 ms: only a run that formats pays it, once.
const formatters = new Map<string, Workspace>();

/**
 * Lazy and synchronous, as its package is; `createRequire` because a static import would compile the wasm in every
 * process that imports this package.
 */
function loadRuff(): typeof import('@astral-sh/ruff-wasm-nodejs') {
  // Ruff's wasm is large and runs for a moment: V8's optimising compiler would spend seconds of CPU on it, hold the
  // process back at its end, and never pay (measured up to 1,500 modules). It counts only before the wasm is compiled.
  setFlagsFromString('--liftoff-only');
  return require('@astral-sh/ruff-wasm-nodejs');
}

/** A ruff with our style and, on top of it, `options` (as in `ruff.toml`). */
export function ruffWorkspace(options: object): Workspace {
  const ruff = loadRuff();
  return new ruff.Workspace(
    { 'line-length': LINE_LENGTH, 'target-version': TARGET_VERSION, ...options },
    ruff.PositionEncoding.Utf16,
  );
}

/** The version of the ruff that formats; the emitted project pins the same. */
export function ruffVersion(): string {
  const ruff = loadRuff();
  return ruff.Workspace.version();
}

/**
 * Formats a module as `ruff format` does (Python 3.11).
 *
 * @param name - what a syntax error names: the template or the file
 * @param lineLength - 120 when absent; another project's own for a file that goes there
 * @returns the formatted text, or `python-syntax-error` at `name:line`
 */
export function formatPython(source: string, name: string, lineLength = LINE_LENGTH): Result<string> {
  return formatPythonIn({ 'line-length': lineLength }, source, name);
}

/** Settings of ruff that decide how code looks, by their names in `ruff.toml`. */
export interface FormatStyle {
  readonly 'line-length'?: number | undefined;
  readonly 'indent-width'?: number | undefined;
  readonly format?: Readonly<Record<string, string | boolean | undefined>>;
}

/**
 * As {@link formatPython}, in a style of the user's own.
 *
 * @example formatPythonIn({ 'line-length': 88, format: { 'quote-style': 'single' } }, source, 'main.py')
 */
export function formatPythonIn(style: FormatStyle, source: string, name: string): Result<string> {
  const key = JSON.stringify(style);
  const formatter = formatters.get(key) ?? ruffWorkspace(style);
  formatters.set(key, formatter);
  return formatWith(formatter, source, name);
}

let normaliser: Workspace | undefined;

/**
 * Formats a module so that two texts of the same code, formatted by whatever settings, come out alike: as
 * {@link formatPython}, but a trailing comma keeps nothing on lines of its own. To compare, not to write.
 *
 * @param name - what a syntax error names
 */
export function normalisePython(source: string, name: string): Result<string> {
  normaliser ??= ruffWorkspace({ format: { 'skip-magic-trailing-comma': true } });
  return formatWith(normaliser, source, name);
}

function formatWith(workspace: Workspace, source: string, name: string): Result<string> {
  try {
    return ok(workspace.format(source));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { text, line } = located(message, source);
    return failed({
      code: PROBLEM_CODE,
      severity: 'error',
      at: `${name}:${line}`,
      message: `${text}: ${excerpt(source, line)}`,
      hint: 'The template that wrote this module has a mistake; nothing is written until it parses.',
    });
  }
}

/** Ruff says `… at byte range 6..7`, in UTF-8 bytes. */
function located(message: string, source: string): { readonly text: string; readonly line: number } {
  const range = /^(.*?) at byte range (\d+)\.\.\d+/s.exec(message);
  const text = range?.[1] ?? message;
  const before = Buffer.from(source, 'utf8').subarray(0, Number(range?.[2] ?? 0));
  return { text, line: before.toString('utf8').split('\n').length };
}

function excerpt(source: string, line: number): string {
  return (source.split('\n')[line - 1] ?? '').trim().slice(0, 80);
}
