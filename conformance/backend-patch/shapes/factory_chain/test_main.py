from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


def test_both():
    headers = {"Authorization": "Token good-ann"}
    assert client.get("/me", headers=headers).json() == "ann"
    assert client.get("/feed", headers=headers).json() == "ann"
    assert client.get("/me", headers={"Authorization": "Token good-eve"}).status_code == 403
    assert client.get("/feed", headers={"Authorization": "Bearer x"}).status_code == 403
    assert client.get("/feed").json() is None
