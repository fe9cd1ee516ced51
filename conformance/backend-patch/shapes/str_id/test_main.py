from fastapi.testclient import TestClient
from main import app, get_current_user_id

client = TestClient(app)


def test_me():
    headers = {"Authorization": "Bearer secret:ann", "X-User-ID": "ben"}
    assert client.get("/v1/me", headers=headers).json() == {"id": "ann"}
    assert client.get("/v1/me").status_code in (401, 403)


def test_override():
    app.dependency_overrides[get_current_user_id] = lambda: "eve"
    assert client.get("/v1/me").json() == {"id": "eve"}
    assert client.get("/v1/ping").json() == "pong"
    app.dependency_overrides = {}
