from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi.testclient import TestClient

from app.config import get_settings
from app.security import ALGORITHM
from tests.conftest import PASSWORD, Login

ALICE = {"email": "Alice@Example.com", "password": PASSWORD, "full_name": "Alice"}


def test_register_then_log_in(client: TestClient, login: Login) -> None:
    created = client.post("/auth/register", json=ALICE)
    assert created.status_code == 201
    assert created.json()["email"] == "alice@example.com"
    assert not {"password", "password_hash"} & created.json().keys()
    assert datetime.fromisoformat(created.json()["created_at"]).tzinfo is not None

    assert client.get("/auth/me", headers=login("ALICE@example.com")).json() == created.json()


def test_an_email_address_registers_once(client: TestClient) -> None:
    assert client.post("/auth/register", json=ALICE).status_code == 201
    again = client.post("/auth/register", json={**ALICE, "email": "alice@example.COM"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"email": "not an address"},
        {"password": "short"},
        {"password": "x" * 129},
        {"full_name": ""},
        {"is_superuser": True},
    ],
)
def test_invalid_registration(client: TestClient, change: dict[str, object]) -> None:
    assert client.post("/auth/register", json={**ALICE, **change}).status_code == 422


@pytest.mark.parametrize(
    ("username", "password"),
    [("alice@example.com", "wrong password"), ("nobody@example.com", PASSWORD)],
)
def test_wrong_credentials_look_the_same(client: TestClient, username: str, password: str) -> None:
    client.post("/auth/register", json=ALICE)
    response = client.post("/auth/token", data={"username": username, "password": password})
    assert response.status_code == 401
    assert response.json() == {"detail": "Incorrect email or password"}


def test_token_states_its_lifetime(client: TestClient) -> None:
    client.post("/auth/register", json=ALICE)
    form = {"username": "alice@example.com", "password": PASSWORD}
    token = client.post("/auth/token", data=form).json()
    claims = jwt.decode(
        token["access_token"],
        get_settings().secret_key.get_secret_value(),
        algorithms=[ALGORITHM],
    )
    assert claims["sub"] == "1"
    assert claims["exp"] - claims["iat"] == token["expires_in"] == 30 * 60


def _token(key: str | None = None, algorithm: str = ALGORITHM, **claims: object) -> str:
    key = get_settings().secret_key.get_secret_value() if key is None else key
    valid = {"sub": "1", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    payload = {name: value for name, value in {**valid, **claims}.items() if value is not None}
    return jwt.encode(payload, key, algorithm=algorithm)


@pytest.mark.usefixtures("alice")
def test_only_a_valid_token_is_accepted(client: TestClient) -> None:
    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/auth/me", headers=headers).status_code

    assert status(_token()) == 200
    assert status("garbage") == 401
    assert status(_token(key="another-key-" * 4)) == 401
    assert status(_token(key="", algorithm="none")) == 401
    assert status(_token(exp=datetime.now(UTC) - timedelta(seconds=1))) == 401
    assert status(_token(exp=None)) == 401
    assert status(_token(sub=None)) == 401
    assert status(_token(sub="alice")) == 401
    assert status(_token(sub="99")) == 401


@pytest.mark.parametrize("path", ["/auth/me", "/tasks", "/tasks/1", "/admin/users"])
def test_a_token_is_required(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
