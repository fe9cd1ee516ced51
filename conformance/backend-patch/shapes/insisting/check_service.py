"""A service call gets what its user gets: what is kept for later, and what stands above the look-up."""

import os

os.environ["SERVICE_AUTH_TOKEN"] = "t" * 40

from fastapi.testclient import TestClient
from main import MAINTENANCE, app

client = TestClient(app, cookies={"device": "7"})
sent = {"X-Region": "eu", "Authorization": "Bearer " + "t" * 40, "X-User-ID": "2"}
answer = client.get("/me?api-version=1", headers=sent)
assert answer.json()["user"]["name"] == "Ben", answer.text
assert answer.json()["kept"] == 2
MAINTENANCE.add("eu")
assert client.get("/me?api-version=1", headers=sent).status_code == 503
