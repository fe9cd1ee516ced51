import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../main.js';
import { bundleReferences, hasExternalReferences } from './bundle-references.js';

const base = new URL('https://specs.example/v1/openapi.yaml');
const bundle = (document: Parameters<typeof bundleReferences>[0], files: Readonly<Record<string, string>>) =>
  bundleReferences(document, {
    base,
    load: async (url) => {
      const text = files[url.href];
      if (text === undefined) throw new Error(`nobody expected ${url.href}`);
      return text;
    },
  });

it('brings in what is referred to, by file, by fragment, through others and in circles', async () => {
  const bundled = await bundle(
    {
      openapi: '3.1.0',
      own: { $ref: '#/components/schemas/Own' },
      whole: { $ref: 'pet.yaml' },
      part: { $ref: '../shared/types.json#/Id' },
      self: { $ref: 'openapi.yaml#/components/schemas/Own' },
    },
    {
      'https://specs.example/v1/pet.yaml':
        'type: object\nproperties:\n  id: {$ref: ../shared/types.json#/Id}\n  mother: {$ref: "#"}\n',
      'https://specs.example/shared/types.json':
        '{"Id": {"type": "integer"}, "Back": {"$ref": "../v1/openapi.yaml#/own"}}',
    },
  );
  expect(bundled).toEqual({
    openapi: '3.1.0',
    own: { $ref: '#/components/schemas/Own' },
    whole: { $ref: '#/x-external/pet' },
    part: { $ref: '#/x-external/types/Id' },
    self: { $ref: '#/components/schemas/Own' },
    'x-external': {
      pet: {
        type: 'object',
        properties: { id: { $ref: '#/x-external/types/Id' }, mother: { $ref: '#/x-external/pet' } },
      },
      types: { Id: { type: 'integer' }, Back: { $ref: '#/own' } },
    },
  });
});

it('leaves values and properties called $ref alone, and reads mappings', async () => {
  const document = {
    properties: { $ref: { type: 'string' } },
    example: { $ref: 'elsewhere.json' },
    discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', dog: 'Dog' } },
  };
  expect(hasExternalReferences(document)).toBe(false);
  expect(await bundle(document, {})).toEqual(document);
});

it('says what is wrong with a document that is referred to', async () => {
  await expect(bundle({ a: { $ref: 'x.json' } }, { 'https://specs.example/v1/x.json': '{' })).rejects.toMatchObject({
    message: expect.stringContaining('https://specs.example/v1/x.json'),
  });
});

it('from the command line: denied by default, followed where allowed, and pinned as one document', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'bundle-'));
  mkdirSync(join(cwd, 'api'));
  const get = {
    operationId: 'get_pet',
    responses: { 200: { description: 'OK', content: { 'application/json': { schema: { $ref: 'pet.json' } } } } },
  };
  const broken = { get: { operationId: 'other', responses: { 200: { $ref: 'gone.json' } } } };
  const write = (paths: object): void =>
    writeFileSync(
      join(cwd, 'api', 'openapi.json'),
      JSON.stringify({ openapi: '3.1.0', info: { title: 'Pets', version: '1' }, paths }),
    );
  writeFileSync(
    join(cwd, 'api', 'pet.json'),
    JSON.stringify({ type: 'object', title: 'Pet', properties: { name: { type: 'string' } } }),
  );
  const run = async (
    ...options: string[]
  ): Promise<{ code: number; json: { error?: { message: string }; tools?: string[] } }> => {
    const stdout = new PassThrough();
    let said = '';
    stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    const code = await main(
      ['app', '--openapi', 'api/openapi.json', '--yes', '--skip-install', '--json', '--dry-run', ...options],
      { cwd, env: process.env, stdin: Readable.from([]), stdout, stderr: new PassThrough() } as Parameters<
        typeof main
      >[1],
    );
    return { code, json: JSON.parse(said) };
  };
  write({ '/pet': { get } });
  expect((await run('--allow-ref', 'file:')).json.tools).toEqual(['get_pet']);
  expect((await run('--allow-ref', 'https://specs.example')).json.error?.message).toContain('pet.json is a file');
  write({ '/pet': { get }, '/other': broken });
  expect((await run('--allow-ref', 'file:')).json.error?.message).toContain('gone.json is not there');
}, 60_000);
