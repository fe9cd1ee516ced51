import { execFileSync } from 'node:child_process';

/** Files that git has and that differ from its last commit; null where there is no git, or no repository. */
export function changedInGit(folder: string): readonly string[] | null {
  const status = git(folder, ['status', '--porcelain=v1', '-z', '--untracked-files=no', '--', '.']);
  return status === null ? null : status.split('\0').flatMap((line) => (line.length > 3 ? [line.slice(3)] : []));
}

/** Whether git ignores a path; null where there is no git, or no repository. */
export function isIgnoredByGit(folder: string, path: string): boolean | null {
  if (git(folder, ['rev-parse', '--is-inside-work-tree']) === null) return null;
  return git(folder, ['check-ignore', '-q', '--no-index', '--', path]) !== null;
}

/** Read-only questions; a repository's own configuration must not make them run anything. */
function git(folder: string, args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['-c', 'core.fsmonitor=false', '-C', folder, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
      maxBuffer: 64_000_000,
    });
  } catch {
    return null;
  }
}
