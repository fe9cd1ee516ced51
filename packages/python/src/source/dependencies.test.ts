import { resolverOf, shown } from '../testing/analyse.js';
import { findDependencyUses } from './dependencies.js';

const DEPS = 'def get_user(): ...\ndef require(role): ...\nclass Auth:\n    def check(self): ...\nauth = Auth()\n';

async function uses(main: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const resolver = await resolverOf({ 'app/__init__.py': '', 'app/deps.py': DEPS, 'app/main.py': main, ...more });
  const found = findDependencyUses(resolver);
  return [
    ...found.uses
      .filter(({ file }) => file.path === 'app/main.py')
      .map(
        (use) =>
          `${use.marker} ${use.context} ${use.name} ${shown(use.resolution).replace('app/deps.py:', '')} [${[...use.options.keys()]}]`,
      ),
    ...found.unresolved.map(({ at, reason }) => `${at} ${reason}`),
  ];
}

const IMPORTS =
  'from typing import Annotated\nfrom fastapi import Depends, Security, APIRouter\nfrom app.deps import get_user, require, auth\n';
const USER = '1 function get_user';

describe('findDependencyUses', () => {
  it.each([
    ['a default', 'def f(u=Depends(get_user)): ...', [`Depends parameter-default u ${USER} []`]],
    [
      'a typed default',
      'def f(u: int = Depends(get_user, use_cache=False)): ...',
      [`Depends parameter-default u ${USER} [use_cache]`],
    ],
    [
      'a keyword',
      'def f(u=Depends(use_cache=True, dependency=get_user)): ...',
      [`Depends parameter-default u ${USER} [use_cache]`],
    ],
    ['Security', 'def f(u=Security(get_user, scopes=["a"])): ...', [`Security parameter-default u ${USER} [scopes]`]],
    [
      'Annotated',
      'def f(u: Annotated[int, "x", Depends(get_user)] = 1): ...',
      [`Depends parameter-annotation u ${USER} []`],
    ],
    [
      'a parameter that is only annotated',
      'def f(u: Annotated[int, Depends(get_user)]): ...',
      [`Depends parameter-annotation u ${USER} []`],
    ],
    ['an alias', 'U = Annotated[int, Depends(get_user)]', [`Depends annotated-alias U ${USER} []`]],
    ['a declared alias', 'U: TypeAlias = Annotated[int, Depends(get_user)]', [`Depends annotated-alias U ${USER} []`]],
    ['a type statement', 'type U = Annotated[int, Depends(get_user)]', [`Depends annotated-alias U ${USER} []`]],
    ['a value', 'd = Depends(get_user)', [`Depends value-alias d ${USER} []`]],
    ['a list', 'd = [Depends(get_user)]', [`Depends value-alias d ${USER} []`]],
    ['a router', 'r = APIRouter(dependencies=[Depends(get_user)])', [`Depends dependencies-list null ${USER} []`]],
    [
      'a decorator',
      '@r.get("/", dependencies=[Depends(get_user)])\ndef f(): ...',
      [`Depends dependencies-list null ${USER} []`],
    ],
    ['a class attribute', 'class V:\n    u: int = Depends(get_user)', [`Depends class-attribute u ${USER} []`]],
    [
      'an annotated class attribute',
      'class V:\n    u: Annotated[int, Depends(get_user)]',
      [`Depends class-attribute u ${USER} []`],
    ],
    ['a factory', 'def f(u=Depends(require("admin"))): ...', ['Depends parameter-default u (2 function require)() []']],
    ['a bound method', 'def f(u=Security(auth.check)): ...', ['Security parameter-default u 4 function Auth.check []']],
    [
      'a class by its annotation',
      'class P: ...\ndef f(p: P = Depends()): ...',
      ['Depends parameter-default p app/main.py:4 class P []'],
    ],
    [
      'a class by its Annotated type',
      'class P: ...\ndef f(p: Annotated[P, Depends()]): ...',
      ['Depends parameter-annotation p app/main.py:4 class P []'],
    ],
    ['something returned', 'def f():\n    return Depends(get_user)', [`Depends other null ${USER} []`]],
    ['a lambda', 'def f(u=Depends(lambda: 1)): ...', ['Depends parameter-default u app/main.py:4 lambda lambda []']],
    ['a comment and a string', '# Depends(get_user)\nx = "Depends(get_user)"', []],
    [
      'something unknown',
      'def f(u=Depends(gone)): ...',
      ['Depends parameter-default u ? gone is not defined in this file []'],
    ],
  ])('finds %s', async (_, source, expected) => {
    expect(await uses(IMPORTS + source)).toEqual(expected);
  });

  it.each([
    [
      'under another name',
      'from fastapi import Depends as D\nfrom app.deps import get_user\ndef f(u=D(get_user)): ...',
    ],
    ['as an attribute', 'import fastapi\nfrom app.deps import get_user\ndef f(u=fastapi.Depends(get_user)): ...'],
    [
      'from params',
      'from fastapi import params\nfrom app.deps import get_user\ndef f(u=params.Depends(get_user)): ...',
    ],
    [
      'through the project',
      'from app.compat import Inject\nfrom app.deps import get_user\ndef f(u=Inject(get_user)): ...',
    ],
    [
      'through an assignment',
      'from app.compat import Given\nfrom app.deps import get_user\ndef f(u=Given(get_user)): ...',
    ],
  ])('knows the marker %s', async (_, main) => {
    const compat = 'from fastapi import Depends as Inject\nimport fastapi\nGiven = fastapi.Depends\n';
    expect(await uses(main, { 'app/compat.py': compat })).toEqual([`Depends parameter-default u ${USER} []`]);
  });

  it('leaves other libraries alone and reports what it cannot know', async () => {
    expect(await uses('from fast_depends import Depends\ndef f(u=Depends(x)): ...')).toEqual([]);
    expect(await uses('from app.gone import Depends\ndef f(u=Depends(x)): ...')).toEqual([
      expect.stringMatching(/^app\/main\.py:2 Depends is not known to be FastAPI's/),
    ]);
    expect(
      await uses(
        `${IMPORTS}from functools import partial\nP = partial(Depends, use_cache=False)\nclass M(Depends): ...`,
      ),
    ).toEqual([
      expect.stringMatching(/^app\/main\.py:5 .*passed to another function/),
      expect.stringMatching(/^app\/main\.py:6 class M is a dependency marker/),
    ]);
  });
});
