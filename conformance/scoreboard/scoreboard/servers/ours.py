"""Our generator on the document (Pattern 3, a given token), its emitted server in one shared environment."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import tomllib
from pathlib import Path

from ..cache import folder, venv
from ..commands import run
from .launch import Launch

REPOSITORY = Path(__file__).resolve().parents[4]
PACKAGE = REPOSITORY / "packages" / "generator-fastapi-mcp"
CHOICES = ["--pattern", "3", "--structure", "b", "--identity", "fixed", "--tool-mode", "direct"]
OPTIONS = ["--name", "scoreboard-server", *CHOICES, "--yes", "--skip-install", "--json"]


def prepare(document: Path, origin: str, name: str) -> Launch:
    project = folder("ours", name)
    shutil.rmtree(project)
    start = time.perf_counter()
    program = str(PACKAGE / "bin" / "fastapi-mcp.js")
    said = run(["node", program, "app", "--openapi", str(document), "--output", str(project), *OPTIONS], seconds=300)
    seconds = time.perf_counter() - start
    requirements = tomllib.loads((project / "pyproject.toml").read_text())["project"]["dependencies"]
    python = venv("ours", sorted(requirements))
    env = {
        "BACKEND_URL": origin,
        "BACKEND_ACCESS_TOKEN": "a-token-for-the-mock-backend-0123456789",
        "MCP_IDENTITY": "fixed",
        "MCP_USER_ID": "scoreboard",
        "MCP_TRANSPORT": "stdio",
        "BACKEND_MAX_ATTEMPTS": "1",
        "LOG_LEVEL": "ERROR",
        # On, as they come, but never reached: thousands of calls a minute are this harness's, not a user's.
        "RATE_LIMIT_PER_USER": "1000000/second",
        "RATE_LIMIT_TOTAL": "1000000/second",
    }
    return Launch(
        [str(python), "-m", "src.server"],
        project,
        env,
        {"generate_seconds": round(seconds, 2), "left_out": left_out(said)},
    )


def left_out(said: str) -> list[object]:
    """The diagnostics of the generator's `--json` result."""
    try:
        result = json.loads(said)
    except ValueError:
        return []
    found = result.get("diagnostics", []) if isinstance(result, dict) else []
    return list(found)


def version() -> str:
    built = sorted((PACKAGE / "dist").rglob("*.js"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in built)).hexdigest()[:8]
    return f"{json.loads((PACKAGE / 'package.json').read_text())['version']}+{digest}"
