"""Drives one emitted server: `python -m drive --server DIR --pattern 4 --identity gateway --transport stdio …`.

Run it with the emitted project's own interpreter; events go to stdout as JSON lines, exit code 1 when a check failed.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2

from .assertions import check_stolen
from .backends import BACKENDS, OWN_BACKENDS, Backend, Person, ServiceBackend
from .children import free_port, tail
from .failures import check_failures, check_revoked, check_session_end
from .fault_proxy import FaultProxy
from .refusals import check_refusals
from .report import Report, explained
from .scenario import Actor, check_arguments, check_isolation, check_listing, work
from .servers import Running, Setup, servers
from .sessions import entered
from .traces import check_logs, check_requests

PEOPLE = ("Ada", "Bob")


@dataclass(frozen=True)
class Run:
    """One run's parts."""

    report: Report
    setup: Setup
    proxy: FaultProxy
    people: list[Person]


async def drive(options: argparse.Namespace, report: Report) -> None:
    """The whole run, inside a folder of logs that goes when it ends."""
    with tempfile.TemporaryDirectory(prefix="drive-") as folder:
        logs = Path(folder)
        backend = _backend(options, logs)
        if isinstance(backend, ServiceBackend):
            backend.signs = options.user_proof == "assertion"
        async with FaultProxy(free_port(), backend.port) as proxy:
            setup = Setup(
                options.server.resolve(),
                options.pattern,
                options.identity,
                options.transport,
                backend,
                proxy.url,
                logs,
            )
            try:
                await _with_backend(report, setup, proxy)
            except Exception as problem:
                report.check("run", "runs to its end", False, explained(problem))
                _show_logs(report, logs)


async def _with_backend(report: Report, setup: Setup, proxy: FaultProxy) -> None:
    backend = setup.backend
    async with AsyncExitStack() as first_life:
        await first_life.enter_async_context(backend.running())
        async with httpx2.AsyncClient() as http:
            people = [await backend.register(http, name) for name in PEOPLE]
        run = Run(report, setup, proxy, people)
        report.emit("started", what="backend")
        async with servers(setup, people) as running, AsyncExitStack() as open_sessions:
            report.emit("started", what="server")
            actors = [
                Actor(name, await open_sessions.enter_async_context(entered(door, setup.logs, mode)), report)
                for name, door, mode in zip(PEOPLE, running.doors, ("auto", "legacy"), strict=True)
            ]
            await _at_work(run, running, actors)
            await _revoked(run, actors, first_life)
    check_requests(report, setup, proxy.seen, people)
    check_logs(report, setup)


async def _at_work(run: Run, running: Running, actors: list[Actor]) -> None:
    for actor in actors:
        await check_listing(actor)
    kept = [await work(actor) for actor in actors]
    for actor, foreign in zip(actors, reversed(kept), strict=True):
        await check_isolation(actor, foreign)
    await check_arguments(actors[0])
    await check_refusals(run.report, running, run.people)
    backend = run.setup.backend
    if isinstance(backend, ServiceBackend) and backend.signs:
        await check_stolen(run.report, backend, run.proxy.seen, [person.user_id for person in run.people])
    await check_failures(actors[0], backend, run.proxy)


async def _revoked(run: Run, actors: list[Actor], first_life: AsyncExitStack) -> None:
    """The backend stops, and comes back with other secrets, or, in Pattern 2, with nobody logged in."""
    backend = run.setup.backend
    if run.setup.pattern == 2:
        async with httpx2.AsyncClient() as http:
            (await http.delete(f"{backend.url}/sessions")).raise_for_status()
        await check_session_end(actors)
        return
    await first_life.aclose()
    await backend.revoke()
    async with backend.running():
        await check_revoked(actors, run.setup)


def _backend(options: argparse.Namespace, logs: Path) -> Backend:
    folder = options.backend.resolve() if options.pattern in (3, 4) else OWN_BACKENDS
    token = os.environ.get("SERVICE_AUTH_TOKEN")
    if options.pattern == 4 and token:
        return ServiceBackend(options.backend_python, folder, logs, token)
    return BACKENDS[options.pattern](options.backend_python, folder, logs)


def _show_logs(report: Report, logs: Path) -> None:
    for log in sorted(logs.glob("*.log")):
        report.emit("log", name=log.name, tail=tail(log))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="drive", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="the emitted project")
    parser.add_argument("--pattern", type=int, choices=(1, 2, 3, 4), required=True)
    parser.add_argument("--identity", choices=("fixed", "gateway", "oauth", "parameter"), required=True)
    parser.add_argument("--transport", choices=("stdio", "streamable-http", "sse"), required=True)
    parser.add_argument("--user-proof", choices=("header", "assertion"), default="header", help="pattern 4")
    parser.add_argument("--backend", type=Path, default=OWN_BACKENDS, help="patterns 3 and 4: the backend's folder")
    parser.add_argument("--backend-python", type=Path, required=True, help="an interpreter that has FastAPI")
    return parser.parse_args()


async def _main(report: Report, options: argparse.Namespace) -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await drive(options, report)


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed, 130 interrupted."""
    report, options = Report(), _options()
    try:
        asyncio.run(_main(report, options))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print(json.dumps({"event": "interrupted"}))
        return 130
    report.summary(pattern=options.pattern, identity=options.identity, transport=options.transport)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
