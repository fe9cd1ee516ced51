import {
  type Context,
  type EmittedFile,
  type ModuleKey,
  NOTHING_CONTRIBUTED,
  ownersOf,
  python,
} from '@fastapi-mcp/kit';
import { type RuntimeView, runtimeView } from './runtime-view.js';

interface RuntimeModule {
  readonly key: ModuleKey;
  readonly template: string;
  /** Place in structure A's merged file; tool modules lie between `tool` and `tools`, at 50. */
  readonly order: number;
}

const MODULES: readonly RuntimeModule[] = [
  { key: 'shape', template: 'shape.py.ejs', order: 5 },
  { key: 'listing', template: 'listing.py.ejs', order: 10 },
  { key: 'tool', template: 'tool.py.ejs', order: 20 },
  { key: 'results', template: 'results.py.ejs', order: 30 },
  { key: 'steps', template: 'steps.py.ejs', order: 35 },
  { key: 'oauth', template: 'oauth.py.ejs', order: 10 },
  { key: 'identity', template: 'identity.py.ejs', order: 20 },
  { key: 'lifecycle', template: 'lifecycle.py.ejs', order: 25 },
  { key: 'sse', template: 'sse.py.ejs', order: 30 },
  { key: 'streamable_http', template: 'streamable_http.py.ejs', order: 30 },
  { key: 'plugins', template: 'plugins_init.py.ejs', order: 10 },
  { key: 'server', template: 'server.py.ejs', order: 90 },
  { key: 'mount', template: 'mount.py.ejs', order: 95 },
];

/** Direct mode imports every tool; search mode imports one when it is called. */
function toolSet({ answers }: Context): readonly RuntimeModule[] {
  if (answers.toolMode === 'direct') return [{ key: 'tools', template: 'tools_init.py.ejs', order: 90 }];
  return [
    { key: 'tools', template: 'tools_lazy.py.ejs', order: 90 },
    { key: 'search', template: 'search.py.ejs', order: 95 },
  ];
}

/** The modules that are the same for every tool: what a tool is, who a call acts for, and the server. */
export function runtimeFiles(context: Context): readonly EmittedFile[] {
  const view = runtimeView(context);
  const owners = ownersOf((context.contributed ?? NOTHING_CONTRIBUTED).extensions);
  return [...MODULES, ...toolSet(context)]
    .filter(({ key }) => isNeeded(key, view))
    .map(({ key, template, order }) =>
      python({
        to: context.plan.modules[key].file,
        template: new URL(`./templates/${template}`, import.meta.url),
        view,
        order,
        alsoBy: key === 'server' || key === 'plugins' ? owners : [],
      }),
    );
}

function isNeeded(key: ModuleKey, { extensions, has, mounts, uses }: RuntimeView): boolean {
  if (key === 'plugins') return extensions.length > 0;
  if (key === 'oauth') return has.oauth;
  if (key === 'shape') return uses.shapes;
  if (key === 'mount') return mounts;
  return key !== 'steps' || uses.steps;
}
