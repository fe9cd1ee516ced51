/** Input that is no OpenAPI document, or hardly one: one clear error with a place and a hint, and nothing written. */
import { existsSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { main } from '../../packages/generator-fastapi-mcp/src/main.js';

const RUNS = Number(process.env.MALFORMED_RUNS ?? 20);
const REAL = new URL('../../packages/api-model/src/testing/fixtures/fastapi-0.165.json', import.meta.url);
const real = readFileSync(REAL, 'utf8');
const MINIMAL = { openapi: '3.1.0', info: { title: 'T', version: '1' } };

interface Told {
  readonly code: number;
  readonly said: string;
  readonly wrote: boolean;
}

/** What the command says of a document. */
async function tell(document: string | ((file: string) => void)): Promise<Told> {
  const cwd = mkdtempSync(join(tmpdir(), 'malformed-'));
  const file = join(cwd, 'openapi.json');
  if (typeof document === 'string') writeFileSync(file, document);
  else document(file);
  const output = new PassThrough();
  let said = '';
  output.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const code = await main(['app', '--openapi', 'openapi.json', '--yes', '--skip-install'], {
    cwd,
    env: {},
    stdin: Readable.from([]),
    stdout: output,
    stderr: output,
  });
  return { code, said, wrote: existsSync(join(cwd, 'mcp-server')) };
}

const nested = (levels: number): string =>
  JSON.stringify({ ...MINIMAL, paths: {} }).replace('{}', `{"/a":${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}}`);
const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    'bcdefghij'.split('').map((name, index) => {
      const before = 'abcdefghij'[index] ?? 'a';
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
    }),
  )
  .join('\n');

it.each<readonly [string, string | ((file: string) => void), RegExp]>([
  ['an empty file', '', /openapi\.json: the document is empty/],
  ['truncated JSON', real.slice(0, 5_000), /openapi\.json:\d+:\d+: the JSON ends too early/],
  ['JSON with a comma too many', '{"openapi": "3.1.0",}', /openapi\.json:1:21: not JSON here/],
  ['YAML with a tab', 'openapi: 3.1.0\n\tinfo: x\n', /openapi\.json:2:1: neither JSON nor YAML/],
  ['a YAML bomb', `openapi: 3.1.0\n${bomb}\n`, /openapi\.json.*alias/i],
  ['YAML that contains itself', 'openapi: 3.1.0\npaths: &p\n  a: *p\n', /openapi\.json.*(levels|alias|neither)/i],
  ['100 levels', nested(100), /openapi\.json.*more than 80 levels/],
  ['10,000 levels', nested(10_000), /openapi\.json.*more than 80 levels/],
  ['1,000,000 levels', '['.repeat(1_000_000), /openapi\.json.*more than 80 levels/],
  [
    '2,000 levels of YAML',
    Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    /more than 80 levels/,
  ],
  [
    '200 MB',
    (file) => {
      writeFileSync(file, '{');
      truncateSync(file, 200 * 1024 * 1024);
    },
    /openapi\.json is larger than 64 MB/,
  ],
  ['a web page', '<!doctype html><html><body>Log in</body></html>', /openapi\.json: this is a web page/],
  ['Swagger 2.0', '{"swagger": "2.0", "info": {}, "paths": {}}', /openapi\.json#\/swagger: this is Swagger 2\.0/],
  ['OpenAPI 4', '{"openapi": "4.0.0", "paths": {}}', /openapi\.json#\/openapi: OpenAPI 4\.0\.0 is not supported/],
  ['a list', '[]', /openapi\.json: the document is no JSON object/],
  ['text', 'just a few words', /openapi\.json: the document is no JSON object/],
  ['binary', '\u0000\u0001\u0002PK\u0003\u0004', /openapi\.json/],
  ['paths of a wrong type', JSON.stringify({ ...MINIMAL, paths: [] }), /openapi\.json#\/paths/],
  [
    'no operation',
    JSON.stringify({ ...MINIMAL, paths: {} }),
    /openapi\.json#\/paths: the document offers no operation/,
  ],
])(
  '%s',
  async (_name, document, message) => {
    const started = process.cpuUsage();
    const { code, said, wrote } = await tell(document);
    const { user, system } = process.cpuUsage(started);
    expect({ code, wrote }).toEqual({ code: 1, wrote: false });
    const lines = said.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('error: '))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith('error: '))).toMatch(message);
    expect(lines.at(-1)).toMatch(/^hint: ./);
    expect(said).not.toMatch(/\n\s+at .*\.[jt]s:\d+/);
    expect(said.length).toBeLessThan(2_000);
    expect((user + system) / 1e6).toBeLessThan(20);
  },
  120_000,
);

/** Values that a field may have by mistake. */
const wrong = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1e308,
  '',
  'x',
  [],
  {},
  [null],
  [[]],
  { $ref: '#/nowhere' },
  { $ref: 3 },
  { type: 'x' },
  ['string'],
);

/** A real document with some values, anywhere in it, of a wrong type. */
const mutated = fc.array(fc.tuple(fc.nat(), wrong), { minLength: 1, maxLength: 8 }).map((changes) => {
  const document: unknown = JSON.parse(real);
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      visit(inner);
    }
  };
  visit(document);
  for (const [place, value] of changes) {
    const [holder, key] = places[place % places.length] ?? [];
    if (holder !== undefined && key !== undefined) holder[key] = value;
  }
  return document;
});

it('wrong types anywhere in a real document end in a project or in one error, never in a bug', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (document) => {
      const { code, said } = await tellDry(JSON.stringify(document));
      expect(said).not.toContain('this is a bug');
      expect(said).not.toContain('it is a fault of the generator');
      expect([0, 1]).toContain(code);
      if (code === 1) expect(said).toMatch(/error: .*\nhint: |hint: /);
    }),
    { numRuns: RUNS, seed: 20261125 },
  );
}, 600_000);

/** As {@link tell}, without files: the whole of generation, ruff included, and nothing is written. */
async function tellDry(text: string): Promise<{ readonly code: number; readonly said: string }> {
  const output = new PassThrough();
  let said = '';
  output.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const code = await main(['app', '--openapi', '-', '--yes', '--skip-install', '--dump', 'files'], {
    cwd: tmpdir(),
    env: {},
    stdin: Readable.from([text]),
    stdout: new PassThrough().resume(),
    stderr: output,
  });
  return { code, said };
}
