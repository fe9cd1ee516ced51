import asyncio

import pytest
from fastapi.testclient import TestClient

from main import PEOPLE, app, current_active_user, get_strategy

client = TestClient(app)


def token(user_id: int) -> dict[str, str]:
    written = asyncio.run(get_strategy().write_token(PEOPLE[user_id]))
    return {"Authorization": f"Bearer {written}"}


@pytest.mark.parametrize(("user_id", "me", "admin"), [(1, 200, 200), (2, 200, 403), (3, 401, 401)])
def test_users(user_id: int, me: int, admin: int):
    assert client.get("/me", headers=token(user_id)).status_code == me
    assert client.get("/mine", headers=token(user_id)).status_code == me
    assert client.get("/admin", headers=token(user_id)).status_code == admin


def test_an_override():
    app.dependency_overrides[current_active_user] = lambda: PEOPLE[2]
    try:
        assert client.get("/mine").json() == 2
    finally:
        app.dependency_overrides.clear()
