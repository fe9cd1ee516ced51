import { type Context, defineGenerator, type EmittedFile, python } from '@fastapi-mcp/kit';
import { signsAssertions } from '../client/view.js';
import { hasCredentialOwner, identityChoices } from '../identity-choices.js';
import { chainOf, protectionsOf } from '../protections.js';
import { testView } from './view.js';

const template = (name: string): URL => new URL(`./templates/${name}.ejs`, import.meta.url);

/** Test module → its folder in structure B; in structure A all of them are `tests/test_tools.py`. */
const MODULES = [
  ['test_contract.py', 'contract'],
  ['test_arguments.py', 'unit'],
  ['test_conflicts.py', 'unit'],
  ['test_encoding.py', 'unit'],
  ['test_failures.py', 'unit'],
  ['test_headers.py', 'unit'],
  ['test_listing.py', 'unit'],
  ['test_logs.py', 'unit'],
  ['test_retries.py', 'unit'],
  ['test_settings.py', 'unit'],
  ['test_transport.py', 'unit'],
  ['test_isolation.py', 'integration'],
  ['test_exchange.py', 'integration'],
  ['test_lifecycle.py', 'integration'],
  ['test_server.py', 'integration'],
  ['test_backend.py', 'integration'],
] as const;

/** Tests that the user owns: contract, unit and integration. */
export const testsGenerator = defineGenerator({
  name: 'tests',
  description: 'contract, unit and integration tests of the server',
  needs: ['tools'],
  answers: [
    'pattern',
    'structure',
    'userParameter',
    'sessionCookieName',
    'rateLimit',
    'responseCache',
    'bulkhead',
    'circuitBreaker',
    'idempotencyKeys',
    'redis',
    'mount',
    'userProof',
  ],
  files: testFiles,
});

/** What a server has only by choice has tests of its own. */
function modulesFor(context: Context): readonly (readonly [string, string])[] {
  const { answers, plan } = context;
  return [
    ...MODULES,
    ...(signsAssertions({ answers, plan }) ? [['test_assertion.py', 'unit'] as const] : []),
    ...(chainOf(protectionsOf(context)).length > 0 ? [['test_protections.py', 'unit'] as const] : []),
    ...(answers.responseCache ? [['test_cache.py', 'unit'] as const] : []),
    ...(answers.mount ? [['test_mount.py', 'integration'] as const] : []),
    ...(hasCredentialOwner(plan) ? [['test_credentials.py', 'unit'] as const] : []),
    ...(identityChoices(plan).oauth ? [['test_oauth.py', 'unit'] as const] : []),
    ...(answers.toolMode === 'search' ? [['test_search.py', 'integration'] as const] : []),
    ...(plan.tools.some(({ operation }) => operation.answer !== undefined) ? [['test_shape.py', 'unit'] as const] : []),
    ...(plan.tools.some(({ steps }) => steps.length > 0) ? [['test_combined.py', 'integration'] as const] : []),
  ];
}

function testFiles(context: Context): readonly EmittedFile[] {
  const view = testView(context);
  const flat = context.plan.structure === 'a';
  const packages = flat ? ['tests'] : ['tests', 'tests/contract', 'tests/unit', 'tests/integration'];
  return [
    ...packages.map((folder) => python({ to: `${folder}/__init__.py`, source: '' })),
    python({ to: 'tests/support.py', template: template('support.py'), view }),
    python({ to: 'tests/conftest.py', template: template('conftest.py'), view }),
    ...modulesFor(context).map(([name, folder]) =>
      python({ to: flat ? 'tests/test_tools.py' : `tests/${folder}/${name}`, template: template(name), view }),
    ),
  ];
}
