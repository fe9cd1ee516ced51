import { type Context, defineGenerator, type EmittedFile, markdown, plain } from '@fastapi-mcp/kit';
import { clientConfigs } from './client-configs.js';
import { readmeView, securityView } from './view.js';

const template = (name: string): URL => new URL(`./templates/${name}.ejs`, import.meta.url);

/** What a person reads first, what is promised, and how clients connect. */
export const docsGenerator = defineGenerator({
  name: 'docs',
  description: 'README, SECURITY.md, configurations for MCP clients',
  answers: ['name', 'pattern', 'structure', 'clients', 'ci', 'userParameter', 'sessionCookieName'],
  files: docsFiles,
});

/** GitHub looks for workflows at the root of the repository, so it is for a project that is one. */
function workflow({ answers }: Context): readonly EmittedFile[] {
  if (!answers.ci) return [];
  return [plain({ to: '.github/workflows/mcp-server.yml', template: template('workflow.yml'), view: {} })];
}

function docsFiles(context: Context): readonly EmittedFile[] {
  return [
    markdown({ to: 'README.md', template: template('README.md'), view: readmeView(context) }),
    markdown({ to: 'SECURITY.md', template: template('SECURITY.md'), view: securityView(context) }),
    ...clientConfigs(context),
    ...workflow(context),
  ];
}
