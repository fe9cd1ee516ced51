import { type Context, defineGenerator, type EmittedFile, type ModuleKey, python } from '@fastapi-mcp/kit';
import { clientView } from './view.js';

/** In the order in which they need each other, which is their order in structure A's one file. */
const MODULES: readonly (readonly [ModuleKey, string])[] = [
  ['errors', 'errors.py.ejs'],
  ['logs', 'logs.py.ejs'],
  ['transport', 'transport.py.ejs'],
  ['encoding', 'encoding.py.ejs'],
  ['failures', 'failures.py.ejs'],
  ['request', 'request.py.ejs'],
  ['client', 'client.py.ejs'],
];

/** The client of the backend: encoding, credentials, retries, errors and logs. */
export const clientGenerator = defineGenerator({
  name: 'client',
  description: 'The client of the backend: credentials, retries, errors, logs',
  needs: ['config'],
  answers: ['name', 'pattern', 'structure'],
  files: clientFiles,
});

function clientFiles(context: Context): readonly EmittedFile[] {
  const { modules, pattern } = context.plan;
  const view = clientView(context);
  const files = MODULES.map(([key, name], order) => module(modules[key].file, name, { view, order: order * 2 }));
  const credentials = CREDENTIALS[pattern];
  // Just before the client, which is last.
  return credentials
    ? [...files, module(modules.credentials.file, credentials, { view, order: MODULES.length * 2 - 3 })]
    : files;
}

const CREDENTIALS: Readonly<Record<1 | 2 | 3 | 4, string | null>> = {
  1: null,
  2: 'session.py.ejs',
  3: 'tokens.py.ejs',
  4: null,
};

function module(to: string, name: string, { view, order }: { view: object; order: number }): EmittedFile {
  return python({ to, template: new URL(`./templates/${name}`, import.meta.url), view, order });
}
