import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { SourceRequest } from '@fastapi-mcp/kit';
import { readSource } from './read-source.js';

const DOCUMENT = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {} };
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'source-'));
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

function read(request: Partial<SourceRequest>, stdin: Readable = Readable.from([])) {
  const { VIRTUAL_ENV: _, ...env } = process.env;
  return readSource({ openapi: null, app: null, backend: null, python: null, cwd, ...request }, { stdin, env });
}

describe('a file', () => {
  it('is read', async () => {
    write('openapi.json', JSON.stringify(DOCUMENT));
    expect(await read({ openapi: 'openapi.json' })).toEqual({
      text: JSON.stringify(DOCUMENT),
      name: 'openapi.json',
      found: null,
    });
  });

  it('that is not there, or a folder, says which option and what to do', async () => {
    await expect(read({ openapi: 'no.json' })).rejects.toMatchObject({
      message: '--openapi: there is no file no.json',
      hint: expect.stringContaining('relative'),
    });
    await expect(read({ openapi: '.' })).rejects.toMatchObject({ hint: expect.stringContaining('--backend .') });
  });
});

describe('standard input', () => {
  it('is read', async () => {
    expect((await read({ openapi: '-' }, Readable.from(['{"a"', ':"ü"}']))).text).toBe('{"a":"ü"}');
  });

  it('that is a terminal is refused', async () => {
    await expect(read({ openapi: '-' }, Object.assign(Readable.from([]), { isTTY: true }))).rejects.toThrow(
      'nothing is piped in',
    );
  });
});

describe('a URL', () => {
  let server: Server;
  let port: number;
  let listener: RequestListener;

  beforeEach(async () => {
    server = createServer((request, response) => listener(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));
  const url = (path: string, host = '127.0.0.1'): string => `http://${host}:${port}${path}`;

  it('is fetched, with its credentials sent and not shown', async () => {
    listener = ({ headers }, response) => response.end(headers.authorization);
    const source = await read({ openapi: `http://user:pa%20ss@127.0.0.1:${port}/openapi.json` });
    expect(source.text).toBe(`Basic ${Buffer.from('user:pa ss').toString('base64')}`);
    expect(source.name).toBe(url('/openapi.json'));
  });

  it('of the docs page leads to the document', async () => {
    listener = (request, response) => {
      if (request.url === '/api/openapi.json') response.end('{}');
      else response.setHeader('content-type', 'text/html').end('<html>');
    };
    expect(await read({ openapi: url('/api/docs') })).toMatchObject({ text: '{}', name: url('/api/openapi.json') });
    await expect(read({ openapi: url('/other') })).rejects.toThrow('is a web page');
  });

  it('may redirect on its host, and nowhere else', async () => {
    listener = (request, response) => {
      const to: Record<string, string> = {
        '/here': '/there',
        '/away': url('/x', 'localhost'),
        '/round': '/round',
        '/file': 'file:///etc/passwd',
      };
      const location = to[request.url ?? ''];
      if (location) response.writeHead(307, { location }).end();
      else response.end('{}');
    };
    expect((await read({ openapi: url('/here') })).text).toBe('{}');
    await expect(read({ openapi: url('/away') })).rejects.toThrow('which is elsewhere');
    await expect(read({ openapi: url('/file') })).rejects.toThrow('which is elsewhere');
    await expect(read({ openapi: url('/round') })).rejects.toThrow('redirects more than 5 times');
  });

  it('that answers badly, or not at all, says so', async () => {
    listener = (_, response) => response.writeHead(401).end();
    await expect(read({ openapi: url('/x') })).rejects.toMatchObject({
      message: expect.stringContaining('answers 401'),
      hint: expect.stringContaining('credentials'),
    });
    await expect(read({ openapi: 'http://127.0.0.1:9/' })).rejects.toThrow('cannot be reached');
  });
});

/** Anything with an `openapi()` will do: FastAPI need not be installed for these tests. */
const APP = `
print("noise on stdout")
class FastAPI:
    def __init__(self, *args, **kwargs): pass
    def openapi(self): return ${JSON.stringify(DOCUMENT)}
`;

describe('an application', () => {
  it('is imported, whatever it prints', async () => {
    write('service.py', `${APP}\napp = FastAPI()\nimport atexit, os\natexit.register(lambda: os.write(1, b"bye"))\n`);
    expect(await read({ app: 'service:app' })).toMatchObject({
      text: JSON.stringify(DOCUMENT).replaceAll(',', ', ').replaceAll(':', ': '),
      name: 'service:app',
    });
  });

  it('may be made by a factory', async () => {
    write('service.py', `${APP}\nasync def create_app(): return FastAPI()\n`);
    expect(JSON.parse((await read({ app: 'service:create_app' })).text)).toEqual(DOCUMENT);
    expect(JSON.parse((await read({ app: 'service:create_app()' })).text)).toEqual(DOCUMENT);
  });

  it('that fails shows the end of its traceback, with nothing that moves a cursor', async () => {
    write('service.py', 'def f(): raise RuntimeError("no \\x1b[2J database")\nf()\n');
    await expect(read({ app: 'service:app' })).rejects.toThrow(
      /service:app cannot be imported[\s\S]*RuntimeError: no \?\[2J database/,
    );
  });

  it('that lacks a package names the interpreter to pass', async () => {
    write('service.py', 'import a_package_of_the_backend\n');
    await expect(read({ app: 'service:app' })).rejects.toMatchObject({
      hint: expect.stringContaining('a_package_of_the_backend is not installed for '),
    });
  });

  it('that is something else says what', async () => {
    write('service.py', 'app = 3\n');
    await expect(read({ app: 'service:app' })).rejects.toThrow('service:app is a int, not a FastAPI application');
  });
});

describe('a backend folder', () => {
  const found = async (): Promise<string> => (await read({ backend: 'backend' })).name;

  it.each([
    ['main.py', 'app = FastAPI()', 'main:app'],
    ['app/main.py', 'application: FastAPI = FastAPI(title="x")', 'app.main:application'],
    ['src/shop/main.py', 'app = FastAPI()', 'shop.main:app'],
    ['deep/er/web.py', 'def build() -> FastAPI:\n    return FastAPI()', 'deep.er.web:build()'],
    ['app/factory.py', 'def create_app(debug=False):\n    return FastAPI()', 'app.factory:create_app()'],
  ])('%s: %s', async (path, source, name) => {
    write(`backend/${path}`, `${APP}\n${source}\n`);
    expect(await found()).toBe(name);
  });

  it('says what it names itself', async () => {
    write('backend/main.py', `${APP}\napp = FastAPI()\n`);
    write('backend/other.py', `${APP}\nservice = FastAPI()\n`);
    write('backend/pyproject.toml', '[tool.fastapi]\nentrypoint = "other:service"\n');
    expect(await found()).toBe('other:service');
  });

  it('may import from the folder of the file', async () => {
    write('backend/api/main.py', 'from models import FastAPI\napp = FastAPI()\n');
    write('backend/api/models.py', APP);
    expect(await found()).toBe('main:app');
  });

  it('that holds the Python project among others is left for the project', async () => {
    write('backend/server/pyproject.toml', '');
    write('backend/server/shop/settings.py', APP);
    write('backend/server/shop/main.py', 'from shop.settings import FastAPI\napp = FastAPI()\n');
    expect(await found()).toBe('shop.main:app');
    write('backend/server/pyproject.toml', '[tool.fastapi]\nentrypoint = "shop.main:app"\n');
    expect(await found()).toBe('shop.main:app');
  });

  it('without an application says what to do', async () => {
    write('backend/main.py', 'x = 1\n');
    await expect(found()).rejects.toMatchObject({ hint: expect.stringContaining('--app module:attr') });
  });
});
