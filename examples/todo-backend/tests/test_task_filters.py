from typing import Any

import pytest
from fastapi.testclient import TestClient

TASKS: list[dict[str, Any]] = [
    {"title": "Plan trip", "priority": "high", "due_date": "2030-03-01", "tags": ["home", "fun"]},
    {"title": "Pay rent", "status": "done", "due_date": "2030-02-01", "tags": ["home"]},
    {"title": "Report 100%", "description": "About the TRIP", "tags": ["work"]},
]


@pytest.fixture
def headers(client: TestClient, alice: dict[str, str], bob: dict[str, str]) -> dict[str, str]:
    for task in TASKS:
        assert client.post("/tasks", headers=alice, json=task).status_code == 201
    client.post("/tasks", headers=bob, json={"title": "Trip of Bob", "tags": ["home"]})
    return alice


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Report 100%", "Pay rent", "Plan trip"]),
        ("sort=due_date", ["Pay rent", "Plan trip", "Report 100%"]),
        ("status=done", ["Pay rent"]),
        ("priority=high", ["Plan trip"]),
        ("search=trip", ["Report 100%", "Plan trip"]),
        ("search=100%25", ["Report 100%"]),
        ("search=%25", ["Report 100%"]),
        ("due_before=2030-03-01", ["Pay rent"]),
        ("tags=home", ["Pay rent", "Plan trip"]),
        ("tags=home&tags=FUN", ["Plan trip"]),
        ("tags=home&tags=work", []),
        ("tags=home&status=todo", ["Plan trip"]),
    ],
)
def test_filters(
    client: TestClient, headers: dict[str, str], query: str, titles: list[str]
) -> None:
    page = client.get(f"/tasks?{query}", headers=headers).json()
    assert [task["title"] for task in page["items"]] == titles
    assert page["total"] == len(titles)


def test_paging(client: TestClient, headers: dict[str, str]) -> None:
    page = client.get("/tasks", headers=headers, params={"limit": 2, "offset": 2}).json()
    assert [task["title"] for task in page["items"]] == ["Plan trip"]
    assert (page["total"], page["limit"], page["offset"]) == (3, 2, 2)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "offset=-1", "status=open", "search=", "page=2"]
)
def test_invalid_query(client: TestClient, headers: dict[str, str], query: str) -> None:
    assert client.get(f"/tasks?{query}", headers=headers).status_code == 422
