from fastapi.testclient import TestClient

from main import app, auth

client = TestClient(app)


def test_a_user():
    assert client.get("/me", headers={"Authorization": "Bearer good-ann"}).json() == "ann"
    assert client.get("/me", headers={"Authorization": "Bearer good-eve"}).status_code == 401
    assert client.get("/me").status_code == 401


def test_an_override():
    app.dependency_overrides[auth.require_user] = lambda: {"name": "overridden"}
    try:
        assert client.get("/scoped").json() == "overridden"
    finally:
        app.dependency_overrides.clear()
