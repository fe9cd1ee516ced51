import pytest
from fastapi import Depends
from fastapi.testclient import TestClient
from main import app, decode_token, get_current_user, get_db

client = TestClient(app)


def auth(number):
    return {"Authorization": f"Bearer valid-{number}", "X-User-ID": "2"}


@pytest.fixture(autouse=True)
def clean():
    yield
    app.dependency_overrides = {}


def test_users():
    assert client.get("/me", headers=auth(1)).json()["id"] == 1
    assert client.get("/me", headers=auth(9)).status_code == 404
    assert client.get("/me").status_code == 401
    assert client.get("/me", headers={"Authorization": "Bearer x"}).json() == {"detail": "Bad token"}
    assert client.get("/pages", headers=auth(3)).status_code == 403
    assert client.get("/admin", headers=auth(1)).status_code == 403
    assert client.get("/admin", headers=auth(2)).status_code == 200


def test_override_of_the_user():
    async def somebody(db=Depends(get_db)):
        return db[2]

    app.dependency_overrides[get_current_user] = somebody
    assert client.get("/me").json()["id"] == 2
    assert client.get("/admin").status_code == 200


def test_override_of_the_decoder():
    app.dependency_overrides[decode_token] = lambda: {"sub": "1", "iat": 9}
    assert client.get("/me").json()["id"] == 1
