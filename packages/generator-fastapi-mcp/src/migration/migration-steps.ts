import type { Pattern } from '@fastapi-mcp/answers';

/** What a run knows that the steps depend on. */
export interface MigrationFacts {
  /** The settings that have a value in the project's `.env`. */
  readonly settings: ReadonlySet<string>;
  /** The backend's folder, as the answers have it; null: unknown. */
  readonly backend: string | null;
  /** This run found the backend's patch in place; null: it did not look. */
  readonly isPatched: boolean | null;
  /** Files that are no longer generated, and were kept since somebody edited them. */
  readonly kept: readonly string[];
  /** The route's parameter that names the user (Pattern 1). */
  readonly userParameter: string;
}

/** One thing to do after a project has moved to another pattern. */
export interface MigrationStep {
  readonly id: string;
  /** One line of Markdown. */
  readonly text: string;
  /** True: this run saw that it is done. False: not done, or only a person can tell. */
  readonly isDone: boolean;
}

/** The settings that only one pattern reads; `.env` keeps those of the earlier one until somebody takes them out. */
const SETTINGS: Readonly<Record<Pattern, readonly string[]>> = {
  '1': [],
  '2': ['SESSION_TOKEN', 'SESSION_COOKIE_NAME', 'BACKEND_USERNAME', 'BACKEND_PASSWORD', 'BACKEND_LOGIN_PATH'],
  '3': [
    'BACKEND_ACCESS_TOKEN',
    'BACKEND_USERNAME',
    'BACKEND_PASSWORD',
    'BACKEND_LOGIN_PATH',
    'TOKEN_EXCHANGE_URL',
    'TOKEN_EXCHANGE_CLIENT_ID',
    'TOKEN_EXCHANGE_CLIENT_SECRET',
    'TOKEN_EXCHANGE_AUDIENCE',
  ],
  '4': ['SERVICE_AUTH_TOKEN', 'SERVICE_AUDIENCE'],
};

/** What a pattern cannot start without: one of these sets. */
const NEEDED: Readonly<Record<Pattern, readonly (readonly string[])[]>> = {
  '1': [],
  '2': [['SESSION_TOKEN'], ['BACKEND_USERNAME', 'BACKEND_PASSWORD']],
  '3': [['BACKEND_ACCESS_TOKEN'], ['BACKEND_USERNAME', 'BACKEND_PASSWORD'], ['TOKEN_EXCHANGE_URL']],
  '4': [['SERVICE_AUTH_TOKEN']],
};

/** The steps that a run cannot take itself, in the order in which they are safe. */
export function migrationSteps(from: Pattern, to: Pattern, facts: MigrationFacts): readonly MigrationStep[] {
  return [
    ...(to === '4' ? toServiceToken(facts) : []),
    ...neededSettings(to, facts),
    ...movedUser(from, to, facts),
    ...facts.kept.map((path) => ({
      id: `kept:${path}`,
      text: `Carry your edits of \`${path}\` over, then delete it: it is no longer generated, and nothing uses it.`,
      isDone: false,
    })),
    person(
      'deployed',
      'Set the same settings wherever the server is deployed (compose file, unit, secret store), and deploy it.',
    ),
    person('tried', 'Call one tool as two users: each sees their own data only.'),
    ...leftSettings(from, to, facts),
    ...(from === '2' || from === '3'
      ? [person('ended', 'End the session or token that the server had at the backend: it is valid until you do.')]
      : []),
    ...(from === '4' ? fromServiceToken(facts) : []),
  ];
}

function person(id: string, text: string): MigrationStep {
  return { id, text, isDone: false };
}

function toServiceToken({ backend, isPatched }: MigrationFacts): readonly MigrationStep[] {
  const command = `fastapi-mcp backend --backend ${backend ?? 'DIR'}`;
  return [
    {
      id: 'patched',
      text: `Patch the backend: \`${command}\`, then review and commit it.`,
      isDone: isPatched === true,
    },
    person('backend-tests', "Run the backend's own tests, the new `test_service_auth.py` among them."),
    person(
      'backend-deployed',
      'Deploy the backend with `SERVICE_AUTH_TOKEN` set to what is in `.env` here. Do this first: an unpatched backend answers the new server with 401.',
    ),
  ];
}

function fromServiceToken({ backend }: MigrationFacts): readonly MigrationStep[] {
  return [
    person(
      'backend-closed',
      'Once the new server runs, empty `SERVICE_AUTH_TOKEN` in the backend and deploy it: service calls are then refused.',
    ),
    person('unpatched', `Take the patch out: \`fastapi-mcp backend --backend ${backend ?? 'DIR'} --undo\`.`),
  ];
}

function neededSettings(to: Pattern, { settings }: MigrationFacts): readonly MigrationStep[] {
  const ways = NEEDED[to];
  if (ways.length === 0) return [];
  const names = ways.map((way) => way.map((name) => `\`${name}\``).join(' and ')).join(', or ');
  const isDone = ways.some((way) => way.every((name) => settings.has(name)));
  return [{ id: 'settings', text: `Have ${names} in \`.env\` (\`.env.example\` says more).`, isDone }];
}

function leftSettings(from: Pattern, to: Pattern, { settings }: MigrationFacts): readonly MigrationStep[] {
  const old = SETTINGS[from].filter((name) => !SETTINGS[to].includes(name));
  if (old.length === 0) return [];
  const left = old.filter((name) => settings.has(name));
  const names = (left.length > 0 ? left : old).map((name) => `\`${name}\``).join(', ');
  return [
    {
      id: 'old-settings',
      text: `Take ${names} out of \`.env\`: nothing reads it any more.`,
      isDone: left.length === 0,
    },
  ];
}

function movedUser(from: Pattern, to: Pattern, { userParameter }: MigrationFacts): readonly MigrationStep[] {
  if ((from === '1') === (to === '1')) return [];
  const text =
    from === '1'
      ? `\`${userParameter}\` is an argument of the tools again, which a model fills in: leave those routes out (\`--exclude\`), or make sure that the backend refuses another user's.`
      : `\`${userParameter}\` is no argument of the tools any more: the server fills it in. Tell whoever calls them.`;
  return [person('user-argument', text)];
}
