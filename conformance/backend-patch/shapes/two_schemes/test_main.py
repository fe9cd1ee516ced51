from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


def test_each_router_has_its_own_scheme() -> None:
    ada = {"Authorization": "Bearer token-1"}
    assert client.get("/people/me", headers=ada).json() == "ada"
    assert client.get("/devices/list", headers=ada).status_code in (401, 403)
    assert client.get("/devices/list", headers={"X-Device-Key": "11"}).json() == ["lamp", "door"]
