"""`FastMCP.from_openapi` as its documentation starts it: the document, an HTTP client, stdio."""

from __future__ import annotations

from pathlib import Path

from ..cache import venv
from ..commands import run
from .launch import Launch

REQUIREMENTS = ["fastmcp>=2", "pyyaml>=6"]
PROGRAM = Path(__file__).with_name("peer_program.py")


def prepare(document: Path, origin: str, base_path: str) -> Launch:
    python = venv("fastmcp", REQUIREMENTS)
    return Launch([str(python), str(PROGRAM), str(document), origin + base_path], PROGRAM.parent)


def version() -> str:
    python = venv("fastmcp", REQUIREMENTS)
    return run([str(python), "-c", "import importlib.metadata as m; print(m.version('fastmcp'))"]).strip()
