import pytest
from fastapi.testclient import TestClient

from main import USERS, app, get_current_user

client = TestClient(app)


@pytest.mark.parametrize("path", ["/outer/inner/a", "/outer/b", "/c"])
def test_every_level(path: str):
    assert client.get(path, headers={"Authorization": "Bearer good1"}).status_code == 200
    assert client.get(path).status_code == 401
    app.dependency_overrides[get_current_user] = lambda: USERS[2]
    try:
        assert client.get(path).status_code == 200
    finally:
        app.dependency_overrides.clear()
