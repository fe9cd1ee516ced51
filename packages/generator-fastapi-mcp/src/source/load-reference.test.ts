import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPrivate, loadReference, type ReferenceLimits } from './load-reference.js';

let folder: string;
let server: Server;
let origin: string;
let listener: RequestListener;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refs-'));
  server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const load = (address: string, limits: Partial<ReferenceLimits> = {}): Promise<string> =>
  loadReference(new URL(address), { origins: [origin], folder, ...limits });
const file = (path: string): string => pathToFileURL(join(folder, path)).href;

describe('a URL', () => {
  it('of an allowed origin is loaded, with nothing of the user in it', async () => {
    listener = ({ headers }, response) => response.end(JSON.stringify(Object.keys(headers).sort()));
    expect(JSON.parse(await load(`${origin}/pets.json`))).toEqual(['accept', 'connection', 'host']);
  });

  it.each([
    ['of another origin', 'https://other.example/pets.json', /not allowed/, '--allow-ref https://other.example'],
    ['of another port', 'http://127.0.0.1:1/pets.json', /not allowed/, '--allow-ref http://127.0.0.1:1'],
    ['with a password', 'http://u:p@127.0.0.1/pets.json', /user name or password/, 'bundle'],
    ['of another scheme', 'ftp://127.0.0.1/pets.json', /neither a file nor/, 'bundle'],
    ['that is data', 'data:application/json,{}', /neither a file nor/, 'bundle'],
  ])('%s is refused, with the way out', async (_name, address, message, hint) => {
    listener = (_, response) => response.end('{}');
    await expect(load(address)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringContaining(hint),
    });
  });

  it('may redirect within what is allowed, a few times', async () => {
    listener = ({ url }, response) => {
      const to = { '/a': '/b', '/away': 'http://localhost:1/x', '/round': '/round', '/file': 'file:///etc/passwd' }[
        url ?? ''
      ];
      if (to === undefined) response.end('there');
      else response.writeHead(302, { location: to }).end();
    };
    expect(await load(`${origin}/a`)).toBe('there');
    await expect(load(`${origin}/away`)).rejects.toThrow('not allowed');
    await expect(load(`${origin}/file`)).rejects.toThrow('neither a file nor');
    await expect(load(`${origin}/round`)).rejects.toThrow('redirects more than 3 times');
  });

  it('that is too large, too slow or not there says so', async () => {
    listener = ({ url }, response) => {
      if (url === '/large') response.end('x'.repeat(2_000));
      else if (url === '/slow') response.write('{');
      else response.writeHead(404).end();
    };
    await expect(load(`${origin}/large`, { maxBytes: 1_000 })).rejects.toThrow('is larger than');
    await expect(load(`${origin}/slow`, { timeoutMs: 200 })).rejects.toThrow('takes too long');
    await expect(load(`${origin}/none`)).rejects.toThrow('answers 404');
  });

  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1', '::ffff:192.168.0.1'])(
    'whose name leads to %s is refused, among other addresses too',
    async (address) => {
      const family = address.includes(':') ? 6 : 4;
      await expect(
        load('http://specs.example/pets.json', {
          origins: ['http://specs.example'],
          resolve: async () => [
            { address: '192.0.2.1', family: 4 },
            { address, family },
          ],
        }),
      ).rejects.toThrow('leads to a private network');
    },
  );

  it('is asked at the address that was looked at, and nowhere else', async () => {
    const other = createServer((_, response) => response.end('pinned'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.2', resolve));
    const { port } = other.address() as AddressInfo;
    const asked: string[] = [];
    const text = await load(`http://localhost:${port}/`, {
      origins: [`http://localhost:${port}`],
      resolve: async (host) => {
        asked.push(host);
        return [{ address: '127.0.0.2', family: 4 }];
      },
    }).finally(() => other.close());
    expect([text, asked]).toEqual(['pinned', ['localhost']]);
  });
});

describe('a file', () => {
  const files: Partial<ReferenceLimits> = { origins: ['file:'] };

  it('in the folder of the document is read, once that is allowed', async () => {
    mkdirSync(join(folder, 'schemas'));
    writeFileSync(join(folder, 'schemas', 'pet.json'), '{}');
    expect(await load(file('schemas/pet.json'), files)).toBe('{}');
    await expect(load(file('schemas/pet.json'))).rejects.toMatchObject({
      hint: expect.stringContaining('--allow-ref file:'),
    });
  });

  it('outside is refused, by way of links too', async () => {
    symlinkSync('/etc/hostname', join(folder, 'link.json'));
    await expect(load('file:///etc/hostname', files)).rejects.toThrow('outside the folder');
    await expect(load(file('link.json'), files)).rejects.toThrow('outside the folder');
    await expect(load(`${file('')}../x/../../etc/hostname`, files)).rejects.toThrow(/outside the folder|not there/);
  });

  it('that is none, is missing or on another machine is refused', async () => {
    await expect(load(file('none.json'), files)).rejects.toThrow('is not there');
    mkdirSync(join(folder, 'folder'));
    await expect(load(file('folder'), files)).rejects.toThrow('is no file');
    await expect(load('file://server/share/x.json', files)).rejects.toThrow('another machine');
    await expect(load(file('none.json'), { ...files, folder: null })).rejects.toThrow('the document is none');
  });
});

it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111'])('%s is public', (address) => {
  expect(isPrivate(address)).toBe(false);
});
