"""Runs one emitted server through every fault: `python -m faults --server DIR --pattern 4 --identity gateway …`.

Run it with the emitted project's own interpreter, in conformance/; events go to stdout as JSON lines, exit code 1 when
a check failed.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2

from drive.backends import BACKENDS, OWN_BACKENDS, Backend, ServiceBackend
from drive.children import free_port
from drive.report import Report
from drive.servers import Setup, servers
from drive.sessions import Outcome, Session, entered

from .cells import DEADLINE, FAULTS, TIMEOUT, Fault, expiry
from .misbehaving import Misbehaving, flapping

AT_ONCE = 20
LIMITS = {
    "BREAKER_FAILURES": "1000",
    "BACKEND_TIMEOUT": f"{TIMEOUT:g}",
    "BACKEND_DEADLINE": f"{DEADLINE:g}",
    "BACKEND_MAX_ATTEMPTS": "2",
}
FORBIDDEN = ("Traceback", "127.0.0.1", "hunter2", "KeyError", "stolen")


@dataclass(frozen=True)
class Ward:
    """One person's session under observation."""

    report: Report
    session: Session
    backend: Misbehaving
    log: Path

    async def call(self, tool: str, **arguments: Any) -> tuple[Outcome | None, float]:
        """A call and how long it took; None when nothing came back at all."""
        start = time.monotonic()
        try:
            async with asyncio.timeout(40):
                return await self.session.call(tool, **arguments), time.monotonic() - start
        except Exception as problem:
            self.report.emit("broken", tool=tool, problem=f"{type(problem).__name__}: {problem}"[:500])
            return None, time.monotonic() - start

    def check(self, fault: str, what: str, ok: bool, detail: object = None) -> None:
        """One check of one fault."""
        self.report.check(fault, what, ok, detail)

    async def titles(self) -> list[str]:
        """The titles of this person's tasks."""
        outcome = await self.session.call("list_tasks")
        data = outcome.data["items"] if isinstance(outcome.data, dict) else outcome.data
        return [task["title"] for task in data or []]


async def suffer(ward: Ward, fault: Fault) -> None:
    """A read and a create under one fault, then both again without it."""
    for tool, arguments, attempts in (
        ("list_tasks", {}, fault.reads),
        ("create_task", {"title": f"made while the backend {fault.name}"}, fault.creates),
    ):
        ward.backend.begin(fault.reply)
        outcome, seconds = await ward.call(tool, **arguments)
        asked = len(ward.backend.seen)
        kind = "nothing" if outcome is None else outcome.error_type
        ward.check(fault.name, f"{tool} ends in {fault.error or 'success'}", kind == fault.error, kind)
        once_more = fault.resent and tool == "list_tasks" and asked == attempts + 1
        reached = asked == attempts or once_more
        ward.check(fault.name, f"{tool} reaches the backend {attempts} times", reached, asked)
        ward.check(fault.name, f"{tool} does not hang", seconds < fault.seconds, seconds)
        if outcome is not None and fault.error is not None:
            ward.check(fault.name, f"{tool} says why", fault.says in outcome.text, outcome.text)
            leaks = [word for word in FORBIDDEN if word in outcome.text]
            ward.check(fault.name, f"{tool} gives nothing away", not leaks, outcome.text)
    ward.backend.begin(None)
    after, _ = await ward.call("list_tasks")
    ward.check(fault.name, "works again when the backend does", after is not None and after.ok, after)


async def nothing_made(ward: Ward, before: list[str]) -> None:
    """No create that failed before it reached the real backend left anything behind, and none is there twice."""
    made = await ward.titles()
    more = [title for title in made if title.startswith("made while") and title not in before]
    once = len(more) == len(set(more))
    ward.check("nothing lost or doubled", "only creates that succeeded are there, once", once, more)
    ward.check(
        "nothing lost or doubled",
        "what was there still is",
        set(before) <= set(made),
        [title for title in before if title not in made],
    )


async def flaps(ward: Ward) -> None:
    """503 and 200 in turns: each answer is passed on as it is, and none is asked for twice."""
    ward.backend.begin(flapping)
    outcomes = [(await ward.call("list_tasks"))[0] for _ in range(4)]
    kinds = [None if outcome is None else outcome.error_type for outcome in outcomes]
    expected = ["backend_error", None, "backend_error", None]
    ward.check("503 flapping", "each answer as it comes", all(outcomes) and kinds == expected, kinds)
    ward.check("503 flapping", "asked once per call", len(ward.backend.seen) == 4, len(ward.backend.seen))
    ward.backend.begin(None)


async def refuses(ward: Ward) -> None:
    """Nobody listens: both tools are tried again, since nothing was ever sent; then the backend starts again."""
    await ward.backend.down()
    for tool, arguments in (("list_tasks", {}), ("create_task", {"title": "made while the backend refuses"})):
        before = attempts_logged(ward.log)
        outcome, seconds = await ward.call(tool, **arguments)
        kind = "nothing" if outcome is None else outcome.error_type
        ward.check("refuses", f"{tool} ends in connection_error", kind == "connection_error", kind)
        tried = attempts_logged(ward.log) - before
        ward.check("refuses", f"{tool} is tried twice", tried == 2, tried)
        ward.check("refuses", f"{tool} does not hang", seconds < 15, seconds)
        leaks = [word for word in FORBIDDEN if outcome is None or word in outcome.text]
        ward.check("refuses", f"{tool} gives nothing away", not leaks, outcome)
    await ward.backend.up()
    after, _ = await ward.call("list_tasks")
    ward.check("refuses", "works again when the backend listens", after is not None and after.ok, after)


async def restarts(ward: Ward) -> None:
    """The backend restarts between two calls, which takes every open connection away."""
    for _ in range(3):
        before, _ = await ward.call("list_tasks")
        await ward.backend.down()
        await ward.backend.up()
        after, _ = await ward.call("list_tasks")
        fine = before is not None and after is not None and before.ok and after.ok
        ward.check("restarts", "a restart between two calls is not noticed", fine, after)


async def many_at_once(ward: Ward) -> None:
    """Many calls while the backend hangs all end, and leave no connection behind."""
    ward.backend.begin(FAULTS[0].reply)
    start = time.monotonic()
    outcomes = await asyncio.gather(*(ward.call("list_tasks") for _ in range(AT_ONCE)))
    seconds = time.monotonic() - start
    kinds = {"nothing" if outcome is None else outcome.error_type for outcome, _ in outcomes}
    ward.check("hangs", f"{AT_ONCE} calls at once all end in timeout_error", kinds == {"timeout_error"}, kinds)
    ward.check("hangs", f"{AT_ONCE} calls at once end together", seconds < 30, seconds)
    ward.backend.begin(None)
    await ward.backend.until_idle(10)
    left = ward.backend.open_connections
    ward.check("hangs", "no connection to the backend stays open", left == 0, left)


def attempts_logged(log: Path) -> int:
    """How many attempts the server has logged."""
    return sum('"attempt":' in line for line in log.read_text(errors="replace").splitlines())


def check_logs(report: Report, logs: Path, secrets: list[str]) -> None:
    """JSON lines, and in none of them a traceback, the backend's words or a secret."""
    text = "".join(log.read_text(errors="replace") for log in sorted(logs.glob("server-*.log")))
    broken = [line for line in text.splitlines() if line.strip() and not _is_json(line)]
    report.check("logs", "every line is a JSON object", not broken, broken[:3])
    leaks = [word for word in ("Traceback", "hunter2", "KeyError", *secrets) if word in text]
    report.check("logs", "nothing leaked", not leaks, [leak[:8] for leak in leaks])


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


async def run(options: argparse.Namespace, report: Report) -> None:
    """The whole run, in a folder of logs that goes when it ends."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        logs = Path(folder)
        real = _backend(options, logs)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(real.running())
            backend = await stack.enter_async_context(Misbehaving(free_port(), real.port))
            async with httpx2.AsyncClient() as http:
                person = await real.register(http, "Ada")
            setup = _Setup(
                options.server.resolve(), options.pattern, options.identity, options.transport, real, backend.url, logs
            )
            running = await stack.enter_async_context(servers(setup, [person]))
            session = await stack.enter_async_context(entered(running.doors[0], logs))
            await _suffer_all(Ward(report, session, backend, logs / "server-0.log"), logs_in=options.pattern in (2, 3))
        check_logs(report, logs, real.secrets)


class _Setup(Setup):
    """With limits that a test can wait for."""

    def command(self, name: str, env: Mapping[str, str]) -> Any:
        command = super().command(name, env)
        return replace(command, env={**command.env, **LIMITS})


async def _suffer_all(ward: Ward, *, logs_in: bool) -> None:
    first, _ = await ward.call("create_task", title="there from the start")
    ward.check("start", "works", first is not None and first.ok, first)
    before = await ward.titles()
    for fault in (*FAULTS, *expiry(logs_in)):
        ward.report.emit("phase", group=fault.name)
        await suffer(ward, fault)
    await flaps(ward)
    await refuses(ward)
    await restarts(ward)
    await many_at_once(ward)
    await nothing_made(ward, before)


def _backend(options: argparse.Namespace, logs: Path) -> Backend:
    folder = options.backend.resolve() if options.pattern in (3, 4) else OWN_BACKENDS
    backend = BACKENDS[options.pattern](options.backend_python, folder, logs)
    assert isinstance(backend, ServiceBackend) == (options.pattern == 4)
    return backend


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="the emitted project")
    parser.add_argument("--pattern", type=int, choices=(1, 2, 3, 4), required=True)
    parser.add_argument("--identity", choices=("fixed", "gateway", "oauth", "parameter"), required=True)
    parser.add_argument("--transport", choices=("stdio", "streamable-http"), required=True)
    parser.add_argument("--backend", type=Path, default=OWN_BACKENDS, help="patterns 3 and 4: the backend's folder")
    parser.add_argument("--backend-python", type=Path, required=True, help="an interpreter that has FastAPI")
    return parser.parse_args()


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed."""
    report, options = Report(), _options()
    try:
        asyncio.run(run(options, report))
    except Exception as problem:
        report.check("run", "runs to its end", False, repr(problem))
    report.summary(pattern=options.pattern, identity=options.identity, transport=options.transport)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
