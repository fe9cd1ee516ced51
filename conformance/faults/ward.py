"""One person's session while the backend misbehaves."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drive.report import Report
from drive.sessions import Door, Outcome, Session

from .misbehaving import Misbehaving


@dataclass(frozen=True)
class Ward:
    """One person's session under observation."""

    report: Report
    session: Session
    door: Door
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
