"""After the patch: FastAPI awaits the bound extension, whatever its version; run by the conformance script."""

import inspect
import os

os.environ["SERVICE_AUTH_TOKEN"] = token = "s" * 40

from fastapi.testclient import TestClient  # noqa: E402

from main import app, auth  # noqa: E402

# FastAPI before 0.116 takes whatever has `__get__` for a plain function, and looks there for `async`.
assert not inspect.isroutine(auth.require_user_or_service)
assert inspect.iscoroutinefunction(auth.require_user_or_service.__call__)

client = TestClient(app)
for name in ("ann", "bob"):
    response = client.get("/me", headers={"Authorization": f"Bearer {token}", "X-User-ID": name})
    assert response.json() == name
assert client.get("/me", headers={"Authorization": f"Bearer {token}", "X-User-ID": "eve"}).status_code == 401
