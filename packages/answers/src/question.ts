import { z } from 'zod';
import type { Detected } from './detected.js';
import type { Login, Pattern, Structure } from './presets.js';
import type { Refusal } from './problem.js';

/** Answers that other questions' defaults and conditions look at. */
export interface Earlier {
  readonly microservices?: boolean;
  readonly login?: Login;
  readonly pattern?: Pattern;
  readonly openapi?: string | null;
  readonly app?: string | null;
  readonly backend?: string | null;
  readonly structure?: Structure;
  readonly toolMode?: 'direct' | 'search';
  readonly rateLimit?: boolean;
  readonly responseCache?: boolean;
  readonly circuitBreaker?: boolean;
  readonly bulkhead?: boolean;
  readonly idempotencyKeys?: boolean;
  readonly redis?: boolean;
  readonly mount?: boolean;
}

/** All that a default or a condition may depend on. */
export interface Facts {
  /** What somebody said: flags, answers file, prompts, the stored answers. */
  readonly given: Earlier;
  /** The same with defaults, for every question before this one. */
  readonly answers: Earlier;
  readonly detected: Detected;
}

/** A default that depends on facts. */
export interface Derived {
  /** What was found, if anything; passed over when the question itself would refuse it. */
  readonly found?: unknown;
  readonly fallback: unknown;
  /** Why this default, for the prompt: `detected: OAuth2 password flow`. Outside text in it is escaped where it is shown. */
  readonly why?: string | undefined;
}

/** One of the values of a `choice` or `list`. */
export interface Choice {
  readonly value: string;
  readonly explanation: string;
  /** What choosing it costs a model to read. */
  readonly tokens?: number;
}

/**
 * What a field of the schema says about itself beside its type; everything else (flag, prompt type, choices' values)
 * follows from the field.
 */
export interface QuestionMeta {
  /** `project`: an answer about the server to be made. `run`: an option of this one run. */
  readonly group: 'project' | 'run';
  /** Heading in `--help`. */
  readonly section: string;
  /** The prompt. */
  readonly message: string;
  /** One line for `--help`, `yo` and the JSON Schema. */
  readonly help: string;
  /** What stands for the value in `--help`: `FILE|URL|-`. */
  readonly placeholder?: string;
  /** A default that never depends on anything; else `derive`. */
  readonly default?: unknown;
  readonly derive?: (facts: Facts) => Derived;
  /** Why one would choose each value. */
  readonly explanations?: Readonly<Record<string, string>>;
  /** A list that stands for yes-or-no answers: the key of each value's own answer, which wins over the list. */
  readonly members?: Readonly<Record<string, string>>;
  /** Values that only the contract knows (tags), for a list. */
  readonly options?: (detected: Detected) => readonly Choice[];
  /** Does it apply? Its value is ignored otherwise; absent: always. `only` says in words when. */
  readonly when?: (answers: Earlier) => boolean;
  readonly only?: string;
  /** Worth a prompt? Absent: never asked, only told. */
  readonly ask?: (facts: Facts) => boolean;
  /** Asked also whenever that other question is: part of the same conversation. */
  readonly leadsTo?: string;
  /** A value that is right by itself and wrong beside the earlier answers. */
  readonly clash?: (value: unknown, answers: Earlier) => Refusal | null;
  /** Kept in `.yo-rc.json`; never a secret, never an option of one run. */
  readonly stored: boolean;
  /** Other spellings of the flag; one letter: `-y`. */
  readonly aliases?: readonly string[];
  /** Holds paths, which whoever stores them may have to rebase. */
  readonly path?: boolean;
  /** Not settable on the command line. */
  readonly flagless?: boolean;
  /** Keywords for the JSON Schema that zod does not know, such as `pattern`. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** The registry that ties a field of the schema to its question. */
export const question: z.core.$ZodRegistry<QuestionMeta> = z.registry<QuestionMeta>();

/**
 * A field of the schema together with its question.
 *
 * @example defineQuestion(z.boolean(), { group: 'project', section: 'Audit', message: 'Keep an audit log?', help: 'audit log in SQLite', default: false, stored: true })
 */
export function defineQuestion<Field extends z.core.$ZodType>(field: Field, meta: QuestionMeta): Field {
  question.add(field, meta);
  return field;
}

/** A string that `refuse` has nothing against. The refusal's fix travels in the issue's `params`. */
export function checkedString(refuse: (value: string) => Refusal | null): z.ZodString {
  return z.string().superRefine((value, context) => {
    const refusal = refuse(value);
    if (refusal !== null) context.addIssue({ code: 'custom', message: refusal.what, params: { refusal } });
  });
}

/** A named, read-only question, as prompts, flags and help see it. */
export interface Question extends QuestionMeta {
  /** camelCase: the key in answers files, `.yo-rc.json` and code. */
  readonly key: string;
  /** kebab-case, without dashes. */
  readonly flag: string;
  readonly type: 'boolean' | 'choice' | 'string' | 'list' | 'record';
  /** `null` is an answer: none. */
  readonly nullable: boolean;
  readonly choices: readonly Choice[];
  readonly field: z.core.$ZodType;
  /** Who asks: `@fastapi-mcp/answers`, or a plugin. */
  readonly owner: string;
}
