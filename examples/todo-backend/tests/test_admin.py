import io

import pytest
from fastapi.testclient import TestClient

from app.create_admin import main as create_admin
from app.dependencies import get_current_user
from app.main import app
from app.models import User
from tests.conftest import PASSWORD, Login

Headers = dict[str, str]


@pytest.mark.usefixtures("alice")
def test_list_users(client: TestClient, admin: Headers) -> None:
    page = client.get("/admin/users", headers=admin, params={"limit": 1, "offset": 1}).json()
    assert page["total"] == 2
    assert [user["email"] for user in page["items"]] == ["admin@example.com"]


def test_stats(client: TestClient, alice: Headers, admin: Headers) -> None:
    task = client.post("/tasks", headers=alice, json={"title": "A"}).json()
    client.post("/tasks", headers=alice, json={"title": "B", "status": "done"})
    client.post(
        f"/tasks/{task['id']}/attachments", headers=alice, files={"file": ("a.txt", b"12345")}
    )
    assert client.get("/admin/stats", headers=admin).json() == {
        "users": 2,
        "active_users": 2,
        "tasks_by_status": {"todo": 1, "in_progress": 0, "done": 1},
        "attachments": 1,
        "attachment_bytes": 5,
    }


@pytest.mark.parametrize("path", ["/admin/users", "/admin/stats"])
def test_other_users_are_refused(client: TestClient, path: str) -> None:
    app.dependency_overrides[get_current_user] = lambda: User(id=1, is_superuser=False)
    assert client.get(path).status_code == 403

    app.dependency_overrides[get_current_user] = lambda: User(id=1, is_superuser=True)
    assert client.get(path).status_code == 200


def test_disabling_an_account(
    client: TestClient, alice: Headers, admin: Headers, login: Login
) -> None:
    user_id = client.get("/auth/me", headers=alice).json()["id"]
    url = f"/admin/users/{user_id}/activation"
    form = {"username": "alice@example.com", "password": PASSWORD}

    disabled = client.put(url, headers=admin, json={"is_active": False})
    assert disabled.json()["is_active"] is False
    assert client.get("/auth/me", headers=alice).status_code == 401
    assert client.post("/auth/token", data=form).status_code == 401
    listed = client.get("/admin/users?is_active=false", headers=admin).json()
    assert [user["id"] for user in listed["items"]] == [user_id]

    client.put(url, headers=admin, json={"is_active": True})
    assert client.get("/auth/me", headers=login("alice@example.com")).status_code == 200


def test_activation_errors(client: TestClient, alice: Headers, admin: Headers) -> None:
    own_id = client.get("/auth/me", headers=admin).json()["id"]
    body = {"is_active": False}

    def status(user_id: int, headers: Headers) -> int:
        url = f"/admin/users/{user_id}/activation"
        return client.put(url, headers=headers, json=body).status_code

    assert status(own_id, admin) == 409
    assert status(999, admin) == 404
    assert status(own_id, alice) == 403


def test_create_admin_reads_standard_input(
    client: TestClient, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    create_admin(["root@example.com"])
    me = client.get("/auth/me", headers=login("root@example.com")).json()
    assert me["is_superuser"] is True


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("alice@example.com", PASSWORD, "already has an account"),
        ("new@example.com", "hunter2", "password: "),
        ("nonsense", PASSWORD, "email: "),
    ],
)
def test_create_admin_errors(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, message: str
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(SystemExit, match=message) as error:
        create_admin([email])
    assert password not in str(error.value)
