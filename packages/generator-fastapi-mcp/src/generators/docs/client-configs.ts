import { type Context, type EmittedFile, json } from '@fastapi-mcp/kit';

/** How a client starts the server over stdio; `.env` holds the settings, so no secret stands here. */
interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

type ClientName = Context['answers']['clients'][number];

interface ClientConfig {
  readonly title: string;
  readonly file: string;
  readonly content: (name: string, launch: Launch) => object;
}

const servers = (name: string, launch: Launch): object => ({ mcpServers: { [name]: launch } });

const CLIENTS: Readonly<Record<ClientName, ClientConfig>> = {
  'claude-desktop': { title: 'Claude Desktop', file: 'clients/claude_desktop_config.json', content: servers },
  'claude-code': {
    title: 'Claude Code',
    file: 'clients/claude-code.mcp.json',
    content: (name, launch) => ({ mcpServers: { [name]: { type: 'stdio', ...launch } } }),
  },
  cursor: { title: 'Cursor', file: 'clients/cursor.mcp.json', content: servers },
  vscode: {
    title: 'VS Code',
    file: 'clients/vscode.mcp.json',
    content: (name, launch) => ({ servers: { [name]: { type: 'stdio', ...launch } } }),
  },
};

/** One ready configuration for each client that was asked for. */
export function clientConfigs({ answers, plan }: Context): readonly EmittedFile[] {
  const start = plan.structure === 'a' ? ['main.py'] : ['-m', plan.modules.server.module];
  const launch = { command: 'uv', args: ['--directory', '/absolute/path/to/this/folder', 'run', 'python', ...start] };
  return answers.clients.map((client) => {
    const { file, content } = CLIENTS[client];
    return json({ to: file, value: content(plan.project.name, launch) });
  });
}

/** Their names, for prose: `Claude Desktop, Cursor`. */
export function clientTitles({ answers }: Context): string {
  return answers.clients.map((client) => CLIENTS[client].title).join(', ');
}
