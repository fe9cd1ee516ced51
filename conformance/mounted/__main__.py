"""Serves a Pattern 1 backend with the emitted server mounted in it: `python -m mounted --server DIR --calls 500`.

Run it in conformance/ with an interpreter that has FastAPI and the emitted project's dependencies. Prints one JSON
object; exit code 1 when an answer was wrong.
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from pathlib import Path

import httpx2

from drive.backends import OWN_BACKENDS, post
from drive.children import Command, free_port, listening
from load.caller import Caller

SERVE = """
import sys
import uvicorn
from user_id_backend import app
from src.mount import mount

mount(app)
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""


async def run(options: argparse.Namespace) -> dict[str, object]:
    """Each of two people makes tasks, lists them, and tries the other's; nobody else is let in."""
    port, secret, problems = free_port(), secrets.token_urlsafe(32), list[str]()
    settings = {
        "MCP_IDENTITY": "gateway",
        "MCP_GATEWAY_SECRET": secret,
        "RATE_LIMIT_PER_USER": "1000000/second",
        "RATE_LIMIT_TOTAL": "1000000/second",
        "PYTHONPATH": str(options.server.resolve()),
    }
    with tempfile.TemporaryDirectory(prefix="mounted-") as folder:
        command = Command("backend", [sys.executable, "-c", SERVE, str(port)], OWN_BACKENDS, settings)
        async with listening(command, port, Path(folder)), httpx2.AsyncClient(trust_env=False) as http:
            url = f"http://127.0.0.1:{port}"
            ids = [str((await post(http, f"{url}/users", json={"name": name}))["id"]) for name in ("Ada", "Bob")]
            stranger = await http.post(f"{url}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
            if stranger.status_code != 401:
                problems.append(f"a stranger got {stranger.status_code}")
            people = [
                (name, {"authorization": f"Bearer {secret}", "x-user-id": user})
                for name, user in zip(("Ada", "Bob"), ids, strict=True)
            ]
            tasks: dict[str, int] = {}
            for name, headers in people:
                async with Caller(port, headers) as caller:
                    made = await caller.call("create_task", title=f"{name}'s task")
                    tasks[name] = made.content["id"]

            async def work(name: str, other: str, headers: dict[str, str]) -> int:
                async with Caller(port, headers) as caller:
                    for number in range(options.calls):
                        if number % 2:
                            answer = await caller.call("list_tasks")
                            titles = [task["title"] for task in (answer.content or {}).get("result", [])]
                            fine = titles == [f"{name}'s task"]
                        else:
                            answer = await caller.call("complete_task", task_id=tasks[other])
                            fine = answer.error_type == "not_found_error"
                        if not fine or f"{other}'s" in json.dumps(answer.content):
                            problems.append(f"{name}: {json.dumps(answer.content)[:300]}")
                return int(options.calls)

            jobs = [
                work(name, other, headers)
                for (name, headers), (other, _) in zip(people, reversed(people), strict=True)
                for _ in range(options.callers)
            ]
            calls = sum(await asyncio.gather(*jobs))
    return {"calls": calls, "problems": problems[:5], "ok": not problems and calls > 0}


def main() -> int:
    """Exit codes: 0 every answer right, 1 one was not."""
    parser = argparse.ArgumentParser(prog="mounted", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="a project made with --mount, Pattern 1")
    parser.add_argument("--calls", type=int, default=50, help="calls of each caller")
    parser.add_argument("--callers", type=int, default=5, help="callers of each person")
    result = asyncio.run(run(parser.parse_args()))
    print(json.dumps(result))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
