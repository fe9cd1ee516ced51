import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { patchBackend } from './patch-backend.js';
import { projectStyle } from './project-style.js';

describe('what a backend’s own tools ask', () => {
  const of = (path: string, text: string) => projectStyle([{ path, text }]);

  it.each([
    ['pyproject.toml', '[tool.ruff]\nline-length = 100\n', 100],
    ['pyproject.toml', '[tool.black]\nline-length = 79\n', 79],
    ['ruff.toml', 'line-length = 120\n', 120],
    ['pyproject.toml', '', 88],
    ['sub/pyproject.toml', 'line-length = 100\n', 88],
  ])('a line has so many columns: %s %j', (path, text, lineLength) => {
    expect(of(path, text).lineLength).toBe(lineLength);
  });

  it.each([
    ['lint.select = [ "E",     # Error\n    "D",     # Pydocstyle\n]', true],
    ['[lint]\nselect = ["ALL"]', true],
    ['extend-select = ["D1"]', true],
    ['select = ["E", "DJ"]', false],
    ['ignore = ["D"]', false],
  ])('functions have docstrings: %j', (text, wants) => {
    expect(of('pyproject.toml', text).wantsDocstrings).toBe(wants);
  });

  it.each([
    ['pyproject.toml', 'filterwarnings = [\n    "error",\n    "ignore::DeprecationWarning",\n]', true],
    ['pytest.ini', '[pytest]\nfilterwarnings =\n    error\n', true],
    ['pyproject.toml', 'filterwarnings = ["ignore::DeprecationWarning"]', false],
  ])('warnings fail: %s %j', (path, text, fail) => {
    expect(of(path, text).warningsFail).toBe(fail);
  });
});

describe('a patch in that style', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'style-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const users = (backends: string): string =>
    [
      'from fastapi import FastAPI',
      'from fastapi_users import FastAPIUsers',
      'from fastapi_users.authentication import AuthenticationBackend',
      '',
      'from shop.config import settings',
      '',
      'jwt = AuthenticationBackend("jwt", 1, 2)',
      `users = FastAPIUsers[int, int](settings.manager, ${backends})`,
      'current_user = users.current_user()',
      'app = FastAPI()',
      'app.include_router(users.get_users_router(1, 2), prefix="/users")',
      '',
    ].join('\n');
  const config = [
    'import os',
    '',
    'from pydantic_settings import BaseSettings, SettingsConfigDict',
    '',
    '',
    'class Settings(BaseSettings):',
    '    model_config = SettingsConfigDict(env_prefix="SHOP_")',
    '    secret_key: str = ""',
    '',
    '',
    'settings = Settings()',
    '',
  ].join('\n');

  async function patched(backends: string, pyproject = ''): Promise<void> {
    write('pyproject.toml', pyproject);
    write('shop/__init__.py', '');
    write('shop/config.py', config);
    write('shop/main.py', users(backends));
    const choices = { dependencies: [], leave: [], userIdType: null, loadUser: [], userProof: null };
    expect((await patchBackend({ folder, choices })).status).toBe('patched');
  }

  it('sorts its imports, and breaks lines where they do', async () => {
    await patched('[jwt]', 'line-length = 79\n');
    expect(read('shop/config.py')).toContain(
      'import os\n\nfrom pydantic import Field, SecretStr, field_validator\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n\nfrom shop.service_auth import check_service_token\n',
    );
    expect(read('shop/config.py')).toContain(
      '    service_auth_token: SecretStr | None = Field(\n        default=None, validation_alias="SERVICE_AUTH_TOKEN"\n    )\n',
    );
    expect(read('shop/main.py')).toContain(
      'users = FastAPIUsers[int, int](settings.manager, [\n    service_backend(\n        lambda: (\n            settings.service_auth_token,\n            settings.service_auth_token_previous,\n        )\n    ),\n    jwt,\n])',
    );
  });

  it.each([
    ['app = make(1)', 'from shop.main import app, current_user'],
    ['app = [make(1)][0]', null],
  ])('imports the app that a server is started with, not a factory that needs more: %j', async (made, line) => {
    write('shop/__init__.py', '');
    write('shop/config.py', config);
    const [head = '', tail = ''] = users('[jwt]').split('app = FastAPI()\napp.');
    const factory = `def make(title):\n    app = FastAPI()\n    app.${tail.trim()}\n    return app\n`;
    write('shop/main.py', `${head}\n\n${factory}\n\n${made}\n`);
    const choices = { dependencies: [], leave: [], userIdType: null, loadUser: [], userProof: null };
    expect((await patchBackend({ folder, choices })).status).toBe('patched');
    if (line === null) expect(existsSync(join(folder, 'tests'))).toBe(false);
    else expect(read('tests/test_service_auth.py')).toContain(line);
  });

  it('keeps a line that is short enough', async () => {
    await patched('[jwt]', 'line-length = 200\n');
    expect(read('shop/main.py')).toContain(
      ', [service_backend(lambda: (settings.service_auth_token, settings.service_auth_token_previous)), jwt])',
    );
    expect(read('shop/config.py')).toContain(
      '    service_auth_token: SecretStr | None = Field(default=None, validation_alias="SERVICE_AUTH_TOKEN")\n',
    );
  });

  it('tests as they do, where warnings fail and functions are to have docstrings', async () => {
    await patched('[jwt]', 'filterwarnings = ["error"]\nselect = ["D"]\n');
    const proof = read('tests/test_service_auth.py');
    expect(proof.split('\n')[0]).toBe('# ruff: noqa: D101, D103 (the names of the tests say it)');
    expect(proof).toContain('    warnings.simplefilter("ignore")\n    from fastapi.testclient import TestClient\n');
    expect(proof).toContain('("DELETE", "/users/1")');
  });
});
