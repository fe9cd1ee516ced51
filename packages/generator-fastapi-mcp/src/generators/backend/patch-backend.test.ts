import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PatchRequest, type PatchResult, patchBackend, unpatchBackend } from './patch-backend.js';
import { reportPatch } from './report-patch.js';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const choices = { dependencies: [], leave: [], userIdType: null, loadUser: [], userProof: null };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backend-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function place(source: string): void {
  cpSync(join(ROOT, source), folder, {
    recursive: true,
    filter: (path) => !/__pycache__|\.venv|_cache|\.db$/.test(path),
  });
}

function patch(request: Partial<PatchRequest> = {}): Promise<PatchResult> {
  return patchBackend({ folder, choices, ...request });
}

function shape(name: string): Promise<PatchResult> {
  place(`conformance/backend-patch/shapes/${name}`);
  return patch();
}

/** Every file of the folder with its bytes. */
function snapshot(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('/.git'),
  );
  return Object.fromEntries(
    files.map((entry) => [
      join(entry.parentPath, entry.name),
      readFileSync(join(entry.parentPath, entry.name), 'base64'),
    ]),
  );
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** A dependency that finds its user by a number. */
const currentUser = (scheme: string): string[] => [
  `def get_current_user(token=Depends(${scheme})):`,
  '    user_id = decode(token)',
  '    user = find_user(user_id)',
  '    if user is None:\n        raise HTTPException(401)',
  '    return user',
];

describe('the example', () => {
  beforeEach(() => place('examples/todo-backend'));

  it('is patched: every use, the settings, the routes', async () => {
    const result = await patch();
    const { patch: plan, status } = result;
    expect(status).toBe('patched');
    expect(plan.seams).toMatchObject([{ name: 'get_current_user', found: 5, idType: 'int', leftOut: [] }]);
    expect(plan.seams[0]?.rewritten).toHaveLength(5);
    expect(plan.after.filter(({ service }) => service)).toHaveLength(15);
    expect(reportPatch(result)).toContain('A service call gets into 15 of the 15 routes that ask who calls.');
    expect(plan.after.filter(({ authentication }) => authentication === 'none').map(({ path }) => path)).toEqual([
      '/auth/register',
      '/auth/token',
      '/health',
    ]);
    expect(read('app/config.py')).toContain('    service_auth_token: SecretStr | None = None\n');
    expect(read('app/dependencies.py')).toContain(
      'CurrentUser = Annotated[User, Depends(get_current_user_or_service)]',
    );
  });

  it('is not patched twice', async () => {
    await patch();
    const before = snapshot();
    expect((await patch()).status).toBe('unchanged');
    expect(snapshot()).toEqual(before);
  });

  it('is byte for byte what it was, once the patch is taken back', async () => {
    const before = snapshot();
    await patch();
    expect(snapshot()).not.toEqual(before);
    await unpatchBackend(folder);
    expect(snapshot()).toEqual(before);
  });

  it('keeps what its owner wrote since, when the patch is taken back', async () => {
    await patch();
    writeFileSync(join(folder, 'app/config.py'), read('app/config.py').replace('default=30', 'default=45'));
    await unpatchBackend(folder);
    expect(read('app/config.py')).toContain('default=45');
    expect(read('app/config.py')).not.toContain('service_auth_token');
  });

  it('is left alone by a dry run, which shows everything but the secret', async () => {
    const before = snapshot();
    const { diff, status, token } = await patch({ dryRun: true });
    expect(status).toBe('dry-run');
    expect(snapshot()).toEqual(before);
    expect(diff).toContain('+def get_current_user_or_service(');
    expect(diff).not.toContain(token);
  });

  it('gets one secret, readable by its owner alone, and never told', async () => {
    const result = await patch({ token: 'the-token-of-the-server-'.repeat(2) });
    expect(read('.env')).toBe(`SERVICE_AUTH_TOKEN=${result.token}\n`);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(reportPatch(result)).not.toContain(result.token);
    for (const content of Object.entries(snapshot())) {
      if (!content[0].endsWith('/.env'))
        expect(Buffer.from(content[1], 'base64').toString()).not.toContain(result.token);
    }
  });

  it('keeps a secret that it has', async () => {
    writeFileSync(join(folder, '.env'), 'SECRET_KEY=x\nSERVICE_AUTH_TOKEN=mine\n', { mode: 0o644 });
    expect((await patch({ token: 'other' })).token).toBe('mine');
    expect(read('.env')).toBe('SECRET_KEY=x\nSERVICE_AUTH_TOKEN=mine\n');
  });

  it('is refused while git has uncommitted changes, unless told', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { stdio: 'ignore' });
    git('init');
    git('add', '-A');
    git('commit', '-m', 'x');
    writeFileSync(join(folder, 'app/models.py'), `${read('app/models.py')}\n`);
    const before = snapshot();
    await expect(patch()).rejects.toThrow('not committed: app/models.py');
    expect(snapshot()).toEqual(before);
    expect((await patch({ allowDirty: true })).status).toBe('patched');
  });

  it('leaves a function to users alone when told, now and in the next run', async () => {
    const { patch: plan } = await patch({ choices: { ...choices, leave: ['list_attachments'] } });
    expect(plan.seams[0]?.left).toHaveLength(1);
    const after = plan.after.find(({ path, methods }) => path === '/tasks/{task_id}/attachments' && methods === 'GET');
    expect(after?.service).toBe(false);
    expect((await patch()).status).toBe('unchanged');
  });

  it.each([
    [
      'a function whose user is an alias that others share',
      'read_me',
      '1 of its 1 routes would let service calls in all the same (GET /auth/me)',
    ],
    ['a file of such functions', 'app/routers/tasks.py', 'routes would let service calls in all the same'],
    ['what is not there', 'app/routers/task.py', 'no such file'],
    ['a function that is not there', 'list_attachment', 'no such file'],
  ])('refuses to leave %s', async (_, each, message) => {
    const before = snapshot();
    await expect(patch({ choices: { ...choices, leave: [each] } })).rejects.toThrow(message);
    expect(snapshot()).toEqual(before);
  });

  it('refuses a dependency that is not there, and a folder that is not there', async () => {
    await expect(patch({ choices: { ...choices, dependencies: ['get_curent_user'] } })).rejects.toThrow(
      '--dependency: the backend has no get_curent_user',
    );
    await expect(patchBackend({ folder: join(folder, 'nowhere'), choices })).rejects.toThrow('there is no folder');
    await expect(unpatchBackend(join(folder, 'nowhere'))).rejects.toThrow('there is no folder');
  });

  it('rewrites a use that was added since, and adds nothing twice', async () => {
    await patch();
    writeFileSync(
      join(folder, 'app/extra.py'),
      'from fastapi import APIRouter, Depends\n\nfrom app.dependencies import get_current_user\n\nrouter = APIRouter()\n\n\n@router.get("/extra")\ndef extra(user=Depends(get_current_user)):\n    return 1\n',
    );
    writeFileSync(
      join(folder, 'app/main.py'),
      `${read('app/main.py')}\nfrom app import extra\n\napp.include_router(extra.router)\n`,
    );
    await patch();
    expect(read('app/extra.py')).toContain('Depends(get_current_user_or_service)');
    expect(read('app/dependencies.py').match(/def get_current_user_or_service/g)).toHaveLength(1);
    await unpatchBackend(folder);
    expect(read('app/extra.py')).toContain('Depends(get_current_user)\n'.trim());
    expect(read('app/dependencies.py')).not.toContain('service');
  });
});

describe('other shapes', () => {
  it.each([
    ['str_id', 'get_current_user_id', 'str', 2],
    ['payload_chain', 'get_current_user', 'int', 2],
    ['cookie_scheme', 'current_user', 'str', 1],
    ['template', 'get_current_user', 'uuid', 4],
    ['optional_user', 'optional_account', 'int', 2],
    ['bound_method', 'require_user', 'str', 2],
    ['dict_user', 'get_current_user', 'int', 2],
    ['levels', 'get_current_user', 'int', 4],
  ])('%s is patched', async (name, dependency, idType, uses) => {
    const { patch: plan } = await shape(name);
    expect(plan.seams).toMatchObject([{ name: dependency, idType, found: uses }]);
    expect(plan.seams[0]?.rewritten).toHaveLength(uses);
    expect(plan.after.every(({ service }) => service)).toBe(true);
    expect(plan.unfollowed).toEqual([]);
  });

  it.each([
    ['made_signature', 'RULES[rule]'],
    ['middleware', 'middleware'],
    ['permission_middleware', 'TokenBackend.authenticate says who calls, in a middleware (main.py:43)'],
  ])('%s is reported, and nothing is written', async (name, reason) => {
    const { patch: plan, status } = await shape(name);
    expect(status).toBe('nothing-to-extend');
    expect([...plan.obstacles, ...plan.unfollowed].map((each) => each.reason).join()).toContain(reason);
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  it('instances that check what a middleware sets: where, what to write, and which routes', async () => {
    const text = reportPatch(await shape('permission_middleware'));
    expect(text).toContain('main.py:18: TokenBackend.authenticate');
    expect(text).toContain('load that user as it is loaded below');
    expect(text).toMatch(/\/me +PermissionDependency\(\[IsKnown\]\) \(request\) +user only/);
    expect(text).toMatch(/\/health +none +only a middleware/);
  });

  it('what runs before the credential and may refuse first is set aside in the proof, or its routes are named', async () => {
    await shape('answers_first');
    const proof = read('tests/test_service_auth.py');
    expect(proof).toContain('EARLIER = [\n    "main:ask_for_version",\n    "main:parse_package",\n]');
    expect(proof).toContain(
      'route_that_may_answer_first = pytest.mark.parametrize(\n    ("method", "path"),\n    [\n        ("PUT", "/files"),\n    ],\n)',
    );
  });

  it('a dependency that refuses by itself is asked only for users', async () => {
    await shape('payload_chain');
    expect(read('main.py')).toContain('payload: Any = Depends(decode_token_unless_service)');
    expect(read('main.py')).toContain(
      '    user = await find_user(db, int(user_id))\n    if user is None:\n        raise unknown_user()\n',
    );
  });

  it('factories, a header that they get, and a user who is not there', async () => {
    await shape('factory_chain');
    expect(read('main.py')).toContain('    token: Any = Depends(_token_unless_service),\n');
    expect(read('main.py')).toContain('    token: Any = Depends(_optional_token_unless_service),\n');
    expect(read('main.py')).toContain('    except UserNotFound:\n        raise unknown_user() from None\n');
    expect(read('main.py')).toContain('    return await _current_user_or_service(connection, users, token)\n');
  });

  it('a method is extended by a method, and what only the credential knows is left out and told', async () => {
    const { patch: plan } = await shape('bound_method');
    expect(read('main.py')).toContain(
      '    @extends_async(require_user)\n    async def require_user_or_service(\n        self,\n',
    );
    expect(read('main.py')).toContain('return await self.require_user(');
    expect(read('main.py')).toContain('Security(auth.require_user_or_service, scopes=["read"])');
    expect(plan.seams[0]?.leftOut).toMatchObject([{ text: 'request.state.token = credentials.credentials' }]);
  });

  it('a method that a subclass overrides is reported', async () => {
    place('conformance/backend-patch/shapes/bound_method');
    writeFileSync(
      join(folder, 'main.py'),
      read('main.py').replace(
        'auth = Auth()',
        'class Sso(Auth):\n    def require_user(self) -> dict[str, str]:\n        return {}\n\n\nauth = Auth()',
      ),
    );
    const { patch: plan, status } = await patch();
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('overridden');
  });

  it('both functions of a factory are extended, and the factory returns those', async () => {
    const { patch: plan } = await shape('factory');
    expect(plan.seams.map(({ name, found }) => [name, found]).sort()).toEqual([
      ['_current_user', 1],
      ['_current_user_optional', 1],
    ]);
    expect(read('main.py')).toContain(
      'return _current_user_or_service if required else _current_user_optional_or_service',
    );
    expect(read('main.py')).toContain('Depends(get_current_user_authorizer(required=False))');
    expect(plan.after.every(({ service }) => service)).toBe(true);
  });

  it('fastapi-users gets a backend more, and no use changes', async () => {
    const { patch: plan } = await shape('fastapi_users');
    expect(plan.seams).toMatchObject([{ name: 'fastapi_users', through: 'backend', found: 3, rewritten: [] }]);
    expect(read('main.py')).toContain(
      '    [\n        service_backend(environment_tokens),\n        bearer,  # the only one\n    ],',
    );
    expect(plan.after.every(({ service }) => service)).toBe(true);
    expect((await patch()).status).toBe('unchanged');
  });

  it('fastapi-users is not let in where something is to be left out, nor where its backends are not listed', async () => {
    place('conformance/backend-patch/shapes/fastapi_users');
    const left = await patch({ choices: { ...choices, leave: ['admin'] } });
    expect(left.status).toBe('nothing-to-extend');
    expect(left.patch.obstacles[0]?.reason).toContain('--leave');
    writeFileSync(join(folder, 'main.py'), read('main.py').replace(/\[\n {8}bearer.*\n {4}\]/, 'backends()'));
    const made = await patch();
    expect(made.status).toBe('nothing-to-extend');
    expect(made.patch.obstacles[0]).toMatchObject({ at: 'main.py:51' });
  });

  it('an attribute of a class-based view is rewritten, and the signature that its decorator makes is told', async () => {
    const { patch: plan } = await shape('class_view');
    expect(read('main.py')).toContain('    user: User = Depends(get_current_user_or_service)');
    const items = plan.after.filter(({ path }) => path.startsWith('/items'));
    expect(items.map(({ service }) => service)).toEqual([true, true]);
    expect(plan.unfollowed.map(({ reason }) => reason).join()).toContain('a signature is made');
  });

  it('an unknown user is refused where the original says 401 in its own words', async () => {
    await shape('dict_user');
    expect(read('main.py')).toContain(
      '    user = find_person(int(user_id))\n    if user is None:\n        raise unknown_user()\n    return user',
    );
  });

  it.each([
    [
      'a cookie alone',
      'authorization = request.cookies.get("x")\n        if not authorization:\n            raise HTTPException(401)',
    ],
    [
      'a check of the token',
      'authorization = request.headers.get("Authorization")\n        if authorization != "Bearer good":\n            raise HTTPException(401)',
    ],
    ['somebody else’s word', 'await self.ask_elsewhere(request)'],
  ])('a scheme of the backend’s own that goes by %s is not taken for one that lets a service pass', async (_, body) => {
    place('conformance/backend-patch/shapes/dict_user');
    const source = read('main.py').replace(
      'credentials: HTTPAuthorizationCredentials | None = await super().__call__(request)\n',
      `${body}\n        credentials = None\n`,
    );
    writeFileSync(join(folder, 'main.py'), source);
    const { patch: plan, status } = await patch();
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('may refuse a service call');
  });

  it('a byte order mark and line ends stay', async () => {
    await shape('template');
    const items = read('src/shop/api/routes/items.py');
    expect(items.startsWith('\uFEFF# A file with a BOM')).toBe(true);
    expect(items.replaceAll('\r\n', '')).not.toContain('\n');
    expect(items).toContain('    get_current_user_or_service,  # the user\r\n');
    expect(items).toContain('\treturn f"');
  });

  it('what others import stays importable', async () => {
    await shape('template');
    expect(read('src/shop/api/__init__.py')).toMatch(/get_current_user,/);
    expect(read('src/shop/api/__init__.py')).toContain('"get_current_user", "get_current_user_or_service"');
  });

  it('a user is loaded as a person says, for the one dependency that is named', async () => {
    place('conformance/backend-patch/shapes/bound_method');
    writeFileSync(
      join(folder, 'main.py'),
      'from fastapi import Depends, FastAPI\nfrom fastapi.security import HTTPBearer\n\n\ndef current_user(token=Depends(HTTPBearer())):\n    return magic(token)\n\n\nasync def load(user_id):\n    return None\n\n\napp = FastAPI()\n\n\n@app.get("/")\ndef me(user=Depends(current_user)):\n    return user\n',
    );
    const loadUser = ['await main:load(user_id)'];
    await expect(patch({ choices: { ...choices, loadUser } })).rejects.toThrow('not said for which dependency');
    await expect(patch({ choices: { ...choices, loadUser: ['other=await main:load(user_id)'] } })).rejects.toThrow(
      'no route that asks who calls depends on other',
    );
    await patch({ choices: { ...choices, loadUser, dependencies: ['current_user'] } });
    expect(read('main.py')).toContain(
      '    user = await load(user_id)\n    if user is None:\n        raise unknown_user()\n    return user',
    );
    expect(read('main.py')).toContain('return await run_in_threadpool(current_user, token=token)');
  });

  const unclear = [
    'from fastapi import Depends, FastAPI',
    'from fastapi.security import HTTPBearer',
    '',
    '',
    'def get_db():\n    yield None',
    '',
    '',
    'async def get_user_by_id(db, user_id: str):\n    return None',
    '',
    '',
    'async def get_user_by_email(mailer, email: str):\n    return None',
    '',
    '',
    'def authorize(db=Depends(get_db), token=Depends(HTTPBearer())):\n    return magic(token)',
    '',
    '',
    'app = FastAPI()',
    '',
    '',
    '@app.get("/")\ndef me(context=Depends(authorize)):\n    return context',
    '',
  ].join('\n');

  it('one that nothing says to return a user is reported, and is extended when a person names it', async () => {
    writeFileSync(join(folder, 'main.py'), unclear);
    const { patch: plan, status } = await patch();
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles.map(({ reason }) => reason).join()).toContain('nothing between says that it returns a user');
    const loadUser = ['authorize=await main:get_user_by_id(db, user_id)'];
    expect((await patch({ choices: { ...choices, loadUser } })).status).toBe('patched');
    expect(read('main.py')).toContain('context=Depends(authorize_or_service)');
  });

  it('several are extended, each with its own way to load a user', async () => {
    const second = unclear
      .replace(
        'app = FastAPI()',
        'OWNERS = {}\n\n\ndef get_owner(token=Depends(HTTPBearer())):\n    return magic(token)\n\n\napp = FastAPI()',
      )
      .concat('\n\n@app.get("/own")\ndef own(owner=Depends(get_owner)):\n    return owner\n');
    writeFileSync(join(folder, 'main.py'), second);
    const loadUser = ['authorize=await main:get_user_by_id(db, user_id)', 'main:get_owner=main:OWNERS.get(user_id)'];
    const { patch: plan } = await patch({ choices: { ...choices, loadUser } });
    expect(plan.seams.map(({ name }) => name).sort()).toEqual(['authorize', 'get_owner']);
    expect(read('main.py')).toContain('    user = await get_user_by_id(db, user_id)\n');
    expect(read('main.py')).toContain('    user = OWNERS.get(user_id)\n');
    const twice = ['authorize=main:a(user_id)', 'authorize=main:b(user_id)'];
    await expect(patch({ choices: { ...choices, loadUser: twice } })).rejects.toThrow('two ways for authorize');
  });

  const mixed = [
    'from fastapi import Depends, FastAPI',
    'from fastapi.security import APIKeyHeader, HTTPBearer',
    '',
    'bearer = HTTPBearer()',
    'key = APIKeyHeader(name="key")  # of an owner',
    'USERS = {}',
    '',
    '',
    'def find_user(user_id: int):\n    return USERS.get(user_id)',
    '',
    '',
    'async def load_owner(user_id: int):\n    return USERS.get(user_id)',
    '',
    '',
    ...currentUser('bearer'),
    '',
    '',
    'async def get_owner(secret=Depends(key)):\n    return magic(secret)',
    '',
    '',
    'app = FastAPI()',
    '',
    '',
    '@app.get("/")\ndef me(user=Depends(get_current_user)):\n    return user',
    '',
    '',
    '@app.get("/own")\ndef own(owner=Depends(get_owner)):\n    return owner',
    '',
  ].join('\n');
  const told = { ...choices, userIdType: 'int' as const, loadUser: ['get_owner=await main:load_owner(user_id)'] };
  const again = '\n\n@app.get("/again")\ndef again(owner=Depends(get_owner)):\n    return owner\n';

  it('what was said is remembered: the next run changes nothing, and extends what is new', async () => {
    writeFileSync(join(folder, 'main.py'), mixed);
    await patch({ choices: told });
    // A module cannot import from itself while it runs.
    expect(read('main.py')).not.toContain('from main import');
    expect(read('main.py')).toContain('key = APIKeyHeader(name="key")  # of an owner\n');
    expect(read('main.py')).toContain('    return await key(request)\n\n\nUSERS = {}\n');
    const module = read('service_auth.py');
    expect((await patch()).status).toBe('unchanged');
    writeFileSync(join(folder, 'main.py'), read('main.py') + again);
    const { patch: plan } = await patch();
    expect(plan.obstacles).toEqual([]);
    expect(plan.seams).toContainEqual(expect.objectContaining({ name: 'get_owner', idType: 'int', isNew: false }));
    expect(read('main.py')).toContain('def again(owner=Depends(get_owner_or_service))');
    expect(read('service_auth.py')).toBe(module);
  });

  it('where nobody remembers what was said, what the backend imports stays in the module', async () => {
    writeFileSync(join(folder, 'main.py'), mixed);
    await patch({ choices: told });
    const module = read('service_auth.py');
    expect(module).toContain('def extends_async(');
    rmSync(join(folder, '.fastapi-mcp'), { recursive: true });
    rmSync(join(folder, 'service_auth.py'));
    await patch();
    expect(read('service_auth.py')).toBe(module);
  });

  it('a way to load a user that is not there is refused; one that comes too late is told', async () => {
    writeFileSync(join(folder, 'main.py'), mixed);
    const loadUser = ['get_owner=await main:load_ownr(user_id)'];
    await expect(patch({ choices: { ...told, loadUser } })).rejects.toThrow('main.py has no load_ownr');
    await patch({ choices: told });
    const other = ['get_owner=main:find_user(user_id)'];
    const { patch: plan } = await patch({ choices: { ...told, loadUser: other } });
    expect(plan.unfollowed.map(({ reason }) => reason).join()).toContain('get_owner_or_service is there already');
    const same = await patch({ choices: told });
    expect(same.patch.unfollowed).toEqual([]);
  });

  it('one whose module needs the dependency’s own is refused, since the backend would not start', async () => {
    const apart = mixed.replace('async def load_owner(user_id: int):\n    return USERS.get(user_id)\n\n\n', '');
    const loadUser = ['get_owner=await loaders:load_owner(user_id)'];
    const loaders = (imports: string) => `${imports}\n\nasync def load_owner(user_id):\n    return None\n`;
    writeFileSync(join(folder, 'main.py'), apart);
    writeFileSync(join(folder, 'loaders.py'), loaders('from main import USERS\n'));
    await expect(patch({ choices: { ...told, loadUser } })).rejects.toThrow('main.py cannot import load_owner');
    expect(read('main.py')).toBe(apart);
    // Neither is there when the program starts.
    const types = 'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from main import USERS\n';
    writeFileSync(join(folder, 'loaders.py'), loaders(types));
    await patch({ choices: { ...told, loadUser } });
    // Two modules of the backend, neither of which was imported: one section.
    expect(read('main.py')).toMatch(/\n\nfrom loaders import load_owner\nfrom service_auth import \([^)]+\)\n\n/);
  });

  it('a text for people names the module where an earlier run wrote it', async () => {
    writeFileSync(join(folder, 'main.py'), unclear);
    const loadUser = ['authorize=await main:get_user_by_id(db, user_id)'];
    await patch({ choices: { ...choices, loadUser } });
    rmSync(join(folder, '.fastapi-mcp'), { recursive: true });
    writeFileSync(
      join(folder, 'main.py'),
      `${read('main.py')}\n\n@app.get("/again")\ndef again(context=Depends(authorize)):\n    return context\n`,
    );
    const result = await patch();
    expect(result.patch.obstacles[0]?.byHand).toContain('service_user_id(');
    expect(reportPatch(result)).not.toContain('which is not there');
  });

  it('a report says no more than what is so', async () => {
    const method = mixed
      .replace('def get_current_user(token', 'class Auth:\n    def user(self, token')
      .replace(/(def user[\s\S]*?return user\n)/, (body) => body.replaceAll('\n', '\n    '))
      .replace('app = FastAPI()', 'auth = Auth()\nget_current_user = auth.user\napp = FastAPI()');
    writeFileSync(join(folder, 'main.py'), method);
    const result = await patch();
    expect(result.status).toBe('patched');
    expect(reportPatch(result)).toContain('no route lets one in yet');
    expect(reportPatch(result)).toContain('get_current_user is another name of the method user');
    expect(reportPatch(result)).not.toContain('test_service_auth.py');
  });

  it('what a person writes by hand is told whole where no module of ours is there', async () => {
    writeFileSync(join(folder, 'main.py'), unclear);
    expect(reportPatch(await patch())).toContain('service_user_id is part of service_auth.py, which is not there');
    const loadUser = ['authorize=await main:get_user_by_id(db, user_id)'];
    expect(reportPatch(await patch({ choices: { ...choices, loadUser } }))).not.toContain('which is not there');
  });

  it('the backend’s own functions that load a user are offered as answers', async () => {
    writeFileSync(join(folder, 'main.py'), unclear.replaceAll('authorize', 'get_current_user'));
    const [obstacle] = (await patch()).patch.obstacles;
    expect(obstacle?.byHand).toContain("--load-user 'get_current_user=await main:get_user_by_id(db, user_id)'");
    expect(obstacle?.byHand).not.toContain('get_user_by_email');
  });
});

describe('a settings class that has no field for the token', () => {
  const main = [
    'from fastapi import Depends, FastAPI',
    'from fastapi.security import HTTPBearer',
    '',
    '',
    'def find_user(user_id: int):\n    return None',
    '',
    '',
    ...currentUser('HTTPBearer()'),
    '',
    '',
    'app = FastAPI()',
    '',
    '',
    '@app.get("/")\ndef me(user=Depends(get_current_user)):\n    return user',
    '',
  ].join('\n');
  const config = (extra: string) =>
    [
      'from pydantic_settings import BaseSettings, SettingsConfigDict',
      '',
      '',
      'class Core(BaseSettings):',
      `    model_config = SettingsConfigDict(env_file=".env"${extra})`,
      '    secret: str = ""',
      '',
      '',
      'class Holder:',
      '    core = Core()',
      '',
    ].join('\n');

  it('and refuses what it does not know in .env: the token is not put there, and it is said where to put it', async () => {
    writeFileSync(join(folder, 'main.py'), main);
    writeFileSync(join(folder, 'config.py'), config(''));
    const result = await patch();
    expect(result.status).toBe('patched');
    expect(existsSync(join(folder, '.env'))).toBe(false);
    expect(reportPatch(result)).toContain('config.py: Core reads a dotenv file and refuses');
  });

  it('and takes no notice of what it does not know: the token is in .env', async () => {
    writeFileSync(join(folder, 'main.py'), main);
    writeFileSync(join(folder, 'config.py'), config(', extra="ignore"'));
    const result = await patch();
    expect(read('.env')).toContain('SERVICE_AUTH_TOKEN=');
    expect(reportPatch(result)).not.toContain('refuses what it does not know');
  });
});

describe('environs, which reads .env for itself', () => {
  it('is no way to give the token to the backend, and the report says so', async () => {
    place('conformance/backend-patch/shapes/bound_method');
    writeFileSync(join(folder, 'config.py'), 'from environs import Env\n\nenv = Env()\nenv.read_env()\n');
    expect((await patch({ dryRun: true })).envUnread).toBe(true);
    writeFileSync(join(folder, 'config.py'), 'from dotenv import load_dotenv\n\nload_dotenv()\n');
    expect((await patch({ dryRun: true })).envUnread).toBe(false);
  });
});

describe('several dependencies that return a user', () => {
  const reader = (name: string) => [
    `def ${name}(token=Depends(HTTPBearer())):`,
    '    user_id = read(token)',
    '    user = USERS.get(user_id)',
    '    if user is None:',
    '        raise HTTPException(401)',
    '    return user',
    '',
    '',
  ];
  const route = (name: string) => [
    `@app.get("/${name}")`,
    `def ${name}(user=Depends(get_${name}_user)):`,
    '    return user',
    '',
    '',
  ];
  beforeEach(() =>
    writeFileSync(
      join(folder, 'main.py'),
      [
        'from fastapi import Depends, FastAPI, HTTPException',
        'from fastapi.security import HTTPBearer',
        '',
        'USERS: dict[str, dict] = {}',
        '',
        '',
        'def read(token) -> str:',
        '    return token.credentials',
        '',
        '',
        ...reader('get_api_user'),
        ...reader('get_web_user'),
        'app = FastAPI()',
        '',
        '',
        ...route('api'),
        ...route('web'),
      ].join('\n'),
    ),
  );

  it('are all extended where nobody can be asked', async () => {
    expect((await patch()).patch.seams.map(({ name }) => name)).toEqual(['get_api_user', 'get_web_user']);
  });

  it('are chosen by a person, who is asked once', async () => {
    let asked = 0;
    const choose = async () => {
      asked += 1;
      return ['main:get_web_user'];
    };
    expect((await patch({ choose })).status).toBe('patched');
    expect(read('main.py')).toContain('def web(user=Depends(get_web_user_or_service))');
    expect(read('main.py')).toContain('def api(user=Depends(get_api_user))');
    expect((await patch({ choose })).status).toBe('unchanged');
    expect((await patch()).status).toBe('unchanged');
    expect(asked).toBe(1);
  });

  it('are not asked about where a flag names one', async () => {
    const choose = () => Promise.reject(new Error('nobody is to be asked'));
    await patch({ choose, choices: { ...choices, dependencies: ['get_api_user'] } });
    expect(read('main.py')).toContain('def api(user=Depends(get_api_user_or_service))');
  });

  it('stay as they are where none is chosen', async () => {
    const before = snapshot();
    await expect(patch({ choose: async () => [] })).rejects.toThrow('no dependency was chosen, so nothing was changed');
    expect(snapshot()).toEqual(before);
  });
});

describe('how a service call says whose it is', () => {
  const isAssertion = () => read('app/service_auth.py').includes('"service-call+jwt"');

  beforeEach(() => place('examples/todo-backend'));

  it('is a header, unless told; then it stays what it is', async () => {
    await patch();
    expect(isAssertion()).toBe(false);
    await unpatchBackend(folder);
    await patch({ choices: { ...choices, userProof: 'assertion' } });
    expect(isAssertion()).toBe(true);
    expect((await patch()).status).toBe('unchanged');
    expect(isAssertion()).toBe(true);
  });

  it('is changed in a patched backend, with its tests, and taken back whole', async () => {
    const before = snapshot();
    const { patch: first } = await patch();
    expect(first).toMatchObject({ userProof: 'header', logger: 'app.service_auth' });
    const { files } = await patch({ choices: { ...choices, userProof: 'assertion' } });
    expect(files.map(({ path }) => path)).toEqual(['app/service_auth.py', 'tests/test_service_auth.py']);
    expect(read('tests/test_service_auth.py')).toContain('test_an_assertion_is_for_one_request_and_one_minute');
    await unpatchBackend(folder);
    expect(snapshot()).toEqual(before);
  });

  it('keeps what the owner changed in the module', async () => {
    await patch({ choices: { ...choices, userProof: 'assertion' } });
    const own = read('app/service_auth.py').replace('AUDIENCE = "backend"', 'AUDIENCE = "tasks"');
    writeFileSync(join(folder, 'app/service_auth.py'), own);
    const { patch: plan, status } = await patch();
    expect([status, plan.unfollowed]).toEqual(['unchanged', []]);
    expect(read('app/service_auth.py')).toBe(own);
  });
});
