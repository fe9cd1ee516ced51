import { join } from 'node:path';
import { type FormatStyle, formatPythonIn, LINE_LENGTH } from '@fastapi-mcp/python';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { readOrNull } from './read-or-null.js';

/** How the project's owner wants Python to look. */
export interface ProjectStyle {
  /** A file's text in that style; as it is when it is no Python, cannot be parsed, or the style is our own. */
  readonly format: (path: string, text: string) => string;
}

/** Ruff's own, where its settings do not say. */
const RUFFS_LINE_LENGTH = 88;

/** What of ruff's settings decides how code looks (docs.astral.sh/ruff/settings, "format" and the top level). */
const ruffSettings = z.object({
  'line-length': z.int().min(1).max(320).optional(),
  'indent-width': z.int().min(1).max(16).optional(),
  format: z
    .object({
      'quote-style': z.enum(['single', 'double', 'preserve']).optional(),
      'indent-style': z.enum(['space', 'tab']).optional(),
      'skip-magic-trailing-comma': z.boolean().optional(),
      'docstring-code-format': z.boolean().optional(),
    })
    .optional(),
});
const pyproject = z.object({ tool: z.object({ ruff: ruffSettings }) });

/**
 * The style in a project's `.ruff.toml`, `ruff.toml` or `pyproject.toml`, the first of these that there is, as ruff
 * itself looks for them. `extend` is not followed.
 *
 * @param root - the project; it need not be there.
 */
export function projectStyle(root: string): ProjectStyle {
  const style = readStyle(root);
  if (style === null) return { format: (_, text) => text };
  return {
    format: (path, text) => {
      if (!path.endsWith('.py')) return text;
      const formatted = formatPythonIn(style, text, path);
      return formatted.ok ? formatted.value : text;
    },
  };
}

/** Null: ours. What ruff would refuse is ruff's to say; it changes nothing here. */
function readStyle(root: string): FormatStyle | null {
  for (const name of ['.ruff.toml', 'ruff.toml']) {
    const text = readOrNull(join(root, name));
    if (text !== null) return unlessOurs(ruffSettings.safeParse(parsed(text)).data);
  }
  const text = readOrNull(join(root, 'pyproject.toml'));
  return text === null ? null : unlessOurs(pyproject.safeParse(parsed(text)).data?.tool.ruff);
}

function unlessOurs(settings: z.infer<typeof ruffSettings> | undefined): FormatStyle | null {
  if (settings === undefined) return null;
  const { format = {}, ...top } = settings;
  const own = Object.keys(format).length > 0 || top['indent-width'] !== undefined;
  const lineLength = top['line-length'] ?? RUFFS_LINE_LENGTH;
  return own || lineLength !== LINE_LENGTH ? { ...top, 'line-length': lineLength, format } : null;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
