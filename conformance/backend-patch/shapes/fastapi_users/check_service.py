"""After the patch: whom a service call is let in as; run by the conformance script."""

import os

os.environ["SERVICE_AUTH_TOKEN"] = token = "s" * 40

from fastapi.testclient import TestClient  # noqa: E402

from main import app  # noqa: E402

client = TestClient(app)


def answer(path: str, user_id: str | None, secret: str = token) -> tuple[int, object]:
    headers = {"Authorization": f"Bearer {secret}"} | ({} if user_id is None else {"X-User-ID": user_id})
    response = client.get(path, headers=headers)
    return response.status_code, response.json()


assert answer("/me", "1") == (200, 1)
assert answer("/mine", "2") == (200, 2)
assert answer("/admin", "1") == (200, 1)
# The checks of the user are those of everybody: no superuser, not active.
assert answer("/admin", "2")[0] == 403
assert answer("/me", "3")[0] == 401
for nobody in ("4", "01", "+1", "1_0", "x"):
    assert answer("/me", nobody)[0] == 401, nobody
assert answer("/me", None)[0] == 400
assert answer("/me", "1", "t" * 40)[0] == 401
