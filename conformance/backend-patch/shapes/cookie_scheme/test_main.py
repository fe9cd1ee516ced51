from fastapi.testclient import TestClient
from main import USERS, app, current_user


def get(cookie=None):
    return TestClient(app, cookies={"session": cookie} if cookie else None).get("/me", headers={"X-User-ID": "old"})


def test_me():
    assert get("s1").json()["username"] == "ann"
    assert get("s2").status_code == 403
    assert get("s9").status_code == 401
    assert get().json() == {"detail": "Not authenticated"}


def test_override():
    app.dependency_overrides[current_user] = lambda: USERS["old"]
    assert get().json()["username"] == "old"
    app.dependency_overrides.clear()
