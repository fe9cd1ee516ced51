import { migrateAnswers } from './migrations.js';
import { nearest } from './nearest.js';
import { type AnswerProblem, optionName, problem, type Source } from './problem.js';
import type { QuestionSet } from './question-set.js';
import { readTyped, readValue } from './read-value.js';
import type { Given } from './settle.js';

/** Answers as they came in, not yet checked. */
export interface AnswerSources {
  /** From `parseFlags`, or `readYeomanOptions`. */
  readonly flags?: Readonly<Record<string, unknown>> | undefined;
  /** The parsed JSON of `--answers FILE`. */
  readonly file?: unknown;
  /** What prompts returned, by question key. */
  readonly prompted?: Readonly<Record<string, unknown>> | undefined;
  /** Our section of `.yo-rc.json`, or the whole of it, parsed. */
  readonly stored?: unknown;
}

type Values = Map<string, Given>;

/** What was given, each value by its strongest source. */
export interface Merged {
  readonly given: ReadonlyMap<string, Given>;
  readonly problems: readonly AnswerProblem[];
  /** Keys of values that were refused. */
  readonly refused: ReadonlySet<string>;
}

interface Findings {
  readonly problems: AnswerProblem[];
  readonly refused: Set<string>;
}

/** Answers that are one decision: whoever speaks last about one of them speaks about all. */
const decisions: readonly (readonly string[])[] = [
  ['microservices', 'login', 'pattern'],
  ['openapi', 'app'],
];

/** Keys that an answers file may hold beside answers. */
const besides: readonly string[] = ['$schema', 'schemaVersion'];

function unknownKey(key: string, { questions }: QuestionSet): AnswerProblem {
  const run = questions.find((question) => question.group === 'run' && question.key === key);
  if (run !== undefined) {
    return problem('the answers file', key, {
      what: 'is an option of one run',
      fix: `give --${run.flag} on the command line`,
    });
  }
  const meant = nearest(
    key,
    questions.filter(({ group }) => group === 'project').map((question) => question.key),
  );
  const fix = meant === null ? 'leave it out; fastapi-mcp --help lists the options' : `did you mean ${meant}?`;
  return problem('the answers file', key, { what: 'is no answer', fix });
}

/** Checks one source's values; what is wrong becomes a problem and is not a value. */
function readSource(
  record: Readonly<Record<string, unknown>>,
  source: Source,
  set: QuestionSet,
  into: Findings,
): Values {
  const values: Values = new Map();
  const read = source === 'prompted' ? readTyped : readValue;
  for (const question of set.questions) {
    if (question.group !== 'project' || !Object.hasOwn(record, question.key)) continue;
    const raw = record[question.key];
    if (raw === undefined || (raw === null && !question.nullable)) continue;
    const reading = read(question, raw);
    if (reading.ok) values.set(question.key, { value: reading.value, source });
    else {
      into.problems.push(problem(optionName(question.key, question.flag, source), raw, reading.refusal));
      into.refused.add(question.key);
    }
  }
  return spreadLists(values, set);
}

/** A list that stands for several answers says yes or no to each, unless its source speaks of that one by itself. */
function spreadLists(values: Values, { questions }: QuestionSet): Values {
  const spread: Values = new Map();
  for (const { key, members } of questions) {
    const given = values.get(key);
    if (given === undefined || members === undefined || !Array.isArray(given.value)) continue;
    for (const [name, member] of Object.entries(members))
      spread.set(member, { value: given.value.includes(name), source: given.source });
  }
  return new Map([...spread, ...values]);
}

/** A mistyped key in a hand-written file would be an answer lost without a word; a store may hold a plugin's. */
function refuseUnknownKeys(record: Readonly<Record<string, unknown>>, set: QuestionSet, into: Findings): void {
  const answers = set.questions.filter(({ group }) => group === 'project').map(({ key }) => key);
  const known = new Set([...besides, ...answers]);
  into.problems.push(...Object.keys(record).flatMap((key) => (known.has(key) ? [] : unknownKey(key, set))));
}

/** Answers that carry a schema version: brought to today's form, then read. */
function readVersioned(json: unknown, source: 'file' | 'stored', set: QuestionSet, into: Findings): Values {
  if (json === undefined || json === null) return new Map();
  const migrated = migrateAnswers(json, source === 'file' ? 'the answers file' : '.yo-rc.json');
  if (!migrated.ok) {
    into.problems.push(...migrated.problems);
    return new Map();
  }
  if (source === 'file') refuseUnknownKeys(migrated.answers, set, into);
  return readSource(migrated.answers, source, set, into);
}

/** Stronger values over weaker ones; a decision that the stronger source touches is its own entirely. */
function overlay(weaker: Values, stronger: Values): Values {
  const kept: Values = new Map(weaker);
  for (const keys of decisions) {
    const touched = keys.some((key) => (stronger.get(key)?.value ?? null) !== null);
    if (touched) for (const key of keys) kept.delete(key);
  }
  return new Map([...kept, ...stronger]);
}

/**
 * Brings flags, answers file, prompts and stored answers together: flags > file > prompted > stored.
 * A prompt only fills a gap that the others left, so it never unsays another answer of the same decision.
 */
export function mergeSources(from: AnswerSources, set: QuestionSet): Merged {
  const into: Findings = { problems: [], refused: new Set() };
  const flags = readSource(from.flags ?? {}, 'flags', set, into);
  const file = readVersioned(from.file, 'file', set, into);
  const prompted = readSource(from.prompted ?? {}, 'prompted', set, into);
  const stored = readVersioned(from.stored, 'stored', set, into);
  const given = overlay(overlay(stored, file), flags);
  for (const [key, value] of prompted) if (!flags.has(key) && !file.has(key)) given.set(key, value);
  return { given, ...into };
}
