"""What is under load: the example backend with its patch, the emitted server, and two people with tasks of their own."""

import argparse
import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from drive.backends import Person, ServiceBackend
from drive.children import Command, free_port, listening
from faults.misbehaving import Misbehaving

from .caller import Caller

TASKS = 10
"""How many tasks each person has."""
LAUNCH = """
import asyncio, gc, json, os, signal, sys

def tell(*_):
    gc.collect()
    tasks = len(asyncio.all_tasks(asyncio.get_running_loop()))
    pages = int(open("/proc/self/statm").read().split()[1])
    told = {"tasks": tasks, "files": len(os.listdir("/proc/self/fd")), "rss": pages * os.sysconf("SC_PAGE_SIZE")}
    with open(os.environ["TOLD"], "a") as file:
        file.write(json.dumps(told) + "\\n")

signal.signal(signal.SIGUSR1, tell)
from src.server import main
sys.exit(main())
"""
"""The server, and on SIGUSR1 a line about itself."""


@dataclass
class Person4:
    """A person, and what is theirs."""

    person: Person
    headers: dict[str, str]
    tasks: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """What is up."""

    port: int
    people: list[Person4]
    told: Path
    pid: int

    async def server_state(self) -> dict[str, int]:
        """The server about itself: tasks, open files, resident bytes."""
        lines = self.told.read_text().splitlines() if self.told.exists() else []
        os.kill(self.pid, signal.SIGUSR1)
        for _ in range(600):
            await asyncio.sleep(0.05)
            now = self.told.read_text().splitlines() if self.told.exists() else []
            if len(now) > len(lines):
                state: dict[str, int] = json.loads(now[-1])
                return state
        raise TimeoutError("the server said nothing about itself")


PATIENT = {"BULKHEAD_RUNNING": "10", "BULKHEAD_WAITING": "2000", "BULKHEAD_WAIT_SECONDS": "60"}
"""Nobody is refused, whatever this machine can do."""


@asynccontextmanager
async def stage(
    options: argparse.Namespace, bulkhead: Mapping[str, str] = PATIENT, before: Misbehaving | None = None
) -> AsyncIterator[Stage]:
    """The example backend with its patch, the emitted server before it, and two people with tasks of their own.

    Args:
        options: where they are.
        bulkhead: settings of the server.
        before: stands between server and backend.
    """
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        logs, port, secret = Path(folder), free_port(), secrets.token_urlsafe(32)
        backend = ServiceBackend(options.backend_python, options.backend.resolve(), logs)
        pid_file, told = logs / "pid", logs / "told"
        settings = {
            "BACKEND_URL": before.url if before else backend.url,
            "SERVICE_AUTH_TOKEN": backend.token,
            "MCP_TRANSPORT": "streamable-http",
            "MCP_IDENTITY": "gateway",
            "MCP_GATEWAY_SECRET": secret,
            "MCP_PORT": str(port),
            "LOG_LEVEL": options.log_level,
            "RATE_LIMIT_PER_USER": "1000000/second",
            "RATE_LIMIT_TOTAL": "1000000/second",
            **bulkhead,
            "TOLD": str(told),
        }
        launch = f"import os; open({str(pid_file)!r}, 'w').write(str(os.getpid()))\n{LAUNCH}"
        command = Command("server", [sys.executable, "-c", launch], options.server.resolve(), settings)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(backend.running())
            if before:
                before.target = backend.port
                await stack.enter_async_context(before)
            await stack.enter_async_context(listening(command, port, logs))
            people = []
            async with httpx2.AsyncClient() as http:
                for name in ("Ada", "Bob"):
                    person = await backend.register(http, name)
                    headers = {"authorization": f"Bearer {secret}", "x-user-id": person.user_id}
                    people.append(Person4(person, headers))
            for owner in people:
                async with Caller(port, owner.headers) as caller:
                    for _ in range(TASKS):
                        title = f"{owner.person.name} {secrets.token_hex(6)}"
                        made = await caller.call("create_task", title=title)
                        owner.tasks[made.content["id"]] = title
            yield Stage(port, people, told, int(pid_file.read_text()))
