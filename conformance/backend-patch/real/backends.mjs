import { fromTemplate } from './from-template.mjs';

/**
 * Real backends that PyPI ships, and what a person answers for each where its source leaves a question open.
 *
 * `packages`: the folders of the installed distribution that are the backend; they are copied, and the copy is patched.
 * `app`: `module:attribute`, or lines of Python that make `app`; null: it does not start without services that are not
 * here, so it is read and patched, and not started. `flags`: the answers. `expect`: what must come of it; a `refused` one
 * needs a person's own code, which the patch must say and not guess.
 */
export const backends = [
  {
    name: 'fastapi-template',
    shape: 'fastapi-users, whose own routers are all that asks who calls; warnings fail its tests',
    requirement: 'fastapi_template',
    python: '3.13',
    make: fromTemplate,
    app: 'from shop.web.application import get_app\n\napp = get_app()',
    env: { SHOP_DB_FILE: '{data}/shop.db', USERS_SECRET: 'a-secret-of-the-tests-that-is-long-enough' },
    contract: '/api/openapi.json',
    tests: ['tests'],
    users: `
import asyncio, json
from shop.db.meta import meta
from shop.db.models.users import User
from shop.settings import settings
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

async def make():
    engine = create_async_engine(settings.db_url)
    people = [User(email=f"made-by-{name}@example.com", hashed_password="none") for name in ("ada", "bob")]
    # Its own tests have dropped the tables.
    async with engine.begin() as connection:
        await connection.run_sync(meta.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all(people)
        await session.commit()
    await engine.dispose()
    return [{"id": str(person.id), "made": str(person.id)} for person in people]

print(json.dumps(asyncio.run(make())))
`,
    life: {
      list: ['users_current_user', {}],
      take: ['users_delete_user', { id: '$id' }],
      path: '/api/users/me',
    },
    expect: 'patched',
  },
  {
    name: 'dv-platform',
    shape: 'bearer JWT or API token, user by db.get, role checks above',
    requirement: 'dv-platform',
    python: '3.12',
    packages: ['app'],
    app: 'app.main:app',
    env: { DV_DATABASE_URL: 'sqlite:///{data}/dv.db', DV_STORAGE_ROOT: '{data}/storage' },
    users: `
import json
from app.db import SessionLocal, init_db
from app.models import User

init_db()
session = SessionLocal()
people = [User(name=name, password_hash="none") for name in ("ada", "bob")]
session.add_all(people)
session.commit()
print(json.dumps([person.id for person in people]))
`,
    life: {
      make: ['create_dataset', { name: '$mark' }],
      list: ['list_datasets', {}],
      take: ['delete_dataset', { dataset_id: '$id' }],
      path: '/api/v1/datasets',
    },
    unknown: '999999',
    expect: 'patched',
  },
  {
    name: 'auth-kit-fastapi',
    shape: "a bearer scheme of its own, user by query, model from the app's state",
    requirement: 'auth-kit-fastapi aiosqlite',
    python: '3.12',
    packages: ['auth_kit_fastapi'],
    sdist: ['tests'],
    // As they were when its tests were written.
    extra: ['bcrypt<5', 'sqlalchemy<2.1', 'pyotp<2.10', 'pytest-asyncio'],
    tests: ['tests', '-W', 'ignore'],
    // Its tests make an app each.
    app: null,
    expect: 'patched',
  },
  {
    name: 'argilla-server',
    shape: 'bound method Security(auth.get_current_user), user by name',
    requirement: 'argilla-server',
    python: '3.11',
    packages: ['argilla_server'],
    sdist: ['tests', 'pyproject.toml'],
    // Its tests are of its own day.
    extra: [
      ...['fakeredis[lua]', 'pytest<8', 'pytest-mock<3.15', 'pytest-asyncio~=0.21.1'],
      ...['pytest-env', 'factory-boy~=3.2.1', 'respx'],
    ],
    tests: ['tests/unit/api', 'tests/unit/security', '-o', 'log_cli=false', '-W', 'ignore'],
    app: 'argilla_server:app',
    env: { ARGILLA_HOME_PATH: '{data}', HF_HUB_DISABLE_TELEMETRY: '1' },
    standIns: [
      'import fakeredis, opensearchpy.client.cat, redis',
      'redis.from_url = lambda *args, **settings: fakeredis.FakeRedis()',
      'opensearchpy.client.cat.CatClient.indices = lambda *args, **settings: []',
      'import argilla_server._app',
      'async def no_search_engine() -> None: ...',
      'argilla_server._app.configure_search_engine = no_search_engine',
      'argilla_server._app.configure_redis = lambda: None',
    ],
    // Its own command line does not start with today's click.
    setup: [
      [
        '-c',
        `
from alembic import command
from alembic.config import Config
from argilla_server.database import ALEMBIC_CONFIG_FILE

command.upgrade(Config(ALEMBIC_CONFIG_FILE), "head")
`,
      ],
    ],
    contract: '/api/v1/openapi.json',
    users: `
import json
from argilla_server.database import SyncSessionLocal
from argilla_server.models import User, UserRole, Workspace, WorkspaceUser

session = SyncSessionLocal()
made = []
for name in ("ada", "bob"):
    person = User(first_name=name, username=name, role=UserRole.admin, password_hash="none")
    workspace = Workspace(name=f"made-by-{name}")
    session.add_all([person, workspace])
    session.flush()
    session.add(WorkspaceUser(workspace_id=workspace.id, user_id=person.id))
    made.append({"id": person.username, "made": str(workspace.id)})
session.commit()
print(json.dumps(made))
`,
    life: {
      list: ['list_workspaces_me', {}],
      take: ['delete_workspace', { workspace_id: '$id' }],
      path: '/api/v1/me/workspaces',
    },
    expect: 'patched',
  },
  {
    name: 'fractal-server',
    shape: 'fastapi-users, two backends, chains of checks',
    requirement: 'fractal-server',
    python: '3.12',
    packages: ['fractal_server'],
    app: 'fractal_server.main:app',
    postgres: 'fractal',
    env: {
      JWT_SECRET_KEY: 'a-secret-of-the-tests-that-is-long-enough',
      POSTGRES_HOST: '{postgres}',
      POSTGRES_USER: 'postgres',
      POSTGRES_DB: 'fractal',
    },
    setup: [
      ['-c', 'from fractal_server.cli.__main__ import run; run()', 'set-db'],
      [
        ...['-c', 'from fractal_server.cli.__main__ import run; run()', 'init-db-data'],
        ...['--resource', 'default', '--profile', 'default'],
        ...['--admin-email', 'admin@example.com', '--admin-pwd', 'a-password', '--admin-project-dir', '/tmp'],
      ],
    ],
    users: `
import json
from sqlalchemy import select
from fractal_server.app.db import get_sync_db
from fractal_server.app.models import Profile, UserOAuth

session = next(get_sync_db())
profile = session.scalars(select(Profile)).one()
people = [
    UserOAuth(
        email=f"{name}@example.com",
        hashed_password="none",
        is_verified=True,
        profile_id=profile.id,
        project_dirs=["/tmp"],
    )
    for name in ("ada", "bob")
]
session.add_all(people)
session.commit()
print(json.dumps([person.id for person in people]))
`,
    life: {
      make: ['create_project', { name: '$mark' }],
      list: ['get_list_project', {}],
      take: ['delete_project', { project_id: '$id' }],
      path: '/api/v2/project/',
    },
    unknown: '999999',
    expect: 'patched',
  },
  {
    name: 'cognee',
    shape: 'fastapi-users made by a cached function, optional user',
    requirement: 'cognee',
    python: '3.12',
    packages: ['cognee'],
    extra: ['aiosqlite'],
    app: 'cognee.api.client:app',
    env: {
      DATA_ROOT_DIRECTORY: '{data}/files',
      SYSTEM_ROOT_DIRECTORY: '{data}/system',
      COGNEE_LOGS_DIR: '{data}/logs',
      LLM_API_KEY: 'none',
      TELEMETRY_DISABLED: '1',
    },
    users: `
import asyncio, json
from cognee.infrastructure.databases.relational import create_db_and_tables
from cognee.modules.users.methods import create_user

async def make():
    await create_db_and_tables()
    return [str((await create_user(f"{name}@example.com", "a-password-of-" + name)).id) for name in ("ada", "bob")]

print(json.dumps(asyncio.run(make())))
`,
    life: {
      make: ['create_new_dataset', { name: '$mark' }],
      list: ['get_datasets', {}],
      take: ['delete_dataset', { dataset_id: '$id' }],
      path: '/api/v1/datasets',
    },
    expect: 'patched',
  },
  {
    name: 'open-webui',
    shape: 'JWT, API key or cookie in one function; state set on the request',
    requirement: 'open-webui',
    python: '3.12',
    // Models that are not needed to answer a request.
    overrides: [
      'torch; sys_platform == "never"',
      'sentence-transformers; sys_platform == "never"',
      'transformers; sys_platform == "never"',
    ],
    packages: ['open_webui'],
    app: 'open_webui.main:app',
    env: {
      DATA_DIR: '{data}',
      WEBUI_SECRET_KEY: 'a-secret-of-the-tests-that-is-long-enough',
      // As its own command starts it: an installed package.
      FROM_INIT_PY: 'true',
      OFFLINE_MODE: 'true',
      RAG_EMBEDDING_ENGINE: 'openai',
      ENABLE_OLLAMA_API: 'false',
      ENABLE_OPENAI_API: 'false',
      // It serves no contract in production.
      ENV: 'dev',
    },
    users: `
import asyncio, json
from open_webui.models.auths import Auths

async def make():
    people = [await Auths.insert_new_auth(f"{name}@example.com", "none", name, role="user") for name in ("ada", "bob")]
    return [person.id for person in people]

print(json.dumps(asyncio.run(make())))
`,
    life: {
      make: ['create_folder', { name: '$mark' }],
      list: ['get_folders', {}],
      take: ['delete_folder_by_id', { id: '$id' }],
      path: '/api/v1/folders/',
      flags: ['--include-tag', 'folders'],
    },
    expect: 'patched',
  },
  {
    name: 'lnbits',
    shape: 'access token, cookie or ?usr=, through helpers; API keys of wallets',
    requirement: 'lnbits',
    python: '3.12',
    packages: ['lnbits'],
    app: null,
    expect: 'refused',
  },
  {
    name: 'apache-airflow-core',
    shape: "a user made from claims by a plugin's auth manager",
    requirement: 'apache-airflow-core',
    python: '3.12',
    packages: ['airflow'],
    app: null,
    expect: 'refused',
  },
  {
    name: 'langflow-base',
    shape: 'an auth service behind a look-up at run time',
    requirement: 'langflow-base',
    python: '3.12',
    overrides: ['torch; sys_platform == "never"', 'transformers; sys_platform == "never"'],
    packages: ['langflow'],
    app: null,
    expect: 'refused',
  },
  {
    name: 'zenml',
    shape: 'a dependency that a function chooses at import time',
    requirement: 'zenml[server]',
    python: '3.12',
    packages: ['zenml'],
    app: null,
    expect: 'refused',
  },
  {
    name: 'gpustack',
    shape: 'four schemes, principals that are no rows',
    requirement: 'gpustack',
    python: '3.12',
    overrides: ['torch; sys_platform == "never"', 'transformers; sys_platform == "never"'],
    packages: ['gpustack'],
    app: null,
    expect: 'refused',
  },
];
