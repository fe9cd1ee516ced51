import type { ModulePath } from '../plan.js';

/** A setting of the emitted server: a field of `config.py` and a line of `.env.example`. Unset must mean "off" or "the default". */
export interface Setting {
  /** snake_case, by custom with the plugin's name in front: `audit_path`. Its upper case is the environment variable. */
  readonly name: string;
  /** `secret`: a `SecretStr`, redacted in logs, never with a default. */
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'secret';
  /** Null: not set unless the user sets it. */
  readonly default: string | number | boolean | null;
  /** What the message shows when the setting is wrong; for a secret a description of it: `<32 random bytes>`. */
  readonly example: string;
  /** One line above it in `.env.example`. */
  readonly help: string;
  /** The only values that are allowed, for a text. */
  readonly choices?: readonly string[];
  /** Of a number, inclusive. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** A regular expression that a text matches from its start to its end (Rust's `regex`, as Pydantic has it). */
  readonly pattern?: string;
}

/**
 * A Python class that derives from the emitted `Extension`: made once per server with the settings, it stands around
 * tool calls, backend calls and attempts, maps log lines, serves routes, and opens what it needs at start.
 */
export interface Extension {
  /** Where the plugin emits it: `pluginModule(plan, 'audit')`. */
  readonly module: ModulePath;
  /** `AuditLog`. */
  readonly className: string;
  /** HTTP paths that its `routes()` serves, so that two plugins cannot claim one: `/metrics`. */
  readonly routes?: readonly string[];
}

/** A part of the emitted README. */
export interface ReadmeSection {
  readonly title: string;
  /** Markdown, as it is; text from a spec goes through a `markdown({ … }).content` template. */
  readonly text: string;
}

/** A service that runs beside the server, as plain data: whoever emits a compose file or manifests reads it. */
export interface ComposeService {
  /** `otel-collector`. */
  readonly name: string;
  /** With a version: `redis:8-alpine`. */
  readonly image: string;
  readonly command?: readonly string[];
  /** Of the service itself; never a secret. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ports it listens on, inside the network. */
  readonly ports?: readonly number[];
  /** `path in the project:path in the container`, read-only. */
  readonly files?: readonly string[];
  /** Settings with which the server finds it: `{ REDIS_URL: 'redis://redis:6379/0' }`. */
  readonly serverEnvironment?: Readonly<Record<string, string>>;
  /** Started only when asked for. */
  readonly optional?: boolean;
}

/** What a generator adds to files that others emit. Everything is plain data; the Python lies in files of its own. */
export interface Contributions {
  readonly settings?: readonly Setting[];
  /** PEP 508, with a range: `opentelemetry-sdk>=1.39,<2`. */
  readonly dependencies?: readonly string[];
  /** The same, for the tests that the plugin emits. */
  readonly devDependencies?: readonly string[];
  readonly extensions?: readonly Extension[];
  readonly readme?: readonly ReadmeSection[];
  readonly services?: readonly ComposeService[];
}

/** Something contributed, and by which generator and plugin. */
export type By<T> = T & { readonly owner: string; readonly plugin: string };

/** All contributions of a project's generators, in their order. */
export interface Contributed {
  readonly settings: readonly By<Setting>[];
  readonly dependencies: readonly By<{ readonly requirement: string }>[];
  readonly devDependencies: readonly By<{ readonly requirement: string }>[];
  readonly extensions: readonly By<Extension>[];
  readonly readme: readonly By<ReadmeSection>[];
  readonly services: readonly By<ComposeService>[];
}

/** What a project without plugins has. */
export const NOTHING_CONTRIBUTED: Contributed = Object.freeze({
  settings: [],
  dependencies: [],
  devDependencies: [],
  extensions: [],
  readme: [],
  services: [],
});

/** The generators whose contributions are in a file, for its `alsoBy`: when one of them is gone, the file stands still. */
export function ownersOf(...parts: readonly (readonly { readonly owner: string }[])[]): readonly string[] {
  return [...new Set(parts.flat().map(({ owner }) => owner))].sort();
}
