import jwt
from fastapi.testclient import TestClient
from main import app


def test_nobody_is_refused():
    token = jwt.encode({"sub": "99"}, "s" * 32, algorithm="HS256")
    with TestClient(app) as client:
        assert client.get("/me").status_code == 401
        assert client.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_somebody_stands_in_for_the_user(client):
    assert client.get("/me").json() == "ann@example.com"
