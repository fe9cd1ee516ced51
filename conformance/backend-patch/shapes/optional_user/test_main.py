from fastapi.testclient import TestClient
from main import ACCOUNTS, app, optional_account, required_account

client = TestClient(app)


def test_accounts():
    assert client.get("/greeting", headers={"X-User-ID": "1"}).json() == "Hello stranger"
    assert client.get("/greeting", headers={"Authorization": "Bearer secret2"}).json() == "Hello 2"
    assert client.get("/me").status_code == 401
    assert client.get("/me", headers={"Authorization": "Bearer secret1", "X-User-ID": "2"}).json() == 1


def test_overrides():
    app.dependency_overrides[required_account] = lambda: ACCOUNTS[2]
    assert client.get("/me").json() == 2
    app.dependency_overrides = {optional_account: lambda: ACCOUNTS[1]}
    assert client.get("/me").json() == 1
    app.dependency_overrides = {}
