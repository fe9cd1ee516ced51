import { resolverOf } from '../testing/analyse.js';
import { findAppObjects } from './app-objects.js';
import { authenticationOf, listRoutes } from './authentication.js';
import { findMiddleware } from './middleware.js';
import { findRouting } from './routes.js';
import { findSecuritySchemes } from './security-schemes.js';

async function analyse(sources: Readonly<Record<string, string>>) {
  const resolver = await resolverOf(sources);
  const objects = findAppObjects(resolver);
  const routing = findRouting(resolver, objects);
  const routes = listRoutes(resolver, objects.all, routing);
  const table = routes.map((route) => {
    const paths = authenticationOf(resolver, route).map(({ chain, scheme, reads, edge }) => {
      const names = chain.map((step) => (step.kind === 'definition' ? step.definition.name : step.kind));
      return `${edge.level}: ${[...names, scheme?.kind ?? reads].join(' > ')}`;
    });
    return `${route.declaration.methods} ${route.path} ${[...new Set(paths)].join('; ')}`.trim();
  });
  return { resolver, objects, routing, routes, table, schemes: findSecuritySchemes(resolver) };
}

const DEPS = `
from typing import Annotated
from fastapi import Depends
from fastapi.security import OAuth2PasswordBearer
oauth2 = OAuth2PasswordBearer(tokenUrl="/token")
def get_user(token: str = Depends(oauth2)): ...
def get_active(user: Annotated[int, Depends(get_user)]): ...
CurrentUser = Annotated[int, Depends(get_active)]
Optional = CurrentUser
`;

describe('routes and their authentication', () => {
  it('puts routers, prefixes and dependencies together', async () => {
    const { table, objects, routing } = await analyse({
      'app/__init__.py': '',
      'app/deps.py': DEPS,
      'app/config.py': 'class Settings:\n    API: str = "/api"\ndef get() -> Settings: ...\nsettings = get()\n',
      'app/items.py': `
from fastapi import APIRouter, Depends
from app.deps import CurrentUser, Optional, get_user
router = APIRouter(prefix="/items")
guarded = APIRouter(dependencies=[Depends(get_user)])
@router.get("/{item_id}")
def read(item_id: int, user: CurrentUser): ...
@router.api_route("", methods=["GET", "POST"])
async def many(user: Optional): ...
@guarded.delete("/x", dependencies=[Depends(get_user)])
def delete(): ...
@router.get("/open")
def open_(): ...
`,
      'app/main.py': `
from fastapi import FastAPI
from app import items
from app.config import settings
def create_app() -> FastAPI:
    app = FastAPI()
    include(app)
    return app
def include(app: FastAPI):
    app.include_router(items.router, prefix=settings.API)
    for router in [items.guarded]:
        app.include_router(router, prefix=f"{settings.API}/g")
    app.add_api_route("/health", lambda: 1)
`,
    });
    expect(routing.unresolved).toEqual([]);
    expect(objects.all.map(({ importString }) => importString).filter(Boolean)).toEqual(['app.main:create_app']);
    expect(table).toEqual([
      'GET /health',
      'GET /api/items/{item_id} handler: get_active > get_user > oauth2-password',
      'GET,POST /api/items handler: get_active > get_user > oauth2-password',
      'GET /api/items/open',
      'DELETE /api/g/x router: get_user > oauth2-password; route: get_user > oauth2-password',
    ]);
  });

  it('follows factories, instances, bound methods, wraps, class-based views and mounted apps', async () => {
    const { table } = await analyse({
      'main.py': `
from functools import wraps
from fastapi import FastAPI, APIRouter, Depends, Security, Header, Request
from fastapi.security import HTTPBearer, APIKeyCookie
class JWTBearer(HTTPBearer):
    def __init__(self): super().__init__(auto_error=False)
def get_user(required: bool = True):
    return inner if required else other
def inner(token=Depends(JWTBearer())): ...
def other(cookie=Depends(APIKeyCookie(name="sid"))): ...
class Guard:
    def __init__(self, role): ...
    def __call__(self, user=Depends(inner)): ...
    def check(self, user=Depends(inner)): ...
guard = Guard("x")
def wrapped():
    provider = get_user()
    @wraps(provider)
    def run(*args): ...
    return run
def header(x_api_key: str = Header()): ...
def from_request(request: Request):
    return request.headers["Authorization"]
app = FastAPI()
sub = FastAPI()
app.mount("/sub", sub)
@app.get("/a")
def a(u=Depends(get_user())): ...
@app.get("/b")
def b(u=Depends(Guard("y"))): ...
@app.get("/c")
def c(u=Depends(guard)): ...
@app.get("/d")
def d(u=Security(guard.check)): ...
@app.get("/e")
def e(u=Depends(wrapped())): ...
@sub.get("/f")
def f(u=Depends(header)): ...
@sub.get("/g")
def g(u=Depends(from_request)): ...
class View:
    user = Depends(inner)
    @app.get("/h")
    def h(self): ...
`,
    });
    expect(table).toEqual([
      'GET /a handler: call > http-bearer; handler: call > api-key-cookie',
      'GET /b handler: call > inner > http-bearer',
      'GET /c handler: guard > inner > http-bearer',
      'GET /d handler: check > inner > http-bearer',
      'GET /e handler: call > http-bearer; handler: call > api-key-cookie',
      'GET /h view: inner > http-bearer',
      'GET /sub/f handler: header > Header',
      'GET /sub/g handler: from_request > Request',
    ]);
  });

  it('lists schemes with what decides about missing credentials', async () => {
    const { schemes } = await analyse({
      'a.py': `
from fastapi import security
from fastapi.security import APIKeyHeader as Key, HTTPBearer
from fastapi_users import FastAPIUsers
NAME = "X-Key"
class Own(HTTPBearer):
    def __init__(self):
        super().__init__(auto_error=False)
key = Key(name=NAME)
own = Own()
basic = security.HTTPBasic(auto_error=flag)
users = FastAPIUsers(1, 2)
current = users.current_user(active=True)
`,
    });
    expect(
      schemes.map(({ kind, name, autoError, parameterName, subclass }) => [
        kind,
        name,
        autoError,
        parameterName,
        subclass?.name ?? null,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['api-key-header', 'key', true, 'X-Key', null],
        ['http-bearer', 'own', false, null, 'Own'],
        ['http-basic', 'basic', null, null, null],
        ['fastapi-users', 'current', true, null, null],
      ]),
    );
    expect(schemes).toHaveLength(4);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'takes %s of fastapi-users for no router of its own',
    async (name) => {
      const { routing } = await analyse({
        'a.py': `
import fastapi_users
from fastapi import FastAPI
app = FastAPI()
app.include_router(fastapi_users.${name}())
`,
      });
      expect(routing.unresolved.map(({ at }) => at)).toEqual(['a.py:5']);
    },
  );

  it('sees a function for the current user that hands the request on', async () => {
    const { table } = await analyse({
      'a.py': `
from fastapi import Depends, FastAPI, Request
app = FastAPI()
def get_current_user(request: Request):
    return plugins.get("auth").find(request)
def get_plan(request: Request):
    return plans.get(request)
def current_user_of_test(connection: Request):
    return 1
@app.get("/a")
def a(user=Depends(get_current_user)): ...
@app.get("/b")
def b(plan=Depends(get_plan)): ...
@app.get("/c")
def c(user=Depends(current_user_of_test)): ...
`,
    });
    expect(table).toEqual(['GET /a handler: get_current_user > Request', 'GET /b', 'GET /c']);
  });

  it('knows the routers that fastapi-users makes, and what they ask', async () => {
    const { table, routing } = await analyse({
      'a.py': `
from fastapi import FastAPI
from fastapi_users import FastAPIUsers
users = FastAPIUsers[int, int](1, 2)
profile = users.get_users_router(1, 2)
app = FastAPI()
app.include_router(profile, prefix="/users")
app.include_router(users.get_auth_router(3), prefix="/auth")
app.include_router(users.get_register_router(1, 2))
app.include_router(users.get_other_router(1))
`,
    });
    expect(table.sort()).toEqual([
      'DELETE /users/{id} handler: fastapi-users',
      'GET /users/me handler: fastapi-users',
      'GET /users/{id} handler: fastapi-users',
      'PATCH /users/me handler: fastapi-users',
      'PATCH /users/{id} handler: fastapi-users',
      'POST /auth/login',
      'POST /auth/logout handler: fastapi-users',
      'POST /register',
    ]);
    expect(routing.unresolved.map(({ at }) => at)).toEqual(['a.py:10']);
  });

  it('says what it could not follow, and which middleware there is', async () => {
    const { resolver, routing } = await analyse({
      'a.py': `
from fastapi import APIRouter, FastAPI
app = FastAPI()
app.include_router(load("x"))
@routers["a"].get("/x")
def x(): ...
@cache.get("key")
def y(): ...
router = APIRouter()
@protected(router.get, "/z")
def z(): ...
load(cache.get, 1)
class AuthMiddleware:
    def f(self, request): request.state.user = 1
app.add_middleware(AuthMiddleware)
`,
    });
    expect(routing.unresolved.map(({ at }) => at).sort()).toEqual(['a.py:10', 'a.py:4', 'a.py:5']);
    expect(findMiddleware(resolver).map(({ at, maybeAuthentication }) => [at, maybeAuthentication])).toEqual([
      ['a.py:15', true],
    ]);
  });

  it('sees instances that are given what to check, and where a middleware sets the user', async () => {
    const { resolver, table } = await analyse({
      'checks.py': `
from fastapi import Request
from fastapi.security.base import SecurityBase
class IsAdmin:
    async def has_permission(self, request: Request): return request.user.is_admin
class Scheme(SecurityBase):
    def __init__(self, checks): ...
    async def __call__(self, request: Request): await self.ask(request)
class Plain:
    def __init__(self, checks): ...
    def __call__(self, request: Request): ...
scheme = Scheme([])
`,
      'a.py': `
from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.middleware.sessions import SessionMiddleware
from checks import IsAdmin, Plain, Scheme, scheme
class Backend:
    async def authenticate(self, connection): ...
class DatabaseMiddleware:
    def f(self): self.session = session()
app = FastAPI(middleware=[Middleware(AuthenticationMiddleware, backend=Backend()), Middleware(DatabaseMiddleware), Middleware(SessionMiddleware, secret_key="x")])
@app.get("/made", dependencies=[Depends(Scheme([]))])
def made(): ...
@app.get("/named", dependencies=[Depends(scheme)])
def named(): ...
@app.get("/given", dependencies=[Depends(Plain([IsAdmin]))])
def given(): ...
@app.get("/other", dependencies=[Depends(Plain([]))])
def other(): ...
`,
    });
    expect(table).toEqual([
      'GET /made route: call > Request',
      'GET /named route: scheme > Request',
      'GET /given route: call > Request',
      'GET /other',
    ]);
    expect(
      findMiddleware(resolver).map(({ maybeAuthentication, setsUser }) => [maybeAuthentication, setsUser]),
    ).toEqual([
      [true, { name: 'Backend.authenticate', at: 'a.py:8' }],
      [false, null],
      [false, null],
    ]);
  });
});
