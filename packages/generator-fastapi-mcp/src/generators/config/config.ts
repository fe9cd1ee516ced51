import {
  type Context,
  defineGenerator,
  type EmittedFile,
  NOTHING_CONTRIBUTED,
  ownersOf,
  plain,
  python,
  toml,
} from '@fastapi-mcp/kit';
import { refuseOwnSettings } from './added-settings.js';
import { configView, envExampleView, pyprojectView } from './view.js';

const template = (name: string): URL => new URL(`./templates/${name}`, import.meta.url);

/** The settings, their example, and the project file. */
export const configGenerator = defineGenerator({
  name: 'config',
  description: 'Settings, .env.example, pyproject.toml',
  answers: [
    'name',
    'pattern',
    'structure',
    'identity',
    'sessionCookieName',
    'loginPath',
    'tokenUrl',
    'rateLimit',
    'responseCache',
    'bulkhead',
    'circuitBreaker',
    'redis',
    'userProof',
  ],
  files: configFiles,
});

/** Pattern 4 starts with a service token of its own; `.env` is the user's from then on. */
function ownSettings(context: Context): readonly EmittedFile[] {
  if (context.plan.pattern !== 4) return [];
  const view = envExampleView(context, 'own');
  return [plain({ to: '.env', template: template('env.example.ejs'), view, mode: 0o600, ownership: 'once' })];
}

/** Structure B is a package; structure A is flat. */
function packageMarker({ plan }: Context): readonly EmittedFile[] {
  return plan.structure === 'b'
    ? [python({ to: 'src/__init__.py', source: `"""MCP server: ${plan.project.name}."""\n` })]
    : [];
}

/** The settings module, and, where plugins add to it, a look at what it has without them. */
function settingsModule(context: Context): EmittedFile {
  const { contributed = NOTHING_CONTRIBUTED, plan } = context;
  const settings = (shown: Context): EmittedFile =>
    python({
      to: plan.modules.config.file,
      template: template('config.py.ejs'),
      view: configView(shown),
      alsoBy: ownersOf(contributed.settings),
    });
  if (contributed.settings.length > 0)
    refuseOwnSettings(contributed, settings({ ...context, contributed: NOTHING_CONTRIBUTED }).content);
  return settings(context);
}

function configFiles(context: Context): readonly EmittedFile[] {
  const { settings, dependencies, devDependencies, extensions } = context.contributed ?? NOTHING_CONTRIBUTED;
  const alsoBy = ownersOf(settings);
  return [
    ...packageMarker(context),
    settingsModule(context),
    toml({
      to: 'pyproject.toml',
      template: template('pyproject.toml.ejs'),
      view: pyprojectView(context),
      alsoBy: ownersOf(dependencies, devDependencies, extensions),
    }),
    plain({ to: '.env.example', template: template('env.example.ejs'), view: envExampleView(context), alsoBy }),
    ...ownSettings(context),
    plain({ to: '.gitignore', template: template('gitignore.ejs'), view: {} }),
  ];
}
