import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrNull } from './commit/read-or-null.js';

const PLACEHOLDER = /\{\{random secret ([A-Z][A-Z0-9_]*)\}\}/g;

/**
 * Stands for a random secret in a file of ownership `once`: rendering stays pure, and what is rendered, dumped or
 * stored never holds it. The same name is the same secret in every file of a run, and, once it is in the project's
 * `.env`, in every later run.
 *
 * @param name - the setting: `SERVICE_AUTH_TOKEN`.
 * @example plain({ to: '.env', ownership: 'once', mode: 0o600, template, view: { token: randomSecret('SERVICE_AUTH_TOKEN') } })
 */
export function randomSecret(name: string): string {
  return `{{random secret ${name}}}`;
}

/**
 * The secrets of one run.
 *
 * @internal
 */
export type Secrets = (name: string) => string;

/**
 * Secrets of the project in a folder: those of its `.env`, new ones otherwise (32 random bytes, base64url).
 *
 * @param folder - the output folder.
 *
 * @internal
 */
export function projectSecrets(folder: string): Secrets {
  const made = new Map<string, string>();
  return (name) => {
    const known =
      made.get(name) ??
      settingIn(readOrNull(join(folder, '.env')) ?? '', name) ??
      randomBytes(32).toString('base64url');
    made.set(name, known);
    return known;
  };
}

/** A text with its placeholders filled in. */
export function fillSecrets(text: string, secrets: Secrets): string {
  return text.replace(PLACEHOLDER, (_, name: string) => secrets(name));
}

function settingIn(env: string, name: string): string | null {
  const line = env.split(/\r?\n/).find((each) => each.startsWith(`${name}=`));
  const value = line
    ?.slice(name.length + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return value ? value : null;
}
