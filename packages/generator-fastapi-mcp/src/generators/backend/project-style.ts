import type { BackendFile } from './survey.js';

/** What a backend's own tools ask of code that is added to it. */
export interface ProjectStyle {
  /** Ruff's or black's; 88 where neither says. */
  readonly lineLength: number;
  /** Ruff wants a docstring on every function. */
  readonly wantsDocstrings: boolean;
  /** A warning fails a test. */
  readonly warningsFail: boolean;
}

/** Reads it from the configuration at the backend's root. */
export function projectStyle(files: readonly BackendFile[]): ProjectStyle {
  const textOf = (...paths: readonly string[]): string =>
    files.flatMap(({ path, text }) => (paths.includes(path) ? [text] : [])).join('\n');
  const ruff = textOf('pyproject.toml', 'ruff.toml', '.ruff.toml');
  const tests = textOf('pyproject.toml', 'pytest.ini', 'tox.ini', 'setup.cfg');
  return {
    lineLength: Number(/^line[-_]length\s*=\s*(\d+)/m.exec(ruff)?.[1] ?? 88),
    wantsDocstrings: /^(?:lint\.)?(?:extend-)?select\s*=\s*\[[^\]]*["'](?:D(?:1\d*)?|ALL)["']/m.test(ruff),
    warningsFail: /\bfilterwarnings\s*=\s*(?:\[\s*)?["']?\s*error\b/.test(tests),
  };
}
