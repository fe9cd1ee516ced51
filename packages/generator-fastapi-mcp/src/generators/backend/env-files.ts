import type { FileEdit } from '@fastapi-mcp/kit';
import { newlineOf } from './python-imports.js';

/** The setting in which backend and MCP server share their secret. */
export const TOKEN_SETTING = 'SERVICE_AUTH_TOKEN';

/** The names that example files go by. */
export const EXAMPLE_FILES = [
  '.env.example',
  '.env.sample',
  '.env.template',
  '.env.dist',
  'env.example',
  '.example.env',
] as const;

const EXAMPLE_LINES = [
  '# Lets the MCP server call on behalf of users. At least 32 characters; empty: no service calls.',
  `${TOKEN_SETTING}=`,
  '# Also accepted while the token is being replaced.',
  `# ${TOKEN_SETTING}_PREVIOUS=`,
];

/** The value of a setting in a dotenv text; null when it is not there or empty. */
export function settingIn(text: string, name: string): string | null {
  const line = text.split(/\r?\n/).find((each) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(each));
  const value = line
    ?.slice(line.indexOf('=') + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return value ? value : null;
}

/** The names of the settings that have a value in a dotenv text. */
export function settingsIn(text: string): ReadonlySet<string> {
  const names = [...text.matchAll(/^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=/gm)].map(([, name = '']) => name);
  return new Set(names.filter((name) => settingIn(text, name) !== null));
}

/**
 * The dotenv file that the backend's settings read, relative to its folder, as far as the source says it in plain text
 * (`env_file="../.env"`, pydantic-settings); `.env` otherwise.
 */
export function envFileOf(files: readonly { readonly path: string; readonly text: string }[]): string {
  const settings = files.filter(({ path, text }) => text.includes('env_file') && !/(^|\/)tests?\//.test(path));
  for (const { text } of settings) {
    const named = /\benv_file["']?\s*[=:]\s*[([]?\s*["']([^"'\r\n]+)["']/.exec(text)?.[1];
    if (named !== undefined) return named.replace(/^(?:\.\/)+/, '');
  }
  return '.env';
}

/**
 * Whether something in the source reads a dotenv file into what the tokens are read from: `env_file` of a settings class,
 * or a loader that fills the environment.
 */
export function readsDotenv(
  files: readonly { readonly path: string; readonly text: string }[],
  tokensFrom: 'settings' | 'environment',
): boolean {
  const loader = /\bload_dotenv\(|\bread_env\(|\bread_dotenv\(/;
  // Newer ones keep what they read to themselves.
  const environs = /^[ \t]*(?:from|import)[ \t]+environs\b/m;
  const settings = /\benv_file["']?\s*[=:]|\b_env_file\s*=/;
  return files.some(
    ({ path, text }) =>
      !/(^|\/)tests?\//.test(path) &&
      ((loader.test(text) && !environs.test(text)) || (tokensFrom === 'settings' && settings.test(text))),
  );
}

/** The example file with the new settings; null when it has them. */
export function exampleEdit(path: string, text: string): FileEdit | null {
  if (new RegExp(`^\\s*#?\\s*${TOKEN_SETTING}\\s*=`, 'm').test(text)) return null;
  return { path, before: text, after: appended(text, ['', ...EXAMPLE_LINES]) };
}

/** `.env` with the token in it; null when it has one. An empty setting is filled in where it stands. */
export function envEdit(text: string | null, token: string): FileEdit | null {
  if (text !== null && settingIn(text, TOKEN_SETTING) !== null) return null;
  const line = `${TOKEN_SETTING}=${token}`;
  const empty = new RegExp(`^${TOKEN_SETTING}=[ \\t]*$`, 'm');
  const after =
    text === null ? `${line}\n` : empty.test(text) ? text.replace(empty, () => line) : appended(text, [line]);
  return { path: '.env', before: text, after, mode: 0o600 };
}

/** `.gitignore` with `.env` in it. */
export function ignoreEdit(text: string | null): FileEdit {
  return { path: '.gitignore', before: text, after: appended(text ?? '', ['.env']) };
}

/** Whether a `.gitignore` names `.env`; for folders that git knows nothing of. */
export function ignoresEnv(text: string): boolean {
  return text.split(/\r?\n/).some((line) => /^\/?(?:\*\*\/)?\.env\*?\s*$/.test(line));
}

function appended(text: string, lines: readonly string[]): string {
  const newline = newlineOf(text);
  const start = text === '' || text.endsWith('\n') ? '' : newline;
  const wanted = text === '' && lines[0] === '' ? lines.slice(1) : lines;
  return `${text}${start}${wanted.map((line) => line + newline).join('')}`;
}
