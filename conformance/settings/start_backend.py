"""Starts patched backends with the service token in different states, and runs the tests that the patch has added.

    python start_backend.py FOLDER …

A line of JSON for each folder and state. Every start is a process of its own; FastAPI is imported once for all.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
import warnings
from contextlib import redirect_stdout
from pathlib import Path

warnings.simplefilter("ignore")

import pydantic_settings  # noqa: E402, F401
import pytest  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402

WEAK = "s" * 31
TOKEN = "t" * 40
STATES = {"unset": None, "empty": "", "weak": WEAK, "set": TOKEN}


def started(token: str | None) -> dict[str, object]:
    """Return what the backend in the current folder answers."""
    os.environ.pop("SERVICE_AUTH_TOKEN", None)
    if token is not None:
        os.environ["SERVICE_AUTH_TOKEN"] = token
    sys.path.insert(0, os.getcwd())
    try:
        import main
    except BaseException:  # noqa: BLE001
        text = traceback.format_exc()
        return {"starts": False, "told": bool(token) and str(token) in text, "why": text[-400:]}
    client = TestClient(main.app)

    def ask(**headers: str) -> list[object]:
        answer = client.get("/me", headers={name.replace("_", "-"): value for name, value in headers.items()})
        return [answer.status_code, answer.text]

    config = sys.modules.get("config")
    shown = repr({name: value for name, value in vars(config).items() if name[0] != "_"}) if config else ""
    return {
        "starts": True,
        "service": ask(Authorization=f"Bearer {TOKEN}", X_User_ID="2"),
        "nobody": ask(Authorization="Bearer ", X_User_ID="2"),
        "user": ask(Authorization="Bearer s-1", X_User_ID="2"),
        "told": bool(token) and str(token) in shown,
    }


def proven() -> dict[str, object]:
    """Return what the backend's tests say."""
    sys.path.insert(0, os.getcwd())
    said = io.StringIO()
    with redirect_stdout(said):
        code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:warnings", "."])
    return {"passes": code == 0, "why": said.getvalue()[-600:]}


for folder in map(Path, sys.argv[1:]):
    for state in (*STATES, "proof"):
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            # What the backend prints is none of ours.
            out, sys.stdout = sys.stdout, sys.stderr
            result = proven() if state == "proof" else started(STATES[state])
            line = json.dumps({"folder": str(folder), "state": state, **result})
            out.write(line + "\n")
            out.flush()
            os._exit(0)
        os.waitpid(child, 0)
