/** Something that the command line can be told to do. */
export interface Command {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** What it takes beside options: `NAME`. */
  readonly argument?: string;
  /** Exit codes beyond the usual ones. */
  readonly exits?: string;
}

/** Our commands, the default one first. */
export const commands: readonly Command[] = [
  { name: 'app', summary: 'the whole server (default)' },
  { name: 'config', summary: 'settings and .env.example' },
  { name: 'client', summary: 'the HTTP client of the backend' },
  { name: 'schemas', summary: 'Pydantic models of what the backend takes and returns' },
  { name: 'tools', summary: 'the tools and the server that offers them' },
  { name: 'backend', summary: 'Pattern 4: the patch of the backend itself' },
  { name: 'tests', summary: 'contract, unit and integration tests' },
  { name: 'docs', summary: 'README, SECURITY.md and client configurations' },
  { name: 'plugin', summary: 'a new plugin package', argument: 'NAME' },
  {
    name: 'check',
    summary: 'is the project in step with the contract?',
    exits: 'Exit code of check: 0 in step, 1 drift, 2 bad usage.',
  },
];
