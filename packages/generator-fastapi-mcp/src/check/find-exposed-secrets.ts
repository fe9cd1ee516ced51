import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readOrNull } from '@fastapi-mcp/kit';

/** A secret where it should not be; never its value. */
export interface ExposedSecret {
  /** Relative to the project. */
  readonly file: string;
  readonly what: string;
  readonly hint: string;
}

/** Settings whose values are secrets. */
const SECRET_SETTING = /(TOKEN|SECRET|PASSWORD|KEY)$/;
/** A shorter value would be found in ordinary text. */
const SHORTEST_SECRET = 12;
/** Larger files are data. */
const LARGEST_FILE = 1_000_000;
const OTHERS_MAY_READ = 0o077;

/**
 * Secrets of the project's `.env` that git tracks, or that others on this machine can read.
 *
 * @param folder - the project.
 */
export function findExposedSecrets(folder: string): readonly ExposedSecret[] {
  const env = readOrNull(join(folder, '.env'));
  if (env === null) return [];
  return [...openToOthers(folder), ...trackedByGit(folder, secretValues(env))];
}

function secretValues(env: string): ReadonlyMap<string, string> {
  const settings = env.split(/\r?\n/).flatMap((line) => {
    const found = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    return found ? [[found[1] ?? '', (found[2] ?? '').replace(/^(["'])(.*)\1$/, '$2')] as const] : [];
  });
  return new Map(settings.filter(([name, value]) => SECRET_SETTING.test(name) && value.length >= SHORTEST_SECRET));
}

/** Windows has no such bits. */
function openToOthers(folder: string): readonly ExposedSecret[] {
  if (process.platform === 'win32') return [];
  const { mode } = statSync(join(folder, '.env'));
  if ((mode & OTHERS_MAY_READ) === 0) return [];
  return [
    {
      file: '.env',
      what: `others on this machine may read it (mode ${(mode & 0o777).toString(8)})`,
      hint: 'chmod 600 .env',
    },
  ];
}

function trackedByGit(folder: string, secrets: ReadonlyMap<string, string>): readonly ExposedSecret[] {
  const files = trackedFiles(folder);
  const itself = files.includes('.env')
    ? [{ file: '.env', what: 'git tracks it', hint: 'git rm --cached .env, then change every secret in it' }]
    : [];
  const copies = files.filter((file) => file !== '.env').flatMap((file) => copiesIn(folder, file, secrets));
  return [...itself, ...copies];
}

function copiesIn(folder: string, file: string, secrets: ReadonlyMap<string, string>): readonly ExposedSecret[] {
  const text = smallText(join(folder, file));
  return [...secrets]
    .filter(([, value]) => text.includes(value))
    .map(([name]) => ({
      file,
      what: `it holds the value of ${name}, and git tracks it`,
      hint: `take it out, and change ${name}`,
    }));
}

function smallText(file: string): string {
  try {
    return statSync(file).size > LARGEST_FILE ? '' : readFileSync(file, 'utf8');
  } catch {
    // Deleted in the working tree, or a submodule.
    return '';
  }
}

/** Empty without git, and outside a repository. */
function trackedFiles(folder: string): readonly string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64_000_000,
    });
    return listed.split('\0').filter((file) => file !== '');
  } catch {
    return [];
  }
}
