import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PatchChoices } from './patch.js';
import { type PatchResult, patchBackend } from './patch-backend.js';

const choices: PatchChoices = { dependencies: [], leave: [], userIdType: 'int', loadUser: [], userProof: null };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrong-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const patch = () => patchBackend({ folder, choices });

const HEAD = `from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import OAuth2PasswordBearer

scheme = OAuth2PasswordBearer("token")
USERS: dict[int, dict[str, Any]] = {}
forbidden = HTTPException(403, "Not for you")


def find(user_id: int) -> dict[str, Any] | None:
    return USERS.get(user_id)


def decode(token: str) -> dict[str, Any]:
    return jwt.decode(token, "secret", algorithms=["HS256"])


`;
const ROUTE = `

app = FastAPI()


@app.get("/me")
def me(user: Annotated[dict[str, Any], Depends(get_current_user)]) -> dict[str, Any]:
    return user
`;

function dependency(body: string, { parameters = '', before = '', chosen = choices } = {}): Promise<PatchResult> {
  const lines = body
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`));
  const head = `${before}def get_current_user(token: Annotated[str, Depends(scheme)]${parameters}) -> dict[str, Any]:`;
  write('main.py', `${HEAD}${head}\n${lines.join('\n')}\n${ROUTE}`);
  return patchBackend({ folder, choices: chosen });
}

const FOUND = `user = find(payload["sub"])
if user is None:
    raise HTTPException(401)
return user`;

describe('what a token says of its owner’s rights decides', () => {
  it.each([
    [
      'around the look-up',
      'payload = decode(token)\nif payload["scope"] == "admin":\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\nraise HTTPException(403)',
    ],
    [
      'around the look-up, in a try',
      'payload = decode(token)\nif payload["level"] > 3:\n    try:\n        user = find(payload["sub"])\n        return user\n    except LookupError:\n        raise HTTPException(401)\nraise HTTPException(403)',
    ],
    [
      'in an else',
      `payload = decode(token)\nif payload["role"] == "guest":\n    raise HTTPException(401)\nelse:\n    user = find(payload["sub"])\n    return user`,
    ],
    [
      'above the look-up',
      `payload = decode(token)\nif "admin" not in payload["roles"]:\n    raise HTTPException(401)\n${FOUND}`,
    ],
    ['by a 403', `payload = decode(token)\nif payload["level"] < 3:\n    raise HTTPException(403)\n${FOUND}`],
    ['by a 403 that has a name', `payload = decode(token)\nif payload["level"] < 3:\n    raise forbidden\n${FOUND}`],
    ['by a claim alone', `payload = decode(token)\nif not payload.get("confirmed"):\n    raise forbidden\n${FOUND}`],
    [
      'in an elif',
      `payload = decode(token)\nif not payload:\n    raise forbidden\nelif payload["level"] < 3:\n    raise forbidden\n${FOUND}`,
    ],
    [
      'in a loop',
      `payload = decode(token)\nfor each in payload["scopes"]:\n    if each == "none":\n        raise HTTPException(401)\n${FOUND}`,
    ],
    ['by an assertion', `payload = decode(token)\nassert payload["role"] == "admin"\n${FOUND}`],
    [
      'by a match',
      `payload = decode(token)\nmatch payload["role"]:\n    case "guest":\n        raise HTTPException(401)\n${FOUND}`,
    ],
    [
      'for the id',
      'payload = decode(token)\nuser_id = payload["sub"] if payload["role"] == "admin" else None\nif user_id is None:\n    raise HTTPException(401)\nuser = find(user_id)\nreturn user',
    ],
    [
      'for the id, in an if',
      'payload = decode(token)\nuser_id = None\nif payload["role"] == "admin":\n    user_id = payload["sub"]\nif user_id is None:\n    raise HTTPException(401)\nuser = find(user_id)\nreturn user',
    ],
    [
      'below the look-up',
      `payload = decode(token)\nuser = find(payload["sub"])\nif user is None:\n    raise HTTPException(401)\nif payload["role"] != "admin":\n    raise HTTPException(401)\nreturn user`,
    ],
    ['of a tenant', `payload = decode(token)\nif payload["tenant"] != TENANT:\n    raise HTTPException(404)\n${FOUND}`],
    ['later, in the request', `payload = decode(token)\nrequest.state.role = payload["role"]\n${FOUND}`],
    ['later, in the request, by name', `payload = decode(token)\nsetattr(request.state, "scopes", payload)\n${FOUND}`],
    ['later, in a context', `payload = decode(token)\nCURRENT.set(payload["area"])\n${FOUND}`],
    [
      'later, in a context, below the look-up',
      `payload = decode(token)\nuser = find(payload["sub"])\nif user is None:\n    raise HTTPException(401)\nCURRENT.set(payload["area"])\nreturn user`,
    ],
    [
      'later, in the request, below the look-up',
      `payload = decode(token)\nuser = find(payload["sub"])\nif user is None:\n    raise HTTPException(401)\nrequest.state.role = payload["role"]\nreturn user`,
    ],
    ['by an answer of none', `payload = decode(token)\nif payload["role"] != "admin":\n    return None\n${FOUND}`],
  ])('%s: no service call gets in', async (_, body) => {
    const { patch: plan, status } = await dependency(body, {
      parameters: ', request: Request = None',
      before: 'CURRENT: ContextVar[str] = ContextVar("current")\n\n\n',
    });
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles.map(({ reason }) => reason).join()).toContain('what only the token says of its owner');
  });

  it.each([
    [
      'a function that is called',
      'require_level(payload)',
      'def require_level(payload):\n    if payload["level"] < 3:\n        raise HTTPException(403)\n\n\n',
    ],
    [
      'a function that keeps it',
      'remember(payload)',
      'CURRENT = ContextVar("current")\n\n\ndef remember(payload):\n    CURRENT.set(payload["area"])\n\n\n',
    ],
    ['a function by its name', 'check_roles(payload)', 'def check_roles(payload):\n    print(payload)\n\n\n'],
    [
      'a function of a function',
      'check(payload)',
      'def inner(claims):\n    if claims["role"] != "admin":\n        raise HTTPException(401)\n\n\ndef check(payload):\n    inner(payload)\n\n\n',
    ],
  ])('%s', async (_, call, before) => {
    const { patch: plan, status } = await dependency(`payload = decode(token)\n${call}\n${FOUND}`, { before });
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles.map(({ reason }) => reason).join()).toContain('of its owner counts');
  });

  it('in the function that reads the token', async () => {
    const before =
      'def decode_admin(token):\n    payload = decode(token)\n    if payload["role"] != "admin":\n        raise HTTPException(401)\n    return payload\n\n\n';
    const { status } = await dependency(`payload = decode_admin(token)\n${FOUND}`, { before });
    expect(status).toBe('nothing-to-extend');
  });

  it('in a dependency below it', async () => {
    write(
      'main.py',
      `${HEAD}def claims(token: Annotated[str, Depends(scheme)]) -> dict[str, Any]:\n    payload = decode(token)\n    if payload["role"] != "admin":\n        raise HTTPException(403)\n    return payload\n\n\ndef get_current_user(payload: Annotated[dict[str, Any], Depends(claims)]) -> dict[str, Any]:\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\n${ROUTE}`,
    );
    const { patch: plan, status } = await patch();
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles).toMatchObject([{ at: 'main.py:22' }]);
  });

  it('before it is handed over to another dependency', async () => {
    const before =
      'def load_user(token: Annotated[str, Depends(scheme)]) -> dict[str, Any]:\n    payload = decode(token)\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\n\n\n';
    const { status } = await dependency(
      'payload = decode(token)\nif payload["role"] != "admin":\n    raise HTTPException(403)\nreturn load_user(token)',
      { before },
    );
    expect(status).toBe('nothing-to-extend');
    const { status: conditional } = await dependency(
      'if not OPEN:\n    raise HTTPException(503)\nreturn load_user(token)',
      {
        before: `OPEN = True\n\n\n${before}`,
      },
    );
    expect(conditional).toBe('nothing-to-extend');
  });

  it('in a branch of the dependency below it that ends well', async () => {
    write(
      'main.py',
      `${HEAD}def claims(token: Annotated[str, Depends(scheme)]) -> dict[str, Any]:\n    if token:\n        payload = decode(token)\n        if payload["role"] != "admin":\n            raise HTTPException(401)\n        return payload\n    raise HTTPException(401)\n\n\ndef get_current_user(payload: Annotated[dict[str, Any], Depends(claims)]) -> dict[str, Any]:\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\n${ROUTE}`,
    );
    expect((await patch()).status).toBe('nothing-to-extend');
  });

  it('in a dependency that returns the id', async () => {
    write(
      'main.py',
      `${HEAD}def get_user_id(token: Annotated[str, Depends(scheme)]) -> int:\n    payload = decode(token)\n    if payload["role"] != "admin":\n        raise HTTPException(403)\n    return payload["sub"]\n${ROUTE.replace('get_current_user', 'get_user_id')}`,
    );
    expect((await patch()).status).toBe('nothing-to-extend');
  });
});

describe('whether there is a good token', () => {
  it.each([
    ['none', 'if not token:\n    raise forbidden'],
    ['no payload', 'if payload is None:\n    raise forbidden'],
    ['no id', 'if "sub" not in payload or payload.get("sub") is None:\n    raise forbidden'],
    ['no bearer', 'if not token.startswith("Bearer "):\n    raise forbidden'],
    ['log', 'logger.info("token for %s", payload)'],
  ])('is answered by the service’s own, and nothing is said: %s', async (_, check) => {
    const { patch: plan, status } = await dependency(`payload = decode(token)\n${check}\n${FOUND}`);
    expect([status, plan.obstacles]).toEqual(['patched', []]);
    expect(plan.seams[0]?.leftOut).toEqual([]);
  });

  it.each([
    ['the kind of token', 'if payload["typ"] != "access":\n    raise HTTPException(403)', 'payload["typ"] != "access"'],
    ['an old one', 'if payload["iat"] < 1:\n    raise HTTPException(401)', 'payload["iat"] < 1'],
    ['a revoked one', 'refuse_revoked(token)', 'refuse_revoked(token)'],
    ['one that is not valid', 'if not is_valid(token):\n    raise forbidden', 'not is_valid(token)'],
  ])('is answered by the service’s own, and a person is told: %s', async (_, check, text) => {
    const { patch: plan, status } = await dependency(`payload = decode(token)\n${check}\n${FOUND}`);
    expect(status).toBe('patched');
    expect(plan.seams[0]?.leftOut).toMatchObject([{ text }]);
  });

  it('in a dependency below it is told too', async () => {
    write(
      'main.py',
      `${HEAD}def claims(token: Annotated[str, Depends(scheme)]) -> dict[str, Any]:\n    payload = decode(token)\n    if payload["typ"] != "access":\n        raise HTTPException(401)\n    return payload\n\n\ndef get_current_user(payload: Annotated[dict[str, Any], Depends(claims)]) -> dict[str, Any]:\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\n${ROUTE}`,
    );
    const { patch: plan } = await patch();
    expect(plan.seams[0]?.leftOut).toEqual([{ at: 'main.py:22', text: 'payload["typ"] != "access"' }]);
  });
});

it('another kind of credential in a branch of its own is none of the token’s business', async () => {
  const { patch: plan } = await dependency(
    `if token.startswith("sk-"):\n    user = by_key(token)\n    if user["role"] != "admin":\n        raise HTTPException(403)\n    return user\npayload = decode(token)\n${FOUND}`,
    {
      before:
        'def by_key(key):\n    if key[3:] == "role":\n        raise HTTPException(403)\n    return USERS[1]\n\n\n',
    },
  );
  expect(plan.seams[0]?.leftOut).toEqual([]);
});

it('a branch of its own for those without a right is a check of that right', async () => {
  const { status } = await dependency(
    `payload = decode(token)\nif payload["role"] != "admin":\n    return GUEST\n${FOUND}`,
    { before: 'GUEST = {}\n\n\n' },
  );
  expect(status).toBe('nothing-to-extend');
});

describe('a check that asks nothing of the token', () => {
  it('goes for service calls too', async () => {
    const { patch: plan } = await dependency(
      `if not OPEN:\n    raise HTTPException(503)\nif request.client is None:\n    raise HTTPException(400)\npayload = decode(token)\n${FOUND}`,
      { parameters: ', request: Request', before: 'OPEN = True\n\n\n' },
    );
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain('    if not OPEN:\n        raise HTTPException(503)\n');
    expect(extension).toContain('    if request.client is None:\n        raise HTTPException(400)\n');
    expect(plan.seams[0]?.leftOut).toEqual([]);
  });

  const open = 'OPEN = True\n\n\ndef check_open() -> None:\n    if not OPEN:\n        raise HTTPException(503)\n\n\n';
  it.each([
    [
      'in what is tried',
      'try:\n    if not OPEN:\n        raise HTTPException(503)\n    payload = decode(token)\nexcept KeyError:\n    raise HTTPException(401)',
      '    if not OPEN:\n        raise HTTPException(503)\n    user = find',
    ],
    ['by a function that refuses', 'check_open()\npayload = decode(token)', '    check_open()\n    user = find'],
    ['by an assert', 'assert OPEN\npayload = decode(token)', '    assert OPEN\n    user = find'],
    [
      'by a call in an if',
      'if not OPEN:\n    check_open()\npayload = decode(token)',
      '    if not OPEN:\n        check_open()\n    user = find',
    ],
    [
      'with what it asks',
      'state = OPEN\nif not state:\n    raise HTTPException(503)\npayload = decode(token)',
      '    state = OPEN\n    if not state:\n        raise HTTPException(503)\n    user = find',
    ],
  ])('goes for them too, %s', async (_, check, kept) => {
    const { patch: plan } = await dependency(`${check}\n${FOUND}`, { before: open });
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain(kept);
    expect(plan.seams[0]?.leftOut).toEqual([]);
  });

  it.each([
    [
      'in a function that gets the token',
      'payload = read(token)',
      'def read(token):\n    if not OPEN:\n        raise HTTPException(503)\n    return decode(token)\n\n\n',
      /^not OPEN \(main\.py:\d+\)$/,
    ],
    [
      'in a match',
      'match OPEN:\n    case False:\n        raise HTTPException(503)\npayload = decode(token)',
      '',
      /^match OPEN:$/,
    ],
    [
      'in a with',
      'with opened():\n    pass\npayload = decode(token)',
      '@contextmanager\ndef opened():\n    check_open()\n    yield\n\n\n',
      /^with opened\(\):$/,
    ],
  ])('is told %s, where it cannot stand in the other function', async (_, check, before, text) => {
    const { patch: plan } = await dependency(`${check}\n${FOUND}`, { before: open + before });
    expect(plan.seams[0]?.leftOut).toMatchObject([{ text: expect.stringMatching(text) }]);
  });

  it('is neither where it refuses nothing', async () => {
    const check =
      'logger.debug("asked")\nif not OPEN:\n    print("closed")\nsettings = load_settings()\npayload = decode(token)';
    const { patch: plan } = await dependency(`${check}\n${FOUND}`, { before: open });
    expect(plan.seams[0]?.leftOut).toEqual([]);
    expect(read('main.py').split('def get_current_user_or_service')[1]).not.toMatch(/debug|closed|load_settings/);
  });

  it('and that stands around the look-up is a person’s to decide', async () => {
    const { patch: plan, status } = await dependency(
      'if OPEN:\n    payload = decode(token)\n    try:\n        user = find(payload["sub"])\n        return user\n    except LookupError:\n        raise HTTPException(401)\nraise HTTPException(403)',
      { before: 'OPEN = True\n\n\n' },
    );
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('depends on OPEN');
  });
});

it('a scheme alone says that there is a credential, and not whose: it is told', async () => {
  write(
    'main.py',
    `${HEAD}app = FastAPI(dependencies=[Depends(scheme)])\n\n\n@app.get("/me")\ndef me() -> int:\n    return 1\n`,
  );
  const { patch: plan, status } = await patch();
  expect(status).toBe('nothing-to-extend');
  expect(plan.obstacles).toMatchObject([{ at: 'main.py:7', reason: expect.stringContaining('scheme alone') }]);
});

it('a decorated dependency may do more than it shows', async () => {
  const { patch: plan, status } = await dependency(`payload = decode(token)\n${FOUND}`, { before: '@only_admins\n' });
  expect(status).toBe('nothing-to-extend');
  expect(plan.obstacles[0]?.reason).toContain('@only_admins may do more');
});

it('a dependency, or its scheme, that gets another value when the program runs is told', async () => {
  write('deps.py', '');
  write(
    'start.py',
    'import main\n\nsetattr(main, "scheme", None)\nmain.get_current_user = lambda: 1\nself.scheme = 1\nmain.scheme == 2\n',
  );
  const { patch: plan } = await dependency(`payload = decode(token)\n${FOUND}`);
  expect(plan.unfollowed.map(({ at, reason }) => [at, reason.split(' ')[0]])).toEqual([
    ['start.py:3', 'scheme'],
    ['start.py:4', 'get_current_user'],
  ]);
});

it.each(['Annotated[str, Header()]', 'str = Header()', 'Annotated[str, Cookie()]'])(
  'a key that a dependency insists on stops every service call: %s',
  async (type) => {
    const from = 'from fastapi import Cookie, Header\n\n\n';
    const body = `payload = decode(api_key)\n${FOUND}`;
    const { patch: plan, status } = await dependency(body, { parameters: `, api_key: ${type}`, before: from });
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('a request without api_key is refused before');
  },
);

describe('what is kept for code behind the dependency', () => {
  const keeping = (lines: string) =>
    dependency(
      `payload = decode(token)\nuser_id = int(payload["sub"])\n${lines}\n${FOUND.replace('payload["sub"]', 'user_id')}`,
      {
        parameters: ', request: Request = None',
        before: 'CURRENT: ContextVar[int] = ContextVar("current")\n\n\n',
      },
    );
  const extension = () => read('main.py').split('def get_current_user_or_service')[1] ?? '';

  it('and is the user’s id is kept in a service call too', async () => {
    const { patch: plan } = await keeping('request.state.user_id = user_id\nCURRENT.set(user_id)');
    expect(extension()).toContain(
      '    user_id = to_int(service_user, largest=2**31 - 1)\n    request.state.user_id = user_id\n    CURRENT.set(user_id)\n    user = find(user_id)\n',
    );
    expect(plan.seams[0]?.leftOut).toEqual([]);
  });

  it('and is the token, or says nothing of rights, is told', async () => {
    const { patch: plan } = await keeping('request.state.language = payload["lang"]\nCURRENT.set(token)');
    expect(plan.seams[0]?.leftOut).toMatchObject([
      { text: 'request.state.language = payload["lang"]' },
      { text: 'CURRENT.set(token)' },
    ]);
    expect(extension()).not.toContain('CURRENT');
  });
});

it('a dependency in a quoted annotation is told', async () => {
  await dependency(`payload = decode(token)\n${FOUND}`);
  write(
    'other.py',
    `from main import *\n\n\n@app.get("/other")\ndef other(user: "Annotated[dict, Depends(get_current_user)]") -> None:\n    return None\n`,
  );
  const { patch: plan } = await patch();
  expect(plan.unfollowed).toContainEqual(
    expect.objectContaining({ at: 'other.py:5', byHand: expect.stringContaining('quotes') }),
  );
});

describe('what is not known to be of the credential counts as its owner’s', () => {
  const refusing = 'def verify(claims):\n    if claims["plan"] == "none":\n        raise ValueError("plan")\n\n\n';
  const checker =
    'class Checker:\n    def ok(self, claims):\n        return claims["plan"] != "none"\n\n    def look(self, claims):\n        if claims["plan"] == "none":\n            raise HTTPException(402)\n\n\nchecker = Checker()\n\n\n';
  it.each([
    ['a claim', 'if payload["plan"] == "none":\n    raise HTTPException(401)', ''],
    ['a kind of owner', 'if payload["type"] == "guest":\n    raise HTTPException(401)', ''],
    [
      'one of two claims',
      'plan, end = payload["plan"], payload["exp"]\nif plan == "none":\n    raise HTTPException(401)',
      '',
    ],
    [
      'a claim of a token that is read anew',
      'check_plan(token)',
      'def check_plan(given):\n    claims = jwt.decode(given, "secret", audience="me", options={"verify_exp": True})\n    if claims["plan"] == "none":\n        raise HTTPException(401)\n\n\n',
    ],
    ['a claim of another kind of type', 'if payload["user_type"] == "guest":\n    raise HTTPException(401)', ''],
    [
      'a claim in a variable',
      'plan = payload["plan"]\nblocked = plan == "none"\nif blocked:\n    raise HTTPException(401)',
      '',
    ],
    [
      'several claims at once',
      'sub, plan = payload["sub"], payload["plan"]\nif plan == "none":\n    raise HTTPException(401)',
      '',
    ],
    ['a walrus', 'if (plan := payload["plan"]) == "none":\n    raise HTTPException(401)', ''],
    ['a while', 'while payload["plan"] == "none":\n    raise HTTPException(401)', ''],
    ['a match', 'match payload["plan"]:\n    case "none":\n        raise HTTPException(401)', ''],
    ['an assert', 'assert payload["plan"] != "none"', ''],
    ['an or', 'payload["plan"] != "none" or deny()', ''],
    ['an and', 'payload.pop("plan") == "none" and deny()', ''],
    ['a conditional expression', 'deny() if payload["plan"] == "none" else None', ''],
    ['a comprehension', '[deny() for plan in [payload["plan"]] if plan == "none"]', ''],
    ['a table of functions', '{"none": deny}.get(payload["plan"], pass_by)()', ''],
    ['a look into a table', 'try:\n    PLANS[payload["plan"]]\nexcept KeyError:\n    raise HTTPException(402)', ''],
    ['a call in a condition', 'if payload["plan"] == "none":\n    deny()', ''],
    ['a loop over a list', 'for each in BANNED:\n    if each == payload["sub"]:\n        raise HTTPException(401)', ''],
    ['any of a list', 'if any(each == payload["sub"] for each in BANNED):\n    raise HTTPException(401)', ''],
    ['a function that says who is one', 'if not is_member(payload["sub"]):\n    raise HTTPException(401)', ''],
    ['a function that gets the token', 'if is_banned(token):\n    raise HTTPException(401)', ''],
    [
      'what a function made of the token',
      'owner = owner_of(token)\nif owner is None:\n    raise HTTPException(401)',
      '',
    ],
    ['a method that says', 'if not checker.ok(payload):\n    raise HTTPException(401)', checker],
    ['a method that refuses', 'checker.look(payload)', checker],
    ['a method of something else', 'enforcer.require(payload)', ''],
    [
      'a function that refuses, in a try',
      'try:\n    verify(payload)\nexcept ValueError:\n    raise HTTPException(401)',
      refusing,
    ],
    ['a with', 'with guarded(payload):\n    pass', refusing.replace('def verify', '@contextmanager\ndef guarded')],
    [
      'a function that gets an answer',
      'need(payload["plan"] != "none")',
      'def need(ok):\n    if not ok:\n        raise HTTPException(402)\n\n\n',
    ],
  ])('%s', async (_, check, before) => {
    const { patch: plan, status } = await dependency(`payload = decode(token)\n${check}\n${FOUND}`, { before });
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('counts here, and a service call has no such token');
  });

  it.each([
    ['its kind', 'if payload.get("token_type") != "access":\n    raise HTTPException(401)'],
    ['its kind, of two', 'if payload["type"] not in ("access", "api"):\n    raise HTTPException(401)'],
    ['its end', 'if datetime.fromtimestamp(payload["exp"]) < now():\n    raise HTTPException(401)'],
    ['its version', 'if payload["ver"] != VERSIONS[payload["sub"]]:\n    raise HTTPException(401)'],
    ['a list of tokens', 'if token in REVOKED:\n    raise HTTPException(401)'],
    ['what verifying it gave', 'claims = verify_token(token)\nif claims is None:\n    raise HTTPException(401)'],
    ['a function that verifies it', 'if not verify_signature(token):\n    raise HTTPException(403)'],
    [
      'a record of its session',
      'session = read(payload["sid"])\nif session.expires_at < now():\n    raise HTTPException(401)',
    ],
  ])('%s is of the credential', async (_, check) => {
    const { patch: plan, status } = await dependency(`payload = decode(token)\n${check}\n${FOUND}`);
    expect(status).toBe('patched');
    expect(plan.seams[0]?.leftOut).toHaveLength(1);
  });

  it.each([
    [
      'is there',
      'if payload.get("sub") is None:\n    raise HTTPException(401)\nif not payload:\n    raise HTTPException(401)',
    ],
    ['is remembered elsewhere', 'span.set_attribute("user", payload["sub"])'],
  ])('whether it %s decides nothing', async (_, check) => {
    expect((await dependency(`payload = decode(token)\n${check}\n${FOUND}`)).status).toBe('patched');
  });

  it('what the backend counts for a user goes on being counted', async () => {
    const body = `payload = decode(token)\nuser = find(payload["sub"])\nif user is None:\n    raise HTTPException(401)\nCOUNT[user["id"]] = COUNT.get(user["id"], 0) + 1\nif COUNT[user["id"]] > 9:\n    raise HTTPException(429)\nreturn user`;
    expect((await dependency(body)).status).toBe('patched');
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain(
      '    COUNT[user["id"]] = COUNT.get(user["id"], 0) + 1\n    if COUNT[user["id"]] > 9:\n',
    );
  });

  it('with what is of the user it is not dropped', async () => {
    const body = `payload = decode(token)\nuser = find(payload["sub"])\nif user is None:\n    raise HTTPException(401)\nif user["locked"] and payload["plan"] == "none":\n    raise HTTPException(401)\nreturn user`;
    expect((await dependency(body)).status).toBe('nothing-to-extend');
  });
});

it.each([
  ['int', 'find(int(payload["sub"]))', 'str(to_int(service_user, largest=2**31 - 1))', 'int(user_id)'],
  ['UUID', 'find(uuid.UUID(payload["sub"]))', 'str(to_uuid(service_user))', 'uuid.UUID(user_id)'],
])('an id that is made a number or a UUID in the look-up is text there: %s', async (_, load, given, kept) => {
  const userIdType = load.includes('UUID') ? ('uuid' as const) : ('int' as const);
  const body = `payload = decode(token)\nuser = ${load}\nif user is None or payload["sub"] in BANNED:\n    raise HTTPException(401)\nreturn user`;
  await dependency(body, { chosen: { ...choices, userIdType } });
  const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
  expect(extension).toContain(
    `    user_id = ${given}\n    user = find(${kept})\n    if user is None or user_id in BANNED:\n`,
  );
});

describe('names', () => {
  const deps = (name: string) =>
    `${HEAD}def ${name}(token: Annotated[str, Depends(scheme)]) -> dict[str, Any]:\n    payload = decode(token)\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\n`;
  const route = (path: string, name: string) =>
    `\n\n@app.get("/${path}")\ndef ${path}(user: Annotated[dict[str, Any], Depends(${name})]) -> dict[str, Any]:\n    return user\n`;
  const main = (imports: string, ...routes: string[]) =>
    `from typing import Annotated, Any\n\nfrom fastapi import Depends, FastAPI\n\n${imports}\n\napp = FastAPI()\n${routes.join('')}`;

  it('two dependencies of one name in one file are not mixed up', async () => {
    write('a.py', deps('get_current_user'));
    write('b.py', deps('get_current_user'));
    write(
      'main.py',
      main(
        'from a import get_current_user\nfrom b import get_current_user as get_other_user',
        route('one', 'get_current_user'),
        route('two', 'get_other_user'),
      ),
    );
    await expect(patch()).rejects.toThrow(/main\.py: get_current_user_or_service would stand for that of [ab] and/);
    expect(readdirSync(folder).sort()).toEqual(['a.py', 'b.py', 'main.py']);
    const only = { ...choices, dependencies: ['b:get_current_user'] };
    await patchBackend({ folder, choices: only });
    expect(read('main.py')).toContain('def one(user: Annotated[dict[str, Any], Depends(get_current_user)])');
    expect(read('main.py')).toContain('def two(user: Annotated[dict[str, Any], Depends(get_current_user_or_service)])');
    expect(read('main.py')).toMatch(/from b import .*get_current_user_or_service/);
    // The other one, later: the file has the name of the first.
    await expect(
      patchBackend({ folder, choices: { ...only, dependencies: ['a:get_current_user', 'b:get_current_user'] } }),
    ).rejects.toThrow('get_current_user_or_service');
  });

  it.each([
    ['from deps import get_user\nfrom deps import get_other_user\n'],
    ['from deps import get_user\nfrom deps import get_other_user  # and more\n'],
    ['from deps import get_other_user, get_user\n'],
  ])('what is imported is replaced where it stands: %j', async (imports) => {
    write('deps.py', deps('get_user') + deps('get_other_user').slice(HEAD.length));
    write('main.py', main(imports, route('one', 'get_user'), route('two', 'get_other_user')));
    expect((await patch()).status).toBe('patched');
    expect(read('main.py')).toContain(
      imports.replace('get_user', 'get_user_or_service').replace('get_other_user', 'get_other_user_or_service'),
    );
  });

  it('an import of which nothing is left goes with its line', async () => {
    write('deps.py', deps('get_user'));
    write('main.py', main('from deps import get_user\n', route('one', 'get_user')));
    await patch();
    const patched = read('main.py');
    write('main.py', `${patched}\n\nfrom deps import get_user\n${route('two', 'get_user')}`);
    await patch();
    expect(read('main.py')).toBe(`${patched}\n\n${route('two', 'get_user_or_service')}`);
  });

  it('two dependencies of one name in files of their own are both extended', async () => {
    write('a.py', deps('get_current_user'));
    write('b.py', deps('get_current_user'));
    write('main.py', main('from a import get_current_user', route('one', 'get_current_user')));
    write('other.py', main('from b import get_current_user', route('two', 'get_current_user')));
    const { patch: plan } = await patch();
    expect(plan.seams.map(({ module }) => module).sort()).toEqual(['a', 'b']);
  });

  it('a name of the patch that means something else in a file is not taken for ours', async () => {
    write('main.py', `${deps('get_current_user')}\n\ndef unknown_user() -> None:\n    return None\n${ROUTE}`);
    await expect(patch()).rejects.toThrow(/main\.py:\d+: unknown_user is something else/);
    write('main.py', `from http.client import HTTPConnection\n${deps('get_current_user')}${ROUTE}`);
    await expect(patch()).rejects.toThrow('main.py:1: HTTPConnection is something else');
    write('main.py', `from starlette.requests import HTTPConnection\n${deps('get_current_user')}${ROUTE}`);
    expect((await patch()).status).toBe('patched');
  });

  it('a dependency that hands over to one imported under another name calls that one’s extension', async () => {
    write('deps.py', deps('get_current_user'));
    write(
      'main.py',
      `from typing import Annotated, Any\n\nfrom fastapi import Depends, FastAPI, HTTPException\nfrom fastapi.security import OAuth2PasswordBearer\n\nfrom deps import get_current_user as base, scheme\n\n\ndef get_active_user(token: Annotated[str, Depends(scheme)]) -> dict[str, Any]:\n    return base(token)\n\n\napp = FastAPI()\n${route('me', 'get_active_user')}`,
    );
    expect((await patch()).status).toBe('patched');
    expect(read('main.py')).toContain('    return get_current_user_or_service(connection, token)');
    expect(read('main.py')).toMatch(/from deps import .*get_current_user_or_service/);
  });
});

describe('what stands in one condition with the token', () => {
  const checked = (condition: string) =>
    `payload = decode(token)\nuser = find(payload["sub"])\nif ${condition}:\n    raise HTTPException(401)\nreturn user`;

  it.each([
    ['user is None or user["banned"] or user["ver"] != payload["ver"]'],
    ['payload["ver"] != user["ver"] or not user["active"]'],
    ['not (user["active"] and payload["ver"] == user["ver"])'],
    ['user is None or (user["banned"] or user["ver"] != payload["ver"])'],
  ])('and is of the user is not dropped with it: %s', async (condition) => {
    const { patch: plan, status } = await dependency(checked(condition));
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('make two statements of it');
  });

  it.each([
    ['user is None or user["ver"] != payload["ver"]'],
    ['not user or user["ver"] != payload["ver"]'],
    ['user["changed"] and payload["iat"] < user["changed"]'],
  ])('an unknown user is refused all the same: %s', async (condition) => {
    const { patch: plan } = await dependency(checked(condition));
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain(
      '    user = find(user_id)\n    if user is None:\n        raise unknown_user()\n    return user',
    );
    expect(plan.seams[0]?.leftOut).toMatchObject([{ text: condition }]);
  });
});

describe('what is known of the owner decides before the look-up', () => {
  it.each([
    [
      'in a record that a function of its own gets',
      'payload = checked(token)',
      'def checked(token):\n    payload = decode(token)\n    owner = find(payload["sub"])\n    if not owner["active"]:\n        raise HTTPException(401)\n    return payload\n\n\n',
    ],
    [
      'in a record of a table',
      'payload = checked(token)',
      'def checked(token):\n    payload = decode(token)\n    owner = USERS[payload["sub"]]\n    if owner["locked"]:\n        raise HTTPException(401)\n    return payload\n\n\n',
    ],
    [
      'in a list',
      'payload = checked(token)',
      'def checked(token):\n    payload = decode(token)\n    if int(payload["sub"]) in BANNED:\n        raise HTTPException(401)\n    return payload\n\n\n',
    ],
    [
      'in a table',
      'payload = checked(token)',
      'def checked(token):\n    payload = decode(token)\n    if not USERS[payload["sub"]]["active"]:\n        raise HTTPException(401)\n    return payload\n\n\n',
    ],
    ['at once', 'payload = decode(token)\nif payload["sub"] in BANNED:\n    raise HTTPException(401)', ''],
    [
      'in a validator',
      'payload = Claims(**decode(token)).dict()',
      'class Claims(Base):\n    @field_validator("role")\n    def check(cls, value):\n        if value != "x":\n            raise ValueError(value)\n        return value\n\n\n',
    ],
    [
      'in a validator of a base class',
      'payload = Claims.model_validate(decode(token))',
      'class Checked:\n    def model_post_init(self, _):\n        raise ValueError\n\n\nclass Claims(Checked):\n    pass\n\n\n',
    ],
  ])('%s: no service call gets in', async (_, reading, before) => {
    expect((await dependency(`${reading}\n${FOUND}`, { before })).status).toBe('nothing-to-extend');
  });

  it('whether the token is revoked is none of it', async () => {
    const { patch: plan } = await dependency(
      `payload = decode(token)\nif payload["jti"] in REVOKED:\n    raise HTTPException(401)\n${FOUND}`,
    );
    expect(plan.seams[0]?.leftOut).toMatchObject([{ text: 'payload["jti"] in REVOKED' }]);
  });
});

describe('a look-up', () => {
  it('is not what only converts a user who was looked up', async () => {
    const body = `payload = decode(token)\nuser = find(payload["sub"])\nif user:\n    return cast(dict[str, Any], user)\nraise HTTPException(401)`;
    await dependency(body, { before: 'from typing import cast\n\n\n' });
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain('    user = find(user_id)\n    if user is None:\n        raise unknown_user()\n');
    expect(extension).toContain('return cast(dict[str, Any], user)');
  });

  it.each([
    ['reads a claim', 'payload = decode(token)\nuser = payload.get("user")\nreturn user'],
    ['makes a dict of a claim', 'payload = decode(token)\nreturn dict(payload["user"])'],
    ['goes by the token', 'user = by_token(token)\nreturn cast(dict[str, Any], user)'],
  ])('is not what %s', async (_, body) => {
    const { status } = await dependency(body);
    expect(status).toBe('nothing-to-extend');
  });

  it.each([['(user := find(payload["sub"])) is None'], ['not (user := find(payload["sub"]))']])(
    'in the condition that refuses: %s',
    async (condition) => {
      await dependency(`payload = decode(token)\nif ${condition}:\n    raise HTTPException(404)\nreturn user`);
      const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
      expect(extension).toContain(
        '    user = find(user_id)\n    if user is None:\n        raise unknown_user()\n    return user\n',
      );
    },
  );

  it.each([
    ['(user := find(payload["sub"])) is None or payload["x"]'],
    ['(user := find(payload["sub"])) == BANNED'],
    ['not (user := find(payload["sub"])) is None'],
  ])('in a condition that asks something else is a person’s to say: %s', async (condition) => {
    const body = `payload = decode(token)\nif ${condition}:\n    raise HTTPException(404)\nreturn user`;
    expect((await dependency(body)).status).toBe('nothing-to-extend');
  });

  it('that refuses with a variable is not refused twice', async () => {
    const before = 'def other() -> None:\n    bad = HTTPException(404)\n    raise bad\n\n\n';
    const body = `bad = HTTPException(401, "Nobody")\npayload = decode(token)\nuser = find(payload["sub"])\nif not user or not user["active"]:\n    raise bad\nreturn user`;
    await dependency(body, { before });
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain(
      '    user = find(user_id)\n    if not user or not user["active"]:\n        raise bad\n',
    );
  });

  const steps = 'statement = select(User).where(User.id == user_id)\nresult = run(statement)\n';
  it.each([
    ['', `${steps}user = result.first()\nif user is None:\n    raise HTTPException(404)\nreturn user`],
    [
      'with a check between',
      `${steps}if result.many:\n    raise HTTPException(409)\nuser = result.first()\nif not user:\n    raise HTTPException(404)\nreturn user`,
    ],
    ['that ends with what it returns', `${steps}return result.first()`],
  ])('in several steps is kept with them %s', async (_, body) => {
    await dependency(`payload = decode(token)\nuser_id = int(payload["sub"])\n${body}`);
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain(steps.replace(/^(?=.)/gm, '    '));
    expect(extension).toContain(
      '    user = result.first()\n    if user is None:\n        raise unknown_user()\n    return user\n',
    );
    expect(extension.includes('raise HTTPException(409)')).toBe(body.includes('409'));
  });

  it.each([
    [
      'of which the last is in a block',
      `${steps}with lock:\n    user = result.first()\nif user is None:\n    raise HTTPException(404)\nreturn user`,
    ],
    [
      'of which the first is in a block',
      `result = None\nif LATE:\n    result = run(user_id)\nuser = result.first()\nreturn user`,
    ],
    [
      'with the token’s own role between',
      `${steps}if payload["role"] != "admin":\n    raise HTTPException(401)\nuser = result.first()\nreturn user`,
    ],
    ['by what is no user', `result = run(payload["sid"])\nuser = result.first()\nreturn user`],
  ])('in several steps, %s, is a person’s to say', async (_, body) => {
    const { status } = await dependency(`payload = decode(token)\nuser_id = int(payload["sub"])\n${body}`);
    expect(status).toBe('nothing-to-extend');
  });

  it('of which a dict is made is kept with what is made of it', async () => {
    const body = `payload = decode(token)\nuser = find(payload["sub"])\nif user is None:\n    raise HTTPException(401)\nreturn {"id": user["id"], "role": user["role"]}`;
    expect((await dependency(body)).status).toBe('patched');
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain('    return {"id": user["id"], "role": user["role"]}\n');
  });

  it('is not left with a refusal that names the token', async () => {
    const body = `payload = decode(token)\nuser = find(payload["sub"])\nif not user["active"]:\n    raise HTTPException(401, f"{token} is of nobody")\nreturn user`;
    const { patch: plan, status } = await dependency(body);
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('token is used after the user was looked up');
  });

  it('by one id in two ways, which the id alone decides, is kept whole', async () => {
    const body = `payload = decode(token)\nlogin = payload["username_or_email"]\nif "@" in login:\n    user = find(login)\nelse:\n    user = USERS.get(login)\nif user:\n    return user\nraise HTTPException(401)`;
    const { patch: plan } = await dependency(body);
    const extension = read('main.py').split('def get_current_user_or_service')[1] ?? '';
    expect(extension).toContain(
      '    if "@" in login:\n        user = find(login)\n    else:\n        user = USERS.get(login)\n    if user is None:\n        raise unknown_user()\n',
    );
    expect(plan.seams[0]?.leftOut).toEqual([]);
  });

  it('in two ways, where something else decides, is a person’s to say', async () => {
    const body = `payload = decode(token)\nlogin = payload["sub"]\nif payload["kind"] == "guest":\n    user = USERS.get(login)\nelse:\n    user = find(login)\nreturn user`;
    const { patch: plan, status } = await dependency(body);
    expect(status).toBe('nothing-to-extend');
    expect(plan.obstacles[0]?.reason).toContain('several ways');
  });

  it('that is handed over gets no name of the function that is left', async () => {
    const before =
      'def load_user(token: Annotated[str, Depends(scheme)], strict: bool = True) -> dict[str, Any]:\n    payload = decode(token)\n    user = find(payload["sub"])\n    if user is None:\n        raise HTTPException(401)\n    return user\n\n\n';
    await dependency('kind, _, bare = token.partition(" ")\nreturn load_user(bare, strict=True)', { before });
    expect(read('main.py')).toContain('    return load_user_or_service(connection, "", strict=True)');
    const { status } = await dependency('strict = bool(USERS)\nreturn load_user(token, strict)', {
      before: before.replaceAll('load_user', 'load_other_user'),
    });
    expect(status).not.toBe('patched');
  });
});
