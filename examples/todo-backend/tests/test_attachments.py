from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.config import Settings, get_settings
from app.main import app

Headers = dict[str, str]
CONTENT = bytes(range(256))


@pytest.fixture
def url(client: TestClient, alice: Headers) -> str:
    task = client.post("/tasks", headers=alice, json={"title": "Task"}).json()
    return f"/tasks/{task['id']}/attachments"


def upload(
    client: TestClient, url: str, headers: Headers, content_type: str = "image/png"
) -> dict[str, Any]:
    response = client.post(
        url,
        headers=headers,
        files={"file": ("Zeichnung ü.png", CONTENT, content_type)},
        data={"note": "First draft"},
    )
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def test_upload_then_download(client: TestClient, alice: Headers, url: str) -> None:
    attachment = upload(client, url, alice)
    assert (attachment["filename"], attachment["size"]) == ("Zeichnung ü.png", 256)
    assert attachment["note"] == "First draft"
    assert client.get(url, headers=alice).json() == [attachment]

    download = client.get(f"/attachments/{attachment['id']}", headers=alice)
    assert download.content == CONTENT
    assert download.headers["Content-Type"] == "image/png"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    expected = "attachment; filename*=UTF-8''Zeichnung%20%C3%BC.png"
    assert download.headers["Content-Disposition"] == expected


@pytest.mark.parametrize("declared", ["nonsense", "text/ü", f"text/{'x' * 300}"])
def test_an_unusable_content_type_is_replaced(
    client: TestClient, alice: Headers, url: str, declared: str
) -> None:
    attachment = upload(client, url, alice, content_type=declared)
    assert attachment["content_type"] == "application/octet-stream"


def test_upload_limit(client: TestClient, alice: Headers, url: str) -> None:
    limited: Settings = get_settings().model_copy(update={"max_upload_bytes": 255})
    app.dependency_overrides[get_settings] = lambda: limited
    response = client.post(url, headers=alice, files={"file": ("a.bin", CONTENT)})
    assert response.status_code == 413
    assert client.get(url, headers=alice).json() == []


def test_the_file_is_required(client: TestClient, alice: Headers, url: str) -> None:
    assert client.post(url, headers=alice, data={"note": "No file"}).status_code == 422


def test_attachments_are_private(
    client: TestClient, alice: Headers, bob: Headers, url: str
) -> None:
    attachment_url = f"/attachments/{upload(client, url, alice)['id']}"
    assert client.post(url, headers=bob, files={"file": ("a", b"a")}).status_code == 404
    assert client.get(attachment_url, headers=bob).status_code == 404
    assert client.delete(attachment_url, headers=bob).status_code == 404
    assert client.get(attachment_url).status_code == 401
    assert client.get(attachment_url, headers=alice).status_code == 200


def test_delete(client: TestClient, alice: Headers, url: str) -> None:
    attachment_url = f"/attachments/{upload(client, url, alice)['id']}"
    assert client.delete(attachment_url, headers=alice).status_code == 204
    assert client.get(attachment_url, headers=alice).status_code == 404


def test_deleting_a_task_deletes_its_attachments(
    client: TestClient, alice: Headers, url: str
) -> None:
    attachment_url = f"/attachments/{upload(client, url, alice)['id']}"
    client.delete(url.removesuffix("/attachments"), headers=alice)
    assert client.get(attachment_url, headers=alice).status_code == 404
