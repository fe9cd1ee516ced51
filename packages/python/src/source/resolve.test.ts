import { marked, resolverOf, shown } from '../testing/analyse.js';

async function resolved(sources: Readonly<Record<string, string>>, path = 'app/main.py'): Promise<string> {
  const resolver = await resolverOf(sources);
  const { file, node } = marked(resolver, path);
  return shown(resolver.resolve(file, node));
}

const DEPS = 'def get_user(): ...\n\n\nclass Auth:\n    def check(self): ...\n';
const PACKAGE = { 'app/__init__.py': '', 'app/deps.py': DEPS };

describe('resolve across modules', () => {
  it.each([
    ['a from-import', 'from app.deps import get_user\nHERE(get_user)'],
    ['an alias', 'from app.deps import get_user as g\nHERE(g)'],
    ['a relative import', 'from .deps import get_user\nHERE(get_user)'],
    ['a module attribute', 'import app.deps\nHERE(app.deps.get_user)'],
    ['a module alias', 'import app.deps as d\nHERE(d.get_user)'],
    ['a module from a package', 'from . import deps\nHERE(deps.get_user)'],
    ['a star', 'from app.deps import *\nHERE(get_user)'],
    ['an assignment', 'from app.deps import get_user\ncurrent = get_user\nHERE(current)'],
    ['an assignment of an attribute', 'from app import deps\ncurrent = deps.get_user\nHERE(current)'],
    ['an import in a function', 'def f():\n    from app.deps import get_user\n    HERE(get_user)'],
    ['an import under TYPE_CHECKING', 'if TYPE_CHECKING:\n    from app.deps import get_user\nHERE(get_user)'],
    ['a fallback', 'try:\n    from app.deps import get_user\nexcept ImportError:\n    get_user = None\nHERE(get_user)'],
    ['a quoted annotation', 'from app import deps\nHERE("deps.get_user")'],
    ['a global', 'from app.deps import get_user\ndef f():\n    HERE(get_user)'],
  ])('follows %s', async (_, main) => {
    expect(await resolved({ ...PACKAGE, 'app/main.py': main })).toBe('app/deps.py:1 function get_user');
  });

  it('names a module as the project imports it, where a folder inside a package has no __init__.py', async () => {
    const sources = { 'shop/__init__.py': '', 'shop/db/models/__init__.py': '', 'shop/db/models/users.py': DEPS };
    const nameIn = async (main: string): Promise<string | undefined> => {
      const { project } = await resolverOf({ ...sources, 'main.py': main });
      const file = project.files.get('shop/db/models/users.py');
      return file && project.moduleName(file);
    };
    expect(await nameIn('from shop.db.models.users import Auth')).toBe('shop.db.models.users');
    expect(await nameIn('import shop.db.models')).toBe('shop.db.models.users');
    expect(await nameIn('from models.users import Auth')).toBe('models.users');
  });

  it('follows imports of a package that is started from within', async () => {
    const resolver = await resolverOf({
      'src/__init__.py': '',
      'src/settings.py': DEPS,
      'src/endpoints/__init__.py': '',
      'src/endpoints/user.py': 'from settings import Auth\nauth = Auth()\n',
      'src/api.py': 'from endpoints.user import auth\nHERE(auth.check)',
    });
    const { file, node } = marked(resolver, 'src/api.py');
    expect(shown(resolver.resolve(file, node))).toBe('src/settings.py:5 function Auth.check');
    const user = resolver.project.files.get('src/endpoints/user.py');
    expect(user && resolver.project.moduleName(user)).toBe('endpoints.user');
  });

  it('follows re-exports, and says by which steps', async () => {
    const resolver = await resolverOf({
      ...PACKAGE,
      'app/api/__init__.py': 'from ..deps import *\nfrom .inner import thing as other\n',
      'app/api/inner.py': 'from app.deps import get_user as thing\n',
      'app/main.py': 'from app import api\nHERE(api.other)',
    });
    const { file, node } = marked(resolver, 'app/main.py');
    const found = resolver.resolve(file, node);
    expect(shown(found)).toBe('app/deps.py:1 function get_user');
    expect(found.via.map((hop) => `${hop.kind} ${hop.file.path} ${hop.name}`)).toEqual([
      'import app/api/__init__.py other',
      'import app/api/inner.py thing',
    ]);
    expect(shown(resolver.resolveExport(resolver.project.files.get('app/api/__init__.py') ?? file, 'Auth'))).toBe(
      'app/deps.py:4 class Auth',
    );
  });

  it.each([
    ['an instance', 'from app.deps import Auth\nauth = Auth()\nHERE(auth.check)'],
    ['an annotated instance', 'from app.deps import Auth\nauth: Auth = make()\nHERE(auth.check)'],
    ['what a function returns', 'from app.deps import Auth\ndef get() -> Auth: ...\nHERE(get().check)'],
    [
      'what a function is seen to return',
      'from app.deps import Auth\ndef get():\n    made = Auth()\n    return made\nauth = get()\nHERE(auth.check)',
    ],
    ['a subclass', 'from app.deps import Auth\nclass B(Auth): ...\nHERE(B().check)'],
    [
      'self',
      'from app.deps import Auth\nclass B:\n    def __init__(self):\n        self.auth = Auth()\n    def f(self):\n        HERE(self.auth.check)',
    ],
    ['a parameter', 'from app.deps import Auth\ndef f(auth: Auth):\n    HERE(auth.check)'],
  ])('finds the method of %s', async (_, main) => {
    expect(await resolved({ ...PACKAGE, 'app/main.py': main })).toBe('app/deps.py:5 function Auth.check');
  });

  it.each([
    ['import fastapi as f\nHERE(f.Depends)', 'fastapi.Depends'],
    ['from fastapi import *\nHERE(Depends)', 'fastapi.Depends'],
    [
      'users = FastAPIUsers[U, int](1)\nfrom fastapi_users import FastAPIUsers\nHERE(users.current_user)',
      'fastapi_users.FastAPIUsers.current_user',
    ],
    ['HERE(print)', 'builtins.print'],
    ['import json\nHERE(json.loads)', 'json.loads'],
  ])('%j is of another package', async (main, expected) => {
    expect(await resolved({ ...PACKAGE, 'app/main.py': main, 'app/json.py': '' })).toBe(expected);
  });

  it('finds modules without __init__.py, under src, beside a script, and past a directory named like a package', async () => {
    const main = 'from deps import get_user\nHERE(get_user)';
    expect(await resolved({ 'backend/deps.py': DEPS, 'backend/main.py': main }, 'backend/main.py')).toBe(
      'backend/deps.py:1 function get_user',
    );
    expect(
      await resolved(
        { 'src/core/deps.py': DEPS, 'tests/t.py': 'from core.deps import get_user\nHERE(get_user)' },
        'tests/t.py',
      ),
    ).toBe('src/core/deps.py:1 function get_user');
    expect(await resolved({ 'alembic/env.py': '', 'main.py': 'from alembic import op\nHERE(op)' }, 'main.py')).toBe(
      'alembic.op',
    );
  });
});

describe('resolve within a module', () => {
  it.each([
    ['a parameter hides a global', 'def x(): ...\ndef f(x):\n    HERE(x)', 'app/main.py:2 parameter x'],
    ['a default does not see parameters', 'def x(): ...\ndef f(x=HERE(x)): ...', 'app/main.py:1 function x'],
    [
      'a local hides a global, even above',
      'def x(): ...\ndef f():\n    HERE(x)\n    for x in y: ...',
      'app/main.py:4 target x',
    ],
    ['global statement', 'def x(): ...\ndef f():\n    global x\n    HERE(x)', 'app/main.py:1 function x'],
    [
      'a class body is not seen from methods',
      'def x(): ...\nclass C:\n    x = 1\n    def f(self):\n        HERE(x)',
      'app/main.py:1 function x',
    ],
    [
      'a class body is seen in the body',
      'def x(): ...\nclass C:\n    def x(self): ...\n    y = HERE(x)',
      'app/main.py:3 function x',
    ],
    ['a comprehension', 'def x(): ...\n[HERE(x) for x in y]', 'app/main.py:2 target x'],
    ['a first iterable', 'def x(): ...\n[1 for x in HERE(x)]', 'app/main.py:1 function x'],
    ['a lambda', 'def x(): ...\nlambda x: HERE(x)', 'app/main.py:2 parameter x'],
    ['a walrus', 'def f():\n    if (x := 1): HERE(x)', 'app/main.py:2 target x'],
    ['with … as', 'with y as x: HERE(x)', 'app/main.py:1 target x'],
    ['match', 'match y:\n    case {"k": x}: HERE(x)', 'app/main.py:2 target x'],
    ['star args', 'def f(*x, **y):\n    HERE(x)', 'app/main.py:1 parameter x'],
    ['redefinition: above, at module level', 'def x(): ...\nHERE(x)\ndef x(): ...', 'app/main.py:1 function x'],
    [
      'redefinition: the last, in a function',
      'def x(): ...\ndef f():\n    HERE(x)\ndef x(): ...',
      'app/main.py:4 function x',
    ],
    ['a type alias', 'type X = int\nHERE(X)', 'app/main.py:1 type-alias X'],
    ['a call', 'def x(): ...\nHERE(x(1))', '(app/main.py:1 function x)()'],
  ])('%s', async (_, main, expected) => {
    expect(await resolved({ 'app/main.py': main })).toBe(expected);
  });

  it.each([
    [
      'two branches',
      'if y:\n    def x(): ...\nelse:\n    def x(): ...\nHERE(x)',
      /^\? x is bound in several ways \(lines 2, 4\)/,
    ],
    ['a change', 'x = f()\nx += 1\nHERE(x)', /^\? x is changed here/],
    ['a deletion', 'x = 1\ndel x\nHERE(x)', /^\? x is changed here/],
    ['nothing', 'HERE(x)', /^\? x is not defined in this file/],
    ['a circle', 'a = b\nb = a\ndef f():\n    HERE(a)', /assignment|circle/],
    ['a missing module', 'from .gone import x\nHERE(x)', /^\? there is no module \.gone/],
    [
      'a module named like a standard one',
      'from token import x\nHERE(x)',
      /^\? token may be token\.py or the standard library's/,
    ],
    ['a subscript', 'HERE(d["k"])', /^\? d is not defined/],
    ['__getattr__', 'from app import lazy\nHERE(lazy.x)', /__getattr__/],
  ])('does not guess at %s', async (_, main, expected) => {
    expect(
      await resolved({
        'token.py': '',
        'app/main.py': main,
        'app/__init__.py': '',
        'app/lazy.py': 'def __getattr__(name): ...',
      }),
    ).toMatch(expected);
  });
});
