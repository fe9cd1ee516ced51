"""After the patch: a service call passes the factories, and somebody unknown is a 401; run by the conformance script."""

import os

os.environ["SERVICE_AUTH_TOKEN"] = token = "s" * 40

from fastapi.testclient import TestClient  # noqa: E402

from main import app  # noqa: E402

client = TestClient(app)
service = {"Authorization": f"Bearer {token}"}
for path in ("/me", "/feed"):
    assert client.get(path, headers={**service, "X-User-ID": "bob"}).json() == "bob"
    assert client.get(path, headers={**service, "X-User-ID": "eve"}).status_code == 401
    assert client.get(path, headers=service).status_code == 400
