from fastapi.testclient import TestClient

from main import app, get_current_user_authorizer

client = TestClient(app)


def test_both():
    headers = {"Authorization": "Bearer good-ann"}
    assert client.get("/me", headers=headers).json() == "ann"
    assert client.get("/feed", headers=headers).json() == "ann"
    assert client.get("/me").status_code == 403
    assert client.get("/feed").json() is None


def test_an_override():
    app.dependency_overrides[get_current_user_authorizer()] = lambda: {"id": "overridden"}
    try:
        assert client.get("/me").json() == "overridden"
    finally:
        app.dependency_overrides.clear()
