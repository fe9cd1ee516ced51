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
    name: 'dv-platform',
    shape: 'bearer JWT or API token, user by db.get, role checks above',
    requirement: 'dv-platform',
    python: '3.12',
    packages: ['app'],
    app: 'app.main:app',
    expect: 'patched',
  },
  {
    name: 'auth-kit-fastapi',
    shape: "a bearer scheme of its own, user by query, model from the app's state",
    requirement: 'auth-kit-fastapi aiosqlite',
    python: '3.12',
    packages: ['auth_kit_fastapi'],
    app: null,
    expect: 'patched',
  },
  {
    name: 'argilla-server',
    shape: 'bound method Security(auth.get_current_user), user by name',
    requirement: 'argilla-server',
    python: '3.11',
    packages: ['argilla_server'],
    app: 'argilla_server:app',
    expect: 'patched',
  },
  {
    name: 'fractal-server',
    shape: 'fastapi-users, two backends, chains of checks',
    requirement: 'fractal-server',
    python: '3.13',
    packages: ['fractal_server'],
    app: 'fractal_server.main:app',
    env: { JWT_SECRET_KEY: 'a-secret-of-the-tests-that-is-long-enough', POSTGRES_DB: 'fractal' },
    expect: 'patched',
  },
  {
    name: 'cognee',
    shape: 'fastapi-users made by a cached function, optional user',
    requirement: 'cognee',
    python: '3.12',
    packages: ['cognee'],
    app: null,
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
    app: null,
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
