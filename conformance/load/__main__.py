"""Puts an emitted Pattern 4 server under load: `python -m load isolation|callers|soak --server DIR …`.

Run it with the emitted project's own interpreter, in conformance/. Prints one JSON object; exit code 1 when a
promise broke.
"""

import argparse
import asyncio
import json
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from drive.backends import Person, ServiceBackend
from drive.children import Command, free_port, listening

from .caller import Answer, Caller

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


@asynccontextmanager
async def stage(options: argparse.Namespace) -> AsyncIterator[Stage]:
    """The example backend with its patch, the emitted server before it, and two people with tasks of their own."""
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        logs, port, secret = Path(folder), free_port(), secrets.token_urlsafe(32)
        backend = ServiceBackend(options.backend_python, options.backend.resolve(), logs)
        pid_file, told = logs / "pid", logs / "told"
        settings = {
            "BACKEND_URL": backend.url,
            "SERVICE_AUTH_TOKEN": backend.token,
            "MCP_TRANSPORT": "streamable-http",
            "MCP_IDENTITY": "gateway",
            "MCP_GATEWAY_SECRET": secret,
            "MCP_PORT": str(port),
            "LOG_LEVEL": options.log_level,
            "RATE_LIMIT_PER_USER": "1000000/second",
            "RATE_LIMIT_TOTAL": "1000000/second",
            # Its database pool has 15 connections: with more calls at once the example backend locks itself up.
            "BULKHEAD_RUNNING": "10",
            "BULKHEAD_WAITING": "2000",
            "BULKHEAD_WAIT_SECONDS": "60",
            "TOLD": str(told),
        }
        launch = f"import os; open({str(pid_file)!r}, 'w').write(str(os.getpid()))\n{LAUNCH}"
        command = Command("server", [sys.executable, "-c", launch], options.server.resolve(), settings)
        async with backend.running(), listening(command, port, logs):
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


def wrong(owner: Person4, other: Person4, kind: str, answer: Answer) -> str | None:
    """What is wrong with an answer, if anything: not one byte of it may be the other's."""
    text = json.dumps(answer.content)
    if other.person.name in text:
        return f"{kind}: the other's data: {text[:300]}"
    match kind:
        case "list":
            listed = [] if answer.is_error else answer.content["items"]
            same = {task["id"]: task["title"] for task in listed} == owner.tasks
        case "get":
            same = not answer.is_error and owner.tasks.get(answer.content["id"]) == answer.content["title"]
        case _:
            same = answer.error_type == "not_found_error"
    return None if same else f"{kind}: {answer.status} {text[:300]}"


async def one_call(caller: Caller, owner: Person4, other: Person4) -> tuple[str, Answer]:
    """A call of one of three kinds: one's list, one's task, the other's task."""
    kind = random.choice(("list", "get", "foreign"))
    if kind == "list":
        return kind, await caller.call("list_tasks")
    return kind, await caller.call("get_task", task_id=random.choice(list((owner if kind == "get" else other).tasks)))


async def work(
    stage: Stage, options: argparse.Namespace, *, callers: int, until: "Budget"
) -> tuple[list[float], Counter[str], list[str]]:
    """So many callers, half of them each person's, until the budget is spent; every answer is checked."""
    latencies: list[float] = []
    kinds: Counter[str] = Counter()
    problems: list[str] = []

    async def caller(number: int) -> None:
        owner, other = stage.people[number % 2], stage.people[1 - number % 2]
        async with Caller(stage.port, owner.headers) as caller:
            while until.take(number % 2):
                try:
                    kind, answer = await one_call(caller, owner, other)
                except (OSError, asyncio.IncompleteReadError) as problem:
                    problems.append(f"connection: {problem!r}")
                    caller.hang_up()
                    continue
                latencies.append(answer.seconds)
                if answer.refused:
                    kinds["refused"] += 1
                    await asyncio.sleep(answer.content["details"]["retry_after_seconds"])
                    continue
                kinds[kind] += 1
                if mistake := wrong(owner, other, kind, answer):
                    problems.append(mistake)

    await asyncio.gather(*(caller(number) for number in range(callers)))
    return latencies, kinds, problems


class Budget:
    """How many calls each of the two people may still make, or until when."""

    def __init__(self, calls: int | None = None, seconds: float | None = None) -> None:
        self._left = None if calls is None else [calls, calls]
        self._end = None if seconds is None else time.monotonic() + seconds

    def take(self, person: int) -> bool:
        """Whether there is another call to make."""
        if self._end is not None and time.monotonic() >= self._end:
            return False
        if self._left is None:
            return True
        self._left[person] -= 1
        return self._left[person] >= 0


def spread(latencies: list[float]) -> dict[str, float]:
    """p50, p95, p99 and the worst, in seconds."""
    ordered = sorted(latencies) or [0.0]
    last = len(ordered) - 1
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(ordered[min(last, int(len(ordered) * share))], 4) for name, share in at.items()}


async def isolation(stage: Stage, options: argparse.Namespace) -> dict[str, Any]:
    """Two people, so many calls each, every answer checked."""
    latencies, kinds, problems = await work(stage, options, callers=options.callers, until=Budget(calls=options.calls))
    checked = sum(kinds.values()) - kinds["refused"]
    return {
        "calls": checked,
        "isolated": checked - len(problems),
        "kinds": kinds,
        "problems": problems[:5],
        "latency": spread(latencies),
        "ok": not problems and checked + kinds["refused"] == 2 * options.calls,
    }


async def callers(stage: Stage, options: argparse.Namespace) -> dict[str, Any]:
    """So many at once; the only errors are refusals that say when to come back."""
    latencies, kinds, problems = await work(stage, options, callers=options.callers, until=Budget(calls=options.calls))
    latency = spread(latencies)
    return {
        "callers": options.callers,
        "calls": sum(kinds.values()),
        "kinds": kinds,
        "problems": problems[:5],
        "latency": latency,
        "ok": not problems and latency["p99"] <= options.p99,
    }


async def soak(stage: Stage, options: argparse.Namespace) -> dict[str, Any]:
    """Steady work, with callers who hang up in the middle; afterwards the server is as it was after the first fifth."""
    seconds, problems = options.minutes * 60, list[str]()
    done = asyncio.Event()

    async def hang_up_now_and_then() -> None:
        owner = stage.people[0]
        while not done.is_set():
            async with Caller(stage.port, owner.headers) as caller:
                await caller.send("list_tasks", {})
                await asyncio.sleep(random.uniform(0, 0.02))
            await asyncio.sleep(0.1)

    rude = asyncio.create_task(hang_up_now_and_then())
    states, calls = [], 0
    for _ in range(5):
        latencies, _, more = await work(stage, options, callers=options.callers, until=Budget(seconds=seconds / 5))
        calls += len(latencies)
        problems += more
        await asyncio.sleep(6)  # longer than any connection is kept without use
        states.append(await stage.server_state())
    done.set()
    await rude
    first, last = states[0], states[-1]
    growth = last["rss"] / first["rss"] - 1
    return {
        "minutes": options.minutes,
        "calls": calls,
        "states": states,
        "rss_growth": round(growth, 4),
        "problems": problems[:5],
        "ok": not problems and growth < 0.05 and last["tasks"] <= first["tasks"] and last["files"] <= first["files"],
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("kind", choices=("isolation", "callers", "soak"))
    parser.add_argument("--server", type=Path, required=True, help="the emitted project, structure B, Pattern 4")
    parser.add_argument("--backend", type=Path, required=True, help="the example backend with its patch")
    parser.add_argument("--backend-python", type=Path, required=True, help="an interpreter that has FastAPI")
    parser.add_argument("--calls", type=int, default=1000, help="calls of each of the two people")
    parser.add_argument("--callers", type=int, default=20, help="connections at once")
    parser.add_argument("--minutes", type=float, default=1.0, help="soak: how long")
    parser.add_argument(
        "--p99", type=float, default=2.0, help="callers: the slowest call but one in a hundred, in seconds"
    )
    parser.add_argument("--log-level", default="INFO")
    return parser.parse_args()


async def _main(options: argparse.Namespace) -> dict[str, Any]:
    async with stage(options) as up:
        started = time.monotonic()
        result = await {"isolation": isolation, "callers": callers, "soak": soak}[options.kind](up, options)
        return {"kind": options.kind, "seconds": round(time.monotonic() - started, 1), **result}


def main() -> int:
    """Exit codes: 0 every promise kept, 1 one was not."""
    result = asyncio.run(_main(_options()))
    print(json.dumps(result))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
