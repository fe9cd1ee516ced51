import {
  type Context,
  defineGenerator,
  type EmittedFile,
  markdown,
  NOTHING_CONTRIBUTED,
  ownersOf,
  plain,
} from '@fastapi-mcp/kit';
import { packageVersion } from '../../cli/package-version.js';
import { clientConfigs } from './client-configs.js';
import { readmeView, securityView } from './view.js';

const template = (name: string): URL => new URL(`./templates/${name}.ejs`, import.meta.url);

/** What a person reads first, what is promised, and how clients connect. */
export const docsGenerator = defineGenerator({
  name: 'docs',
  description: 'README, SECURITY.md, configurations for MCP clients',
  answers: [
    'name',
    'pattern',
    'structure',
    'clients',
    'ci',
    'userParameter',
    'sessionCookieName',
    'rateLimit',
    'responseCache',
    'bulkhead',
    'circuitBreaker',
    'idempotencyKeys',
    'redis',
    'userProof',
    'mount',
  ],
  files: docsFiles,
});

/** GitHub looks for workflows at the root of the repository, so it is for a project that is one. */
function workflow({ answers }: Context): readonly EmittedFile[] {
  if (!answers.ci) return [];
  return [
    plain({
      to: '.github/workflows/mcp-server.yml',
      template: template('workflow.yml'),
      view: { version: packageVersion() },
    }),
  ];
}

/** The README with the sections of plugins, which stand before the last one, on generating again. */
function readme(context: Context): EmittedFile {
  const { readme: sections } = context.contributed ?? NOTHING_CONTRIBUTED;
  const view = readmeView(context);
  const file = markdown({ to: 'README.md', template: template('README.md'), view, alsoBy: ownersOf(sections) });
  if (sections.length === 0) return file;
  const added = sections.map(({ title, text }) => `## ${title}\n\n${text.trim()}\n\n`).join('');
  const last = file.content.lastIndexOf('\n## ') + 1;
  const at = last === 0 ? file.content.length : last;
  return { ...file, content: `${file.content.slice(0, at)}${added}${file.content.slice(at)}` };
}

function docsFiles(context: Context): readonly EmittedFile[] {
  return [
    readme(context),
    markdown({ to: 'SECURITY.md', template: template('SECURITY.md'), view: securityView(context) }),
    ...clientConfigs(context),
    ...workflow(context),
  ];
}
