import { type AnswerProblem, problem } from './problem.js';

/** The version of the answers' form that this package writes. */
export const schemaVersion = 1;

type Json = Readonly<Record<string, unknown>>;

/** From one version of the answers to the next; pure, and total: it gets whatever a file held. */
export interface Migration {
  readonly from: number;
  readonly migrate: (old: Json) => Json;
}

/** In order; one per version that was ever released. */
export const migrations: readonly Migration[] = [];

/** The name under which Yeoman keeps our answers in `.yo-rc.json`. */
export const storeName = 'generator-fastapi-mcp';

type Migrated =
  | { readonly ok: true; readonly answers: Json }
  | { readonly ok: false; readonly problems: readonly AnswerProblem[] };

function isRecord(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function failed(where: string, value: unknown, what: string, fix: string): Migrated {
  return { ok: false, problems: [problem(where, value, { what, fix })] };
}

/**
 * Answers of any version that was ever written, in today's form.
 *
 * @param json our section of `.yo-rc.json`, the whole of that file, or an answers file
 * @param where its name, for messages
 * @param known the versions to know about; ours, but for tests
 */
export function migrateAnswers(
  json: unknown,
  where = '.yo-rc.json',
  known: { readonly version: number; readonly migrations: readonly Migration[] } = {
    version: schemaVersion,
    migrations,
  },
): Migrated {
  if (!isRecord(json)) return failed(where, json, 'is not an object of answers', 'write it as {"pattern": "4", …}');
  const section = Object.hasOwn(json, storeName) ? json[storeName] : json;
  if (!isRecord(section)) return failed(where, section, 'is not an object of answers', `repair ${storeName} in it`);
  const version = Object.hasOwn(section, 'schemaVersion') ? section.schemaVersion : 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return failed(`schemaVersion in ${where}`, version, 'is no version', `write ${known.version}`);
  }
  if (version > known.version) {
    const fix = 'update it: npm install --global generator-fastapi-mcp@latest';
    return failed(`schemaVersion in ${where}`, version, `is newer than this generator knows (${known.version})`, fix);
  }
  let answers = section;
  for (let step = version; step < known.version; step += 1) {
    const migration = known.migrations.find(({ from }) => from === step);
    if (migration !== undefined) answers = migration.migrate(answers);
  }
  return { ok: true, answers: { ...answers, schemaVersion: known.version } };
}
