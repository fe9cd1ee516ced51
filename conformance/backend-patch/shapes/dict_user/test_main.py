import jwt
from fastapi.testclient import TestClient

from main import Config, app, get_current_user

client = TestClient(app)


def token(user_id: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {jwt.encode({'sub': str(user_id)}, Config.SECRET_KEY)}"}


def test_users():
    assert client.get("/me", headers=token(2)).json() == 2
    assert client.get("/me", headers=token(3)).status_code == 401
    assert client.get("/admin", headers=token(1)).json() == 1
    assert client.get("/admin", headers=token(2)).status_code == 403


def test_an_override():
    app.dependency_overrides[get_current_user] = lambda: {"id": 7, "role": "admin"}
    try:
        assert client.get("/admin").json() == 7
    finally:
        app.dependency_overrides.clear()
