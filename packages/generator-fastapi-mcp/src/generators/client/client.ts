import {
  type Context,
  defineGenerator,
  type EmittedFile,
  type ModuleKey,
  NOTHING_CONTRIBUTED,
  ownersOf,
  python,
} from '@fastapi-mcp/kit';
import { type ClientView, clientView } from './view.js';

/** In the order in which they need each other, which is their order in structure A's one file. */
const MODULES: readonly (readonly [ModuleKey, string])[] = [
  ['errors', 'errors.py.ejs'],
  ['logs', 'logs.py.ejs'],
  ['transport', 'transport.py.ejs'],
  ['encoding', 'encoding.py.ejs'],
  ['failures', 'failures.py.ejs'],
  ['request', 'request.py.ejs'],
  ['middleware', 'middleware.py.ejs'],
  ['shared_store', 'shared_store.py.ejs'],
  ['rates', 'rates.py.ejs'],
  ['kept_answers', 'kept_answers.py.ejs'],
  ['cache', 'cache.py.ejs'],
  ['idempotency', 'idempotency.py.ejs'],
  ['bulkhead', 'bulkhead.py.ejs'],
  ['breaker', 'breaker.py.ejs'],
  ['client', 'client.py.ejs'],
];

/** What looks different once a plugin extends the server. */
const EXTENDED: ReadonlySet<ModuleKey> = new Set(['logs', 'request', 'middleware', 'client']);

/** The client of the backend: encoding, credentials, retries, errors and logs. */
export const clientGenerator = defineGenerator({
  name: 'client',
  description: 'The client of the backend: credentials, retries, errors, logs',
  needs: ['config'],
  answers: [
    'name',
    'pattern',
    'structure',
    'rateLimit',
    'responseCache',
    'bulkhead',
    'circuitBreaker',
    'idempotencyKeys',
    'redis',
    'userProof',
  ],
  files: clientFiles,
});

function clientFiles(context: Context): readonly EmittedFile[] {
  const { contributed = NOTHING_CONTRIBUTED, plan } = context;
  const { modules, pattern } = plan;
  const view = clientView(context);
  const alsoBy = (key: ModuleKey): readonly string[] => (EXTENDED.has(key) ? ownersOf(contributed.extensions) : []);
  const files = MODULES.filter(([key]) => isNeeded(key, view)).map(([key, name], index) =>
    module(modules[key].file, name, { view, order: index * 2, alsoBy: alsoBy(key) }),
  );
  const credentials = view.signs ? 'assertion.py.ejs' : CREDENTIALS[pattern];
  // Just before the client, which is last.
  return credentials
    ? [...files, module(modules.credentials.file, credentials, { view, order: files.length * 2 - 3 })]
    : files;
}

/** What was not asked for is not emitted. */
function isNeeded(key: ModuleKey, { middleware, protections }: ClientView): boolean {
  switch (key) {
    case 'middleware':
      return middleware;
    case 'shared_store':
      return protections.redis;
    case 'kept_answers':
      return protections.cache;
    case 'rates':
    case 'cache':
    case 'bulkhead':
    case 'breaker':
    case 'idempotency':
      return protections[key];
    default:
      return true;
  }
}

const CREDENTIALS: Readonly<Record<1 | 2 | 3 | 4, string | null>> = {
  1: null,
  2: 'session.py.ejs',
  3: 'tokens.py.ejs',
  4: null,
};

interface Shown {
  readonly view: object;
  readonly order: number;
  readonly alsoBy?: readonly string[];
}

function module(to: string, name: string, shown: Shown): EmittedFile {
  return python({ to, template: new URL(`./templates/${name}`, import.meta.url), ...shown });
}
