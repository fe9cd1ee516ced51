"""The app as a server starts it: imported, its lifespan run, and its contract asked for over ASGI.

    APP='from app.main import app' [CONTRACT=/openapi.json] [LIFESPAN=off] python boot.py FILE

writes the contract, or why there is none.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import nullcontext
from pathlib import Path


def boot() -> dict[str, object]:
    names: dict[str, object] = {}
    exec(os.environ["APP"], names)  # noqa: S102
    from fastapi.testclient import TestClient

    app = names["app"]
    client = TestClient(app)  # type: ignore[arg-type]
    with nullcontext() if os.environ.get("LIFESPAN") == "off" else client:
        url = os.environ.get("CONTRACT") or getattr(app, "openapi_url", None)
        # Some do not serve it in production.
        if url is None:
            document = app.openapi()  # type: ignore[attr-defined]
        else:
            answer = client.get(url)
            answer.raise_for_status()
            document = answer.json()
    return {"contract": document, "routes": len(document["paths"])}


try:
    result = boot()
except BaseException:  # noqa: BLE001
    result = {"error": " / ".join(traceback.format_exc().strip().splitlines()[-3:])}
Path(sys.argv[1]).write_text(json.dumps(result, sort_keys=True, default=str))
