"""Two people at an MCP server in front of a patched real backend: each sees what is theirs and nothing of the other's.

    python two_users.py JOB.json       with the emitted project's own interpreter, in `conformance`

Events go to stdout as JSON lines; exit code 1 when a check failed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
from drive.backends import Backend, Person
from drive.children import Command, listening, tail
from drive.refusals import check_gateway
from drive.report import Report, explained
from drive.servers import Setup, servers
from drive.sessions import Outcome, Session, entered

NAMES = ("Ada", "Bob")


class RealBackend(Backend):
    """A patched backend that PyPI ships, with its own settings."""

    def __init__(self, job: Mapping[str, Any], logs: Path) -> None:
        super().__init__(Path(job["python"]), Path(job["folder"]), logs)
        self.job = job
        # The one in its `.env`, which not every backend reads.
        self.token: str = job.get("token") or self.secret()
        self.secrets.append(self.token)

    def app(self) -> str:
        return "served_app:app"

    def env(self) -> Mapping[str, str]:
        return {**self.job["env"], "SERVICE_AUTH_TOKEN": self.token}

    async def register(self, http: httpx2.AsyncClient, name: str) -> Person:
        return Person(name, self.job["users"][NAMES.index(name)]["id"])

    async def outbound(self, person: Person, given: bool) -> dict[str, str]:
        return {"SERVICE_AUTH_TOKEN": self.token}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        args = [str(self.python), "-m", "uvicorn", self.app(), "--port", str(self.port), "--log-level", "info"]
        args += ["--lifespan", self.job["lifespan"]]
        async with listening(Command("backend", args, self.folder, self.env()), self.port, self.logs):
            yield


class Life:
    """What a person does with the tools: makes something, lists, and tries to get hold of the other's."""

    def __init__(self, name: str, session: Session, job: Mapping[str, Any], report: Report) -> None:
        self.name = name
        self.session = session
        self.job = job
        self.report = report
        self.mark = f"made-by-{name.lower()}"
        self.made: str = job["users"][NAMES.index(name)]["made"]

    async def call(self, step: str, identifier: str = "") -> Outcome:
        tool, arguments = self.job["life"][step]
        number = identifier if identifier.isdigit() else json.dumps(identifier)
        filled = json.loads(json.dumps(arguments).replace("$mark", self.mark).replace('"$id"', number))
        return await self.session.call(tool, **filled)

    def check(self, what: str, ok: bool, outcome: Outcome) -> None:
        self.report.check("isolation", f"{self.name}: {what}", ok, outcome.result)

    async def work(self) -> None:
        """Makes one thing, where that is for everybody to do, and finds it again."""
        if "make" in self.job["life"]:
            made = await self.call("make")
            self.check("makes something", made.ok, made)
            if made.ok:
                self.made = str(found(made.data, self.job["life"].get("id", "id")))
        listed = await self.call("list")
        self.check("finds it again", listed.ok and self.mark in listed.text, listed)

    async def trespass(self, other: Life) -> None:
        """Nothing of the other's is seen, and nothing of it can be taken away."""
        listed = await self.call("list")
        self.check("sees nothing of the other's", listed.ok and other.mark not in listed.text, listed)
        taken = await self.call("take", other.made)
        self.check("cannot take the other's", not taken.ok, taken)
        still = await other.call("list")
        other.check("still has what is theirs", still.ok and other.mark in still.text, still)


def found(data: Any, path: str) -> Any:
    """`data.id`: the value at a dotted path."""
    for part in path.split("."):
        data = data[int(part)] if part.isdigit() else data[part]
    return data


async def check_forged(report: Report, backend: RealBackend, people: list[Person]) -> None:
    """Past the server, straight at the backend: a name alone, or beside a wrong token, is nobody."""
    path = backend.job["life"]["path"]
    async with httpx2.AsyncClient(base_url=backend.url, follow_redirects=True) as http:
        alone = await http.get(path)
        for what, headers in (
            ("X-User-ID alone", {}),
            ("a forged service token", {"Authorization": f"Bearer {backend.token[:-1]}x"}),
            ("the token in another scheme", {"Authorization": f"Basic {backend.token}"}),
        ):
            answer = await http.get(path, headers={**headers, "X-User-ID": people[0].user_id})
            refused = answer.status_code in (401, 403)
            report.check("forged", f"{what} is refused", refused, (answer.status_code, answer.text[:300]))
        right = {"Authorization": f"Bearer {backend.token}"}
        nobody = await http.get(path, headers=right)
        report.check("forged", "a service call for nobody", nobody.status_code == 400, nobody.text[:300])
        unknown = await http.get(path, headers={**right, "X-User-ID": backend.job["unknown"]})
        report.check("forged", "a service call for no user", unknown.status_code == 401, unknown.text[:300])
        report.check("forged", "no credential is refused", alone.status_code in (401, 403), alone.text[:300])


async def run(job: Mapping[str, Any], report: Report, logs: Path) -> None:
    backend = RealBackend(job, logs)
    setup = Setup(Path(job["server"]), 4, "gateway", "streamable-http", backend, backend.url, logs)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(backend.running())
        http = await stack.enter_async_context(httpx2.AsyncClient())
        people = [await backend.register(http, name) for name in NAMES]
        running = await stack.enter_async_context(servers(setup, people))
        lives = [
            Life(name, await stack.enter_async_context(entered(door, logs)), job, report)
            for name, door in zip(NAMES, running.doors, strict=True)
        ]
        for life in lives:
            await life.work()
        for life, other in zip(lives, reversed(lives), strict=True):
            await life.trespass(other)
        await check_gateway(report, running.doors[0], job["life"]["list"][0])
        await check_forged(report, backend, people)
        text = "".join(log.read_text(errors="replace") for log in logs.glob("*.log"))
        report.check("logs", "no secret is in a log", not any(secret in text for secret in backend.secrets))


async def main() -> int:
    report = Report()
    job = json.loads(Path(sys.argv[1]).read_text())
    with tempfile.TemporaryDirectory(prefix="two-users-") as folder:
        try:
            await run(job, report, Path(folder))
        except Exception as problem:  # noqa: BLE001
            report.check("run", "runs to its end", False, explained(problem))
        if report.failed:
            for log in sorted(Path(folder).glob("*.log")):
                report.emit("log", name=log.name, tail=tail(log))
    report.summary(backend=job["name"])
    return 1 if report.failed else 0


sys.exit(asyncio.run(main()))
