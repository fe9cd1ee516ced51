import { z } from 'zod';
import { projectNameFor, projectNamePattern, refuseProjectName } from '../project-name.js';
import { checkedString, type Derived, defineQuestion, type Facts } from '../question.js';
import { refuseOutput } from '../refuse-folder.js';
import { refuseText } from '../refuse-text.js';

const section = 'Project';

/** MCP clients that a ready configuration is written for. */
export const clients = ['claude-desktop', 'claude-code', 'cursor', 'vscode'] as const;

function deriveName({ detected: { title } }: Facts): Derived {
  if (title === undefined) return { fallback: projectNameFor(undefined) };
  return { found: projectNameFor(title), fallback: projectNameFor(undefined), why: `the API is called ${title}` };
}

/** What the emitted project is called and holds. */
export const project = {
  name: defineQuestion(checkedString(refuseProjectName), {
    group: 'project',
    section,
    message: 'What is the server called?',
    help: 'the Python project name; default: from the API title',
    placeholder: 'NAME',
    derive: deriveName,
    ask: () => true,
    stored: true,
    json: { pattern: projectNamePattern, maxLength: 64 },
  }),
  output: defineQuestion(checkedString(refuseOutput), {
    group: 'project',
    section,
    message: 'Into which folder?',
    help: 'the folder to write',
    placeholder: 'DIR',
    derive: ({ detected }) => ({ found: detected.output, fallback: 'mcp-server' }),
    ask: ({ detected }) => detected.output === undefined,
    // .yo-rc.json lies in this very folder: stored in it, the path would be wrong from there, and again wherever it moves.
    stored: false,
    aliases: ['o'],
  }),
  clients: defineQuestion(z.array(z.enum(clients)), {
    group: 'project',
    section,
    message: 'Configurations for which MCP clients?',
    help: 'which MCP clients to write a configuration for; repeatable; default: all',
    placeholder: 'CLIENT',
    default: [...clients],
    explanations: {
      'claude-desktop': 'Claude Desktop',
      'claude-code': 'Claude Code',
      cursor: 'Cursor',
      vscode: 'VS Code',
    },
    stored: true,
  }),
  ci: defineQuestion(z.boolean(), {
    group: 'project',
    section,
    message: 'Add a GitHub workflow?',
    help: 'add a GitHub workflow that tests the server and checks the contract for drift',
    default: false,
    stored: true,
  }),
  plugins: defineQuestion(z.record(checkedString(refuseText), checkedString(refuseText)), {
    group: 'project',
    section,
    message: 'Plugins?',
    help: 'plugin packages this project was made with, and the versions that it accepts',
    default: {},
    stored: true,
    flagless: true,
  }),
};
