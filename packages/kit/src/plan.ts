import type { TokenCarrier } from '@fastapi-mcp/answers';
import type { Operation } from '@fastapi-mcp/api-model';

/** Who may be asked who the user is (EMITTED-SERVER "Identity"). */
export type IdentityMode = 'fixed' | 'oauth' | 'gateway' | 'parameter';

export type PatternNumber = 1 | 2 | 3 | 4;

/** A Python module: where it is written and how it is imported. */
export interface ModulePath {
  /** Relative to the output folder, with forward slashes: `src/client.py`. */
  readonly file: string;
  /** Dotted: `src.client`. */
  readonly module: string;
}

/** The modules every emitted server has. In structure A several of them are one flat file. */
export type ModuleKey =
  | 'config'
  | 'client'
  | 'request'
  | 'middleware'
  | 'shared_store'
  | 'rates'
  | 'kept_answers'
  | 'cache'
  | 'bulkhead'
  | 'breaker'
  | 'idempotency'
  | 'encoding'
  | 'transport'
  | 'credentials'
  | 'failures'
  | 'base'
  | 'errors'
  | 'identity'
  | 'oauth'
  | 'sse'
  | 'streamable_http'
  | 'lifecycle'
  | 'logs'
  | 'plugins'
  | 'tool'
  | 'listing'
  | 'results'
  | 'tools'
  | 'shape'
  | 'steps'
  | 'search'
  | 'mount'
  | 'server';

type Argument = Operation['arguments'][number];

/** One call of a route, its arguments sorted by who gives them a value. */
export interface CallPlan {
  readonly operation: Operation;
  /** Pattern 1: the backend's own user parameters, filled by the verified identity and not listed as arguments. */
  readonly userArguments: readonly Argument[];
  /** Pattern 3: parameters in which the contract wants the token itself; the client fills them, and they are not listed. */
  readonly tokenArguments: readonly Argument[];
  /** Always sent with the same value, and not listed. */
  readonly fixedArguments: readonly Argument[];
  /** Taken from the answer of an earlier call of the same tool, and not listed. */
  readonly stepArguments: readonly Argument[];
  /** What a caller passes: the operation's arguments less all these. */
  readonly arguments: readonly Argument[];
}

/** One call of a combined tool. */
export interface StepPlan extends CallPlan {
  /** The Python variable that holds its answer. */
  readonly id: string;
}

/** One tool, with its place decided. */
export interface ToolPlan extends CallPlan {
  readonly name: string;
  readonly className: string;
  readonly module: ModulePath;
  /** The calls of a combined tool, in order; empty for a tool that is one call. `operation` is then their sum. */
  readonly steps: readonly StepPlan[];
}

/** A file of Pydantic models. */
export interface SchemaModulePlan {
  readonly home: string;
  readonly module: ModulePath;
  /** Class names, in an order in which no annotation needs a name before its definition, cycles apart. */
  readonly names: readonly string[];
}

/** Every name and place, decided once from answers and contract alone; rendering decides nothing. */
export interface Plan {
  readonly pattern: PatternNumber;
  /** Where a call carries the user's token; null in other patterns than 3. */
  readonly tokenCarrier: TokenCarrier | null;
  /** Which identities the emitted server can be configured with; the first is the preset's default. */
  readonly identities: readonly IdentityMode[];
  readonly structure: 'a' | 'b';
  readonly project: {
    /** Distribution name, PEP 508: `todo-mcp`. */
    readonly name: string;
    readonly title: string;
    readonly version: string;
  };
  readonly modules: Readonly<Record<ModuleKey, ModulePath>>;
  readonly tools: readonly ToolPlan[];
  readonly schemas: readonly SchemaModulePlan[];
  /** Class name → the module that defines it. */
  readonly schemaHome: Readonly<Record<string, ModulePath>>;
}
