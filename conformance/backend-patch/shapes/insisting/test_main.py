from fastapi.testclient import TestClient
from main import MAINTENANCE, app

SENT = {"X-Region": "eu", "Cookie": "device=7", "Authorization": "Bearer secret:1"}


def test_me():
    client = TestClient(app)
    answer = client.get("/me", params={"api-version": "1"}, headers=SENT).json()
    assert answer["user"] == {"id": 1, "name": "Ann", "device": 7, "version": "1"}
    assert answer["kept"] == 1
    assert client.get("/me", headers=SENT).status_code == 422


def test_maintenance():
    MAINTENANCE.add("eu")
    try:
        assert TestClient(app).get("/me?api-version=1", headers=SENT).status_code == 503
    finally:
        MAINTENANCE.clear()
