import { type Context, defineGenerator, type EmittedFile, json, python } from '@fastapi-mcp/kit';
import { lockFile } from './lock-file.js';
import { runtimeFiles } from './runtime-files.js';
import { INDEX_FILE } from './runtime-view.js';
import { searchIndex } from './search-index.js';
import { toolModuleView } from './tool-view.js';
import { transformFiles } from './transform-files.js';

const template = new URL('./templates/tool_module.py.ejs', import.meta.url);

/** The tools, and the server that serves them. */
export const toolsGenerator = defineGenerator({
  name: 'tools',
  description: 'One module per tool, identity, and the MCP server',
  needs: ['config', 'client', 'schemas'],
  answers: [
    'name',
    'pattern',
    'structure',
    'identity',
    'userParameter',
    'includeTag',
    'include',
    'exclude',
    'toolMode',
    'mount',
  ],
  files: toolFiles,
});

function toolFiles(context: Context): readonly EmittedFile[] {
  return [
    ...runtimeFiles(context),
    ...context.plan.tools.map((tool) => python({ to: tool.module, template, view: toolModuleView(context, tool) })),
    ...(context.answers.toolMode === 'search'
      ? [json({ to: `src/${INDEX_FILE}`, value: searchIndex(context), ownership: 'replaced' })]
      : []),
    ...transformFiles(context),
    json({ to: 'tools.lock.json', value: lockFile(context), ownership: 'replaced' }),
  ];
}
