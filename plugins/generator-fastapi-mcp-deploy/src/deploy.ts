import {
  type Context,
  defineGenerator,
  definePlugin,
  type EmittedFile,
  json,
  NOTHING_CONTRIBUTED,
  ownersOf,
  plain,
} from '@fastapi-mcp/kit';
import { bundleManifest, serverJson } from './registry.js';
import { deployTests } from './tests.js';
import { deployView } from './view.js';

/** Emitted path → template; in the view everything is of a safe alphabet, so that no kind of file needs its own escaping. */
const FILES: readonly (readonly [string, string])[] = [
  ['Dockerfile', 'Dockerfile'],
  ['.dockerignore', 'dockerignore'],
  ['.mcpbignore', 'mcpbignore'],
  ['compose.yaml', 'compose.yaml'],
  ['deploy/README.md', 'README.md'],
  ['deploy/nginx.conf', 'nginx.conf'],
  ...['kustomization', 'serviceaccount', 'configmap', 'deployment', 'service', 'hpa', 'pdb', 'networkpolicy'].map(
    (name) => [`deploy/kubernetes/${name}.yaml`, `kubernetes/${name}.yaml`] as const,
  ),
];

const template = (name: string): URL => new URL(`./templates/${name}.ejs`, import.meta.url);

/** How the emitted server is shipped and run. */
const deployGenerator = defineGenerator({
  name: 'deploy',
  description: 'Dockerfile, compose, Kubernetes manifests, server.json, MCPB manifest',
  needs: ['config'],
  answers: ['name', 'pattern', 'structure', 'identity', 'redis'],
  files: deployFiles,
});

function deployFiles(context: Context): readonly EmittedFile[] {
  const { plan, contributed = NOTHING_CONTRIBUTED } = context;
  const view = deployView(context);
  const alsoBy = ownersOf(contributed.services, contributed.settings);
  return [
    ...FILES.map(([to, name]) => plain({ to, template: template(name), view, alsoBy })),
    json({ to: 'server.json', value: serverJson(plan) }),
    json({ to: 'manifest.json', value: bundleManifest(plan) }),
    deployTests(context),
  ];
}

/** The plugin. */
export const deployPlugin = definePlugin({
  name: 'generator-fastapi-mcp-deploy',
  generators: [deployGenerator],
});
