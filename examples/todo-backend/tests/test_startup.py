import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.config import ConfigurationError, get_settings
from app.main import app


def test_health_needs_no_token(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize("key", [None, "", "too-short-a-key"])
def test_start_fails_without_a_good_secret_key(
    monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    if key is None:
        monkeypatch.delenv("SECRET_KEY")
    else:
        monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ConfigurationError, match="SECRET_KEY") as error, TestClient(app):
        pass
    assert not key or key not in str(error.value)


def test_settings_come_from_a_dotenv_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY")
    (tmp_path / ".env").write_text(f"SECRET_KEY={'k' * 40}\nACCESS_TOKEN_EXPIRE_MINUTES=5\n")
    assert get_settings().secret_key.get_secret_value() == "k" * 40
    assert get_settings().access_token_expire_minutes == 5


def test_openapi_needs_no_configuration(tmp_path: Path) -> None:
    code = "from app.main import app; assert '/tasks' in app.openapi()['paths']"
    unset = {"SECRET_KEY", "DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert list(tmp_path.iterdir()) == []
