from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app.config import get_settings
from app.create_admin import main as create_admin
from app.database import get_engine
from app.main import app

PASSWORD = "correct horse battery"

Login = Callable[[str], dict[str, str]]


def _reset() -> None:
    if get_engine.cache_info().currsize:
        get_engine().dispose()
    get_engine.cache_clear()
    get_settings.cache_clear()
    app.dependency_overrides.clear()


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test its own database and keep it away from a developer's .env."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    monkeypatch.setenv("SECRET_KEY", "only-for-tests-" * 3)
    for name in ("ACCESS_TOKEN_EXPIRE_MINUTES", "MAX_UPLOAD_BYTES", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    # Production-strength hashing would take most of the test run.
    monkeypatch.setattr(
        "app.security._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    _reset()
    yield
    _reset()


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as test_client:
        yield test_client


@pytest.fixture
def login(client: TestClient) -> Login:
    """Return a function that logs a user in and returns the request headers."""

    def log_in(email: str) -> dict[str, str]:
        response = client.post("/auth/token", data={"username": email, "password": PASSWORD})
        assert response.status_code == 200, response.text
        return {"Authorization": f"Bearer {response.json()['access_token']}"}

    return log_in


def _register_and_log_in(client: TestClient, login: Login, email: str) -> dict[str, str]:
    response = client.post("/auth/register", json={"email": email, "password": PASSWORD})
    assert response.status_code == 201, response.text
    return login(email)


@pytest.fixture
def alice(client: TestClient, login: Login) -> dict[str, str]:
    return _register_and_log_in(client, login, "alice@example.com")


@pytest.fixture
def bob(client: TestClient, login: Login) -> dict[str, str]:
    return _register_and_log_in(client, login, "bob@example.com")


@pytest.fixture
def admin(client: TestClient, login: Login, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    create_admin(["admin@example.com"])
    return login("admin@example.com")
