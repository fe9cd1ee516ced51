"""Two replicas with `--response-cache --redis` before one backend: `python -m cached --server DIR`.

Run it in conformance/ with an interpreter that has FastAPI and the emitted project's dependencies. Events go to stdout
as JSON lines; exit code 1 when a check failed. Without a redis-server what needs Redis is left out, and said so.
"""

import argparse
import asyncio
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from drive.backends import OWN_BACKENDS
from drive.children import Command, free_port, listening
from drive.report import Report
from load.caller import Caller

SERVE = "import sys, uvicorn; from how_long import app; uvicorn.run(app, port=int(sys.argv[1]), log_level='warning')"
UNLIMITED = {"RATE_LIMIT_PER_USER": "1000000/second", "RATE_LIMIT_TOTAL": "1000000/second"}


@dataclass(frozen=True)
class Stage:
    """What is up: two replicas, their backend, and Redis where they share one."""

    ports: list[int]
    backend: str
    secret: str
    redis_pid: int | None

    async def read(self, tool: str, user: str, replica: int = 0, **arguments: Any) -> dict[str, Any]:
        """A tool's answer for a user."""
        headers = {"authorization": f"Bearer {self.secret}", "x-user-id": user}
        async with Caller(self.ports[replica], headers) as caller:
            answer = await caller.call(tool, **arguments)
        content: dict[str, Any] = answer.content
        return content

    async def asked(self, user: str, what: str) -> int:
        """How often the backend was asked."""
        async with httpx2.AsyncClient(trust_env=False) as http:
            counts: dict[str, int] = (await http.get(f"{self.backend}/asked")).json()
        return counts.get(f"{user} {what}", 0)


@asynccontextmanager
async def stage(server: Path, *, redis: bool) -> AsyncIterator[Stage]:
    """Everything, as processes of this machine."""
    secret = secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory(prefix="cached-") as folder:
        logs = Path(folder)
        async with AsyncExitStack() as stack:
            backend_port = free_port()
            backend = Command("backend", [sys.executable, "-c", SERVE, str(backend_port)], OWN_BACKENDS, {})
            await stack.enter_async_context(listening(backend, backend_port, logs))
            redis_pid, redis_url = None, {}
            if redis:
                port = free_port()
                program = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
                redis_pid = await stack.enter_async_context(listening(Command("redis", program, logs, {}), port, logs))
                redis_url = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
            ports = [free_port(), free_port()]
            for number, port in enumerate(ports):
                settings = server_settings(port, backend_port, secret) | redis_url
                command = Command(f"server-{number}", [sys.executable, "-m", "src.server"], server, settings)
                await stack.enter_async_context(listening(command, port, logs))
            yield Stage(ports, f"http://127.0.0.1:{backend_port}", secret, redis_pid)


def server_settings(port: int, backend_port: int, secret: str) -> Mapping[str, str]:
    """A replica behind a gateway."""
    return {
        **UNLIMITED,
        "BACKEND_URL": f"http://127.0.0.1:{backend_port}",
        "MCP_TRANSPORT": "streamable-http",
        "MCP_IDENTITY": "gateway",
        "MCP_GATEWAY_SECRET": secret,
        "MCP_PORT": str(port),
    }


async def check_lifetimes(up: Stage, report: Report) -> None:
    """RFC 9111: what the backend says of an answer, and nothing else, decides how long it is used."""
    for tool, times in (("lasting", 1), ("never", 3), ("silent", 3), ("tagged", 1), ("failing", 3)):
        for _ in range(3):
            await up.read(f"get_{tool}", "ada")
        report.check("lifetime", f"{tool}: three calls, {times} answers made", await up.asked("ada", tool) == times)
    report.check("lifetime", "tagged: asked twice whether it still holds", await up.asked("ada", "still holds") == 2)
    await up.read("get_brief", "ada")
    await asyncio.sleep(2.1)
    report.check("lifetime", "brief: made again after its time", (await up.read("get_brief", "ada"))["number"] == 2)


async def check_owners(up: Stage, report: Report) -> None:
    """An answer is for the user who got it, also when everybody asks at once."""
    people = [f"user-{number}" for number in range(20)]
    answers = await asyncio.gather(*(up.read("get_lasting", person) for person in people for _ in range(5)))
    whose = [person for person in people for _ in range(5)]
    strangers = [(got["user"], owner) for got, owner in zip(answers, whose, strict=True) if got["user"] != owner]
    report.check("owner", "100 calls of 20 users at once, each got its own answer", strangers == [], strangers)
    again = [await up.read("get_lasting", person) for person in people]
    report.check("owner", "and once more from the cache", [got["user"] for got in again] == people, again)


async def check_writes(up: Stage, report: Report) -> None:
    """A write makes the cache forget its user's answers, and nobody else's."""
    before = [await up.read("get_lasting", user) for user in ("ada", "bob")]
    await up.read("add_note", "ada", text="milk")
    ada, bob = await up.read("get_lasting", "ada"), await up.read("get_lasting", "bob")
    report.check("write", "the writer sees it", ada["notes"] == ["milk"] and ada["number"] > before[0]["number"], ada)
    report.check("write", "another's answer stands", bob == before[1], bob)


async def check_replicas(up: Stage, report: Report) -> None:
    """With Redis the replicas are one cache; without it, once it has gone, each call asks the backend."""
    first, second = await up.read("get_lasting", "eve"), await up.read("get_lasting", "eve", replica=1)
    report.check("replicas", "one finds what the other keeps", first == second and second["number"] == 1, second)
    await up.read("add_note", "eve", replica=1, text="tea")
    found = await up.read("get_lasting", "eve")
    report.check("replicas", "a write at one is seen at the other", found["notes"] == ["tea"], found)
    assert up.redis_pid is not None
    os.kill(up.redis_pid, signal.SIGKILL)
    numbers = [(await up.read("get_lasting", "eve", replica=number % 2))["number"] for number in range(4)]
    report.check("Redis gone", "every call is answered, by the backend", numbers == [3, 4, 5, 6], numbers)
    await up.read("add_note", "eve", text="jam")
    found = await up.read("get_lasting", "eve", replica=1)
    report.check("Redis gone", "a write is seen at once", found["notes"] == ["tea", "jam"], found)


async def drive(server: Path, report: Report) -> None:
    """In one process's memory, then shared."""
    async with stage(server, redis=False) as up:
        for check in (check_lifetimes, check_owners, check_writes):
            await check(up, report)
    if shutil.which("redis-server") is None:
        report.emit("left out", why="no redis-server on PATH: what replicas share was not tried")
        return
    async with stage(server, redis=True) as up:
        for check in (check_owners, check_writes, check_replicas):
            await check(up, report)


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed."""
    parser = argparse.ArgumentParser(prog="cached", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="a project made with --response-cache --redis")
    report = Report()
    asyncio.run(drive(parser.parse_args().server.resolve(), report))
    report.summary()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
