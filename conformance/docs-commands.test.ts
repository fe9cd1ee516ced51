/** Every command of the documents is run: a guide that lies about the product fails here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { type Checkout, openScratch, prepareCheckout, removeCheckout } from './docs-commands/checkout.js';
import { type Block, type Command, readBlocks } from './docs-commands/read-commands.js';
import { runCommand, type Server, startServer } from './docs-commands/run-command.js';

const root = resolve(import.meta.dirname, '..');
const MINUTES = 60_000;

/** Ports that the documents name: the backend's and the server's. */
const PORT = /\b800[01]\b/g;
const ports = new Map<string, string>();
let checkout: Checkout;

beforeAll(async () => {
  for (const port of ['8000', '8001']) ports.set(port, String(await freePort()));
  checkout = await prepareCheckout();
}, 5 * MINUTES);
afterAll(() => removeCheckout(checkout));

const pages = [...markdownIn('docs'), 'README.md', ...skillPages(), ...packagePages()].map((page) => ({
  page,
  text: readFileSync(join(root, page), 'utf8'),
}));
const withCommands = pages
  .map(({ page, text }) => ({ page, blocks: readBlocks(text) }))
  .filter(({ blocks }) => blocks.length > 0);
const untried: string[] = [];
afterAll(
  () =>
    void (
      untried.length > 0 &&
      process.stderr.write(
        `commands of the documents that are not run:\n${untried.map((line) => `  ${line}\n`).join('')}`,
      )
    ),
);

describe.each(withCommands)('$page', ({ page, blocks }) => {
  const servers: Server[] = [];
  let scratch: string;
  beforeAll(() => {
    scratch = openScratch(checkout);
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  }, MINUTES);

  for (const block of blocks) {
    const shown = block.commands
      .map(({ text }) => text.replace(/\s+#.*/, ''))
      .join('; ')
      .slice(0, 100);
    const title = `${page}:${block.line} ${shown}`;
    if (block.directives.never === null)
      it(title, async () => void servers.push(...(await runBlock(block, scratch))), 5 * MINUTES);
    else {
      untried.push(`${title} (${block.directives.never})`);
      it(`${title} is not run, for a reason`, () => expect(block.directives.never).toMatch(/\w+ \w+/));
    }
  }
});

it(
  'the emitted tests that documents name are emitted',
  async () => {
    const named = pages.flatMap(({ page, text }) =>
      [...text.matchAll(/`tests\/([\w/]+\.py)::(\w+)`/g)].map(([, file = '', test = '']) => ({ page, file, test })),
    );
    expect(named.length).toBeGreaterThan(10);
    const emitted = await Promise.all(['1', '2', '3', '4'].map(emittedTests));
    expect(
      named.filter(({ file, test }) => !emitted.some((files) => files.get(file)?.includes(`def ${test}(`))),
    ).toEqual([]);
  },
  5 * MINUTES,
);

/** The text of a pattern's tests, by file. */
async function emittedTests(pattern: string): Promise<ReadonlyMap<string, string>> {
  const { output } = await runCommand(
    `fastapi-mcp app --openapi openapi.json --pattern ${pattern} --structure b --yes --dump files 2> /dev/null`,
    { folder: checkout.folder, env: checkout.env },
  );
  const files: readonly { readonly path: string; readonly content: string }[] = JSON.parse(output);
  return new Map(
    files
      .filter(({ path }) => path.startsWith('tests/'))
      .map(({ path, content }) => [path.slice('tests/'.length), content]),
  );
}

/** One shell session: commands one after the other, each where the one before went. */
async function runBlock(block: Block, scratch: string): Promise<readonly Server[]> {
  const { directives, commands } = block;
  const settings = Object.entries(directives.env).map(([name, value]) => [name, local(value)]);
  const env = { ...checkout.env, MCP_PORT: ports.get('8001'), ...Object.fromEntries(settings) };
  let folder = scratch;
  for (const line of directives.setup) {
    const { code, output } = await runCommand(local(line), { folder: scratch, env });
    if (code !== 0) throw new Error(`setup ${line} ended with ${code}:\n${output}`);
  }
  folder = join(scratch, directives.folder);
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    const text = local(
      index === 0 && directives.extra !== '' ? withArguments(command.text, directives.extra) : command.text,
    );
    if (isLast && directives.serves !== null)
      return [await startServer(text, { folder, env }, local(directives.serves))];
    const outcome = await runCommand(text, { folder, env });
    compare(command, outcome, isLast ? directives.exit : 0);
    folder = outcome.folder;
  }
  return [];
}

/** Before a comment at the end of the line. */
function withArguments(text: string, more: string): string {
  const [, command = text, comment = ''] = /^(.*?)(\s+#.*)?$/s.exec(text) ?? [];
  return `${command} ${more}${comment}`;
}

function compare(
  { text, line, output }: Command,
  actual: { readonly code: number | null; readonly output: string },
  exit: number,
): void {
  const said = `line ${line}: ${text}\n${actual.output}`;
  if (actual.code !== exit) throw new Error(`exit code ${actual.code} instead of ${exit}, ${said}`);
  const lines = actual.output.replaceAll('\r', '').split('\n');
  let from = 0;
  for (const expected of output) {
    if (expected.trim() === '…') continue;
    const pattern = new RegExp(
      `^${expected.split('…').map(escaped).join('.*')}\\s*$`.replace(PORT, (port) => `(?:${port}|${local(port)})`),
      'u',
    );
    const at = lines.findIndex((each, index) => index >= from && pattern.test(each));
    if (at === -1) throw new Error(`the document says ${JSON.stringify(expected)}, but ${said}`);
    from = at + 1;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** A free port in the place of each that a document names. */
function local(text: string): string {
  return text.replace(PORT, (port) => ports.get(port) ?? port);
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();
}

function skillPages(): string[] {
  const folder = join(root, 'skills');
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => relative(root, join(folder, name)))
    .sort();
}

function packagePages(): string[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join('packages', name, 'README.md'))
    .filter((page) => existsSync(join(root, page)));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
