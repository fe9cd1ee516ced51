"""A pytest plugin: of tests that the proof suite runs for every route, keep those of a few routes.

The suite of a backend with 500 routes takes an hour. Which routes were kept is fixed (spread over
the list), and how many there were is printed.
"""

from __future__ import annotations

import os

import pytest

KEEP = int(os.environ.get("PROOF_ROUTES", "6"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    routes: dict[str, None] = {}
    for item in items:
        route = _route(item)
        if route is not None:
            routes.setdefault(route)
    listed = list(routes)
    step = max(1, len(listed) // KEEP)
    kept = set(listed[::step][:KEEP])
    left = [item for item in items if _route(item) not in kept and _route(item) is not None]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    print(f"\nproof: {len(kept)} of {len(listed)} routes")


def _route(item: pytest.Item) -> str | None:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return f"{parameters['method']} {parameters['path']}" if "path" in parameters else None
