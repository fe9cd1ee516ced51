import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { visible } from '@fastapi-mcp/python';
import { errorCode } from '../commit/error-code.js';
import { readOrNull } from '../commit/read-or-null.js';
import { UserError } from '../errors.js';
import { findTemplates, type OwnTemplates, TEMPLATE_FOLDER } from '../render/template-overrides.js';
import type { SessionHost } from './session.js';

/** What decides about a project's own templates. */
export interface TemplateTrust {
  /** `--trust-templates`. */
  readonly trusted: boolean;
  /** Nothing is written, not even that they are trusted. */
  readonly dryRun: boolean;
  readonly host: Pick<SessionHost, 'ask' | 'tell'>;
}

/**
 * The templates of a project, once somebody has agreed to run them: a template is code, and a project may have come from
 * anywhere. Consent is for a folder and for the text of all its templates; any change asks again. It is remembered
 * outside the project, which could otherwise bring it along.
 *
 * @param folder - the project, absolute.
 * @throws UserError when nobody has agreed, and when nobody can be asked.
 */
export async function trustedTemplates(folder: string, trust: TemplateTrust): Promise<OwnTemplates> {
  const templates = findTemplates(folder);
  const names = Object.keys(templates);
  if (names.length === 0) return templates;
  const text = fingerprint(templates);
  const project = realpathSync(folder);
  if (remembered()[project] === text) return templates;
  if (!trust.trusted && !(await agreed(names, trust.host))) throw refusal(names);
  if (!trust.dryRun) remember(project, text, trust.host);
  return templates;
}

async function agreed(names: readonly string[], { ask }: TemplateTrust['host']): Promise<boolean> {
  if (ask === null) return false;
  const answer = await ask({
    type: 'confirm',
    name: 'trustTemplates',
    message: `This project brings templates of its own, which are code that runs here and now (${listed(names)}). Have you read them, and may they run?`,
    default: false,
  });
  return answer === true;
}

function refusal(names: readonly string[]): UserError {
  return new UserError(
    `this project brings templates, which are code, and nobody has agreed to run them: ${listed(names)}`,
    'read them, then run again with --trust-templates; it is remembered until one of them changes',
  );
}

function listed(names: readonly string[]): string {
  return names.map((name) => visible(`${TEMPLATE_FOLDER}/${name}`).text).join(', ');
}

/** Of names and texts together, so that one template cannot take another's place. */
function fingerprint(templates: OwnTemplates): string {
  const hash = createHash('sha256');
  for (const [name, file] of Object.entries(templates)) {
    const text = readFileSync(new URL(file));
    hash.update(JSON.stringify([name, text.length])).update(text);
  }
  return hash.digest('hex');
}

/** Where it is remembered: the user's own state (XDG Base Directory Specification), or that of Windows. */
function stateFile(): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = process.env;
  const home = state || (process.platform === 'win32' && local) || join(homedir(), '.local', 'state');
  return join(home, 'fastapi-mcp', 'trusted-templates.json');
}

/** Project → fingerprint. What cannot be read is nothing: then somebody is asked again. */
function remembered(): Readonly<Record<string, unknown>> {
  try {
    const known: unknown = JSON.parse(readOrNull(stateFile()) ?? '{}');
    return typeof known === 'object' && known !== null ? { ...known } : {};
  } catch {
    return {};
  }
}

function remember(project: string, text: string, { tell }: TemplateTrust['host']): void {
  const file = stateFile();
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify({ ...remembered(), [project]: text }, null, 1)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    tell(`note: that the templates may run is not remembered: ${file} cannot be written (${code})`);
  }
}
