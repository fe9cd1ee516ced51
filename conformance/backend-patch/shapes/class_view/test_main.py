from fastapi.testclient import TestClient

from main import User, app, get_current_user

client = TestClient(app)


def test_a_view():
    headers = {"Authorization": "Bearer good:ann"}
    assert client.get("/items/7", headers=headers).json() == "ann 7"
    assert client.get("/items", headers=headers).json() == "ann"
    assert client.get("/items", headers={"Authorization": "Bearer good:eve"}).status_code == 403


def test_an_override():
    app.dependency_overrides[get_current_user] = lambda: User("overridden")
    try:
        assert client.get("/items").json() == "overridden"
    finally:
        app.dependency_overrides.clear()
