import type { ModuleKey, ModulePath, Plan } from './plan.js';

/** Structure B: a package `src` with one module per room. */
const PACKAGED: Readonly<Record<ModuleKey, string>> = {
  config: 'src/config',
  client: 'src/client',
  request: 'src/request',
  middleware: 'src/middleware',
  shared_store: 'src/shared_store',
  rates: 'src/rates',
  kept_answers: 'src/kept_answers',
  cache: 'src/cache',
  bulkhead: 'src/bulkhead',
  breaker: 'src/breaker',
  idempotency: 'src/idempotency',
  encoding: 'src/encoding',
  transport: 'src/transport',
  credentials: 'src/credentials',
  failures: 'src/failures',
  base: 'src/schemas/base',
  errors: 'src/schemas/errors',
  identity: 'src/identity',
  oauth: 'src/oauth',
  sse: 'src/sse',
  streamable_http: 'src/streamable_http',
  lifecycle: 'src/lifecycle',
  logs: 'src/logs',
  plugins: 'src/plugins/__init__',
  tool: 'src/tool',
  listing: 'src/listing',
  results: 'src/results',
  shape: 'src/shape',
  steps: 'src/steps',
  tools: 'src/tools/__init__',
  search: 'src/search',
  mount: 'src/mount',
  server: 'src/server',
};

/** Structure A: the same modules, merged into flat files so that no file imports one that imports it. */
const FLAT: Readonly<Record<ModuleKey, string>> = {
  config: 'config',
  client: 'client',
  request: 'client',
  middleware: 'client',
  shared_store: 'client',
  rates: 'client',
  kept_answers: 'client',
  cache: 'client',
  bulkhead: 'client',
  breaker: 'client',
  idempotency: 'client',
  encoding: 'client',
  transport: 'client',
  credentials: 'client',
  failures: 'client',
  logs: 'client',
  base: 'schemas',
  errors: 'schemas',
  tool: 'tools',
  listing: 'tools',
  results: 'tools',
  shape: 'tools',
  steps: 'tools',
  tools: 'tools',
  search: 'tools',
  identity: 'main',
  oauth: 'main',
  sse: 'main',
  streamable_http: 'main',
  lifecycle: 'main',
  mount: 'main',
  server: 'main',
  // A package in both structures: what plugins bring is theirs, however many files it has.
  plugins: 'plugins/__init__',
};

/** Where each module of the emitted server lives. */
export function moduleLayout(structure: Plan['structure']): Readonly<Record<ModuleKey, ModulePath>> {
  const layout = structure === 'a' ? FLAT : PACKAGED;
  const keys = Object.keys(layout) as ModuleKey[];
  return Object.fromEntries(keys.map((key) => [key, modulePath(layout[key])])) as Record<ModuleKey, ModulePath>;
}

/**
 * The module of one tool: `src/tools/update_task.py`, or the flat `tools.py`.
 *
 * @internal
 */
export function toolModule(structure: Plan['structure'], name: string): ModulePath {
  return modulePath(structure === 'a' ? FLAT.tools : `src/tools/${name}`);
}

/**
 * The module of one group of models: `src/schemas/tasks.py`, or the flat `schemas.py`.
 *
 * @internal
 */
export function schemaModule(structure: Plan['structure'], home: string): ModulePath {
  return modulePath(structure === 'a' ? FLAT.errors : `src/schemas/${home}`);
}

function modulePath(stem: string): ModulePath {
  return { file: `${stem}.py`, module: stem.replace(/\/__init__$/, '').replaceAll('/', '.') };
}
