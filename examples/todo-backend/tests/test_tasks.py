from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

Headers = dict[str, str]


def create(client: TestClient, headers: Headers, **fields: Any) -> dict[str, Any]:
    response = client.post("/tasks", headers=headers, json={"title": "Task", **fields})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def test_create_with_defaults(client: TestClient, alice: Headers) -> None:
    task = create(client, alice, title="  Buy milk ")
    assert task["title"] == "Buy milk"
    assert (task["status"], task["priority"], task["tags"]) == ("todo", "normal", [])
    assert task["due_date"] is task["completed_at"] is None
    assert client.get(f"/tasks/{task['id']}", headers=alice).json() == task


def test_create_with_everything(client: TestClient, alice: Headers) -> None:
    fields = {
        "title": "Report",
        "description": "All of it",
        "status": "done",
        "priority": "urgent",
        "due_date": "2030-01-31",
        "estimate_minutes": 90,
    }
    task = create(client, alice, **fields, tags=["Work", "q1", "work"])
    assert fields.items() <= task.items()
    assert task["tags"] == ["q1", "work"]
    assert task["completed_at"] is not None


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"priority": "someday"},
        {"due_date": "tomorrow"},
        {"estimate_minutes": 0},
        {"tags": ["two words"]},
        {"tags": [f"t{n}" for n in range(11)]},
        {"owner_id": 2},
    ],
)
def test_invalid_task(client: TestClient, alice: Headers, change: dict[str, Any]) -> None:
    response = client.post("/tasks", headers=alice, json={"title": "Task", **change})
    assert response.status_code == 422


def test_patch_tells_null_from_omitted(client: TestClient, alice: Headers) -> None:
    task = create(client, alice, due_date="2030-01-31", description="Text", tags=["a", "b"])
    url = f"/tasks/{task['id']}"

    unchanged = client.patch(url, headers=alice, json={})
    assert unchanged.json() == task

    renamed = client.patch(url, headers=alice, json={"title": "New", "tags": ["b", "c"]}).json()
    assert (renamed["title"], renamed["tags"]) == ("New", ["b", "c"])
    assert (renamed["due_date"], renamed["description"]) == ("2030-01-31", "Text")

    cleared = client.patch(url, headers=alice, json={"due_date": None}).json()
    assert cleared["due_date"] is None
    assert cleared["description"] == "Text"
    assert client.get(url, headers=alice).json() == cleared


@pytest.mark.parametrize("field", ["title", "status", "priority", "tags"])
def test_patch_rejects_null_for_a_required_field(
    client: TestClient, alice: Headers, field: str
) -> None:
    task = create(client, alice)
    response = client.patch(f"/tasks/{task['id']}", headers=alice, json={field: None})
    assert response.status_code == 422


def test_patching_only_the_tags_updates_the_timestamp(client: TestClient, alice: Headers) -> None:
    task = create(client, alice)
    patched = client.patch(f"/tasks/{task['id']}", headers=alice, json={"tags": ["a"]}).json()
    assert datetime.fromisoformat(patched["updated_at"]) > datetime.fromisoformat(
        task["updated_at"]
    )


def test_complete_and_reopen(client: TestClient, alice: Headers) -> None:
    url = f"/tasks/{create(client, alice)['id']}"
    done = client.post(f"{url}/complete", headers=alice).json()
    assert done["status"] == "done"
    assert done["completed_at"] is not None
    assert client.post(f"{url}/complete", headers=alice).json() == done

    reopened = client.patch(url, headers=alice, json={"status": "in_progress"}).json()
    assert (reopened["status"], reopened["completed_at"]) == ("in_progress", None)


def test_delete(client: TestClient, alice: Headers) -> None:
    url = f"/tasks/{create(client, alice, tags=['a'])['id']}"
    deleted = client.delete(url, headers=alice)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert client.delete(url, headers=alice).status_code == 404


def test_bulk_delete_skips_the_tasks_of_others(
    client: TestClient, alice: Headers, bob: Headers
) -> None:
    mine = [create(client, alice)["id"] for _ in range(3)]
    other = create(client, bob)["id"]
    body = {"ids": [mine[0], mine[2], other, 999]}
    response = client.post("/tasks/bulk-delete", headers=alice, json=body)
    assert response.json() == {"deleted": [mine[0], mine[2]], "not_found": [other, 999]}
    assert client.get(f"/tasks/{other}", headers=bob).status_code == 200
    assert client.get("/tasks", headers=alice).json()["total"] == 1

    empty = client.post("/tasks/bulk-delete", headers=alice, json={"ids": []})
    assert empty.status_code == 422


@pytest.mark.parametrize(
    ("method", "suffix", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"title": "Mine"}),
        ("DELETE", "", None),
        ("POST", "/complete", None),
        ("GET", "/attachments", None),
    ],
)
def test_the_task_of_another_user_is_not_found(
    client: TestClient, alice: Headers, bob: Headers, method: str, suffix: str, body: Any
) -> None:
    task = create(client, alice)
    url = f"/tasks/{task['id']}{suffix}"
    response = client.request(method, url, headers=bob, json=body)
    assert response.status_code == 404
    assert client.get(f"/tasks/{task['id']}", headers=alice).json() == task


def test_an_id_out_of_range_is_invalid(client: TestClient, alice: Headers) -> None:
    assert client.get(f"/tasks/{2**70}", headers=alice).status_code == 422
