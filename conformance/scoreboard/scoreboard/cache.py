"""Where downloads, virtual environments and generated servers stay between runs; never in the source tree."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from .commands import run, twice

UV = os.environ.get("UV", "uv")


def cache_root() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "fastapi-mcp" / "scoreboard"


def folder(*parts: str) -> Path:
    path = cache_root().joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def venv(name: str, requirements: list[str]) -> Path:
    """The Python of a virtual environment with these requirements, made when it is not there yet."""
    digest = hashlib.sha256("\n".join(requirements).encode()).hexdigest()[:12]
    home = folder("venvs") / f"{name}-{digest}"
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        run([UV, "venv", "--quiet", "--python", "3.11", str(home)])
        twice(lambda: run([UV, "pip", "install", "--quiet", "--python", str(python), *requirements], seconds=1800))
        (home / "complete").touch()
    return python
