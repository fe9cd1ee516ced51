import { type Plan, visible } from '@fastapi-mcp/kit';
import { personalSettings, type Setting } from './settings.js';
import { namesOf, startArguments } from './view.js';

/** The schema that `server.json` is written for; the registry takes the current one and those before it. */
const SERVER_SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
/** server.json specification: `description` and `title` have at most this many characters. */
const LONGEST = 100;
const LONGEST_TOOL = 200;

/**
 * `server.json`: how the MCP registry lists this server. One package, the image, which a client runs over stdio; where
 * the server is hosted for many, add `remotes`.
 */
export function serverJson(plan: Plan): object {
  const { registryName, image, label, version } = namesOf(plan);
  return {
    $schema: SERVER_SCHEMA,
    name: registryName,
    title: short(plan.project.title, LONGEST),
    description: short(`MCP server for ${plan.project.title}`, LONGEST),
    version,
    packages: [
      {
        registryType: 'oci',
        identifier: `docker.io/example/${image}`,
        runtimeHint: 'docker',
        transport: { type: 'stdio' },
        environmentVariables: [
          { name: 'MCP_TRANSPORT', value: 'stdio', description: `How ${label} is reached` },
          ...personalSettings(plan).map(({ name, help, secret, required }) => ({
            name,
            description: help,
            isRequired: required,
            isSecret: secret,
          })),
        ],
      },
    ],
  };
}

/** `manifest.json`: the server as an MCP bundle, which a desktop client installs with uv. */
export function bundleManifest(plan: Plan): object {
  const settings = personalSettings(plan);
  const { label, version } = namesOf(plan);
  return {
    manifest_version: '0.4',
    name: label,
    display_name: short(plan.project.title, LONGEST),
    version,
    description: short(`MCP server for ${plan.project.title}`, LONGEST),
    author: { name: plan.project.name },
    server: {
      type: 'uv',
      entry_point: plan.modules.server.file,
      mcp_config: {
        command: 'uv',
        args: ['run', '--directory', '${__dirname}', '--locked', '--no-dev', 'python', ...startArguments(plan)],
        env: {
          MCP_TRANSPORT: 'stdio',
          ...Object.fromEntries(settings.map(({ name }) => [name, `\${user_config.${name.toLowerCase()}}`])),
        },
      },
    },
    tools: plan.tools.map(({ name, operation }) => ({ name, description: toolText(operation) })),
    compatibility: { platforms: ['darwin', 'linux', 'win32'], runtimes: { python: '>=3.11' } },
    user_config: Object.fromEntries(settings.map((setting) => [setting.name.toLowerCase(), userSetting(setting)])),
  };
}

function userSetting({ name, help, secret, required }: Setting): object {
  return { type: 'string', title: name, description: help, required, sensitive: secret };
}

function toolText({ description }: Plan['tools'][number]['operation']): string {
  return short(description, LONGEST_TOOL);
}

/** One visible line of text that came with the API. */
function short(text: string, longest: number): string {
  const line = visible(text).text.replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
