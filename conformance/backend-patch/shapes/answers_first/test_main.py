from fastapi.testclient import TestClient

from main import app

client = TestClient(app)
ADA = {"Authorization": "Bearer token-1"}


def test_the_form_is_read_before_the_credential() -> None:
    assert client.post("/packages").status_code == 422
    assert client.post("/packages", data={"package": "x"}).status_code in (401, 403)
    answer = client.post("/packages", data={"package": "x"}, headers=ADA)
    assert answer.json() == {"package": "x", "by": "ada"}


def test_what_is_made_on_the_spot_answers_first() -> None:
    assert client.put("/files").status_code in (401, 403)
    assert client.put("/files", content=b"x" * 2000).status_code == 413
    assert client.put("/files", content=b"x", headers=ADA).json() == "ada"
    assert client.get("/versions").status_code == 400
