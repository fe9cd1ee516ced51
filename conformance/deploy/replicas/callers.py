"""A hundred callers, each with one call under way at a time, and what became of every call."""

import asyncio
import math
import os
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

CALLERS = 100
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_tasks", "arguments": {}}}


@dataclass
class Outcome:
    """How many calls ended how: `ok`, an HTTP status, a tool's error type, or the name of what went wrong."""

    ended: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    """What the answers that failed say."""
    under_way: int = 0
    """Calls that were out, to any process, when one got its signal."""
    failed_after_ms: list[float] = field(default_factory=list)
    """Of the calls that failed and began after the process was gone: how long after."""

    @property
    def failed(self) -> int:
        """Calls that did not bring the answer."""
        return self.ended.total() - self.ended["ok"]


async def call_while_killing(
    url: str, headers: Mapping[str, str], calls: int, kill: tuple[int, signal.Signals] | None
) -> Outcome:
    """Calls from all callers at once; halfway, a process gets a signal."""
    outcome, waiting = Outcome(), iter(range(calls))
    fixed = {**headers, "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    limits = httpx2.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS, keepalive_expiry=60)
    async with httpx2.AsyncClient(headers=fixed, timeout=120, limits=limits, trust_env=False) as http:

        out, gone_at, watching = 0, math.inf, asyncio.Event()

        async def caller() -> None:
            nonlocal out
            for number in waiting:
                if kill is not None and number == calls // 2:
                    os.kill(*kill)
                    outcome.under_way = out
                    watching.set()
                began, out = time.monotonic(), out + 1
                ended, text = await _call(http, url)
                out -= 1
                if ended != "ok":
                    outcome.told[text] += 1
                outcome.ended[ended] += 1
                if ended != "ok" and began > gone_at:
                    outcome.failed_after_ms.append(round((began - gone_at) * 1000, 1))

        async def watch(pid: int) -> None:
            nonlocal gone_at
            await watching.wait()
            while _runs(pid):
                await asyncio.sleep(0.001)
            gone_at = time.monotonic()

        async with asyncio.TaskGroup() as group:
            if kill is not None:
                group.create_task(watch(kill[0]))
            for _ in range(CALLERS):
                group.create_task(caller())
    return outcome


def _runs(pid: int) -> bool:
    """Whether it still holds its connections (proc(5): a zombie holds none)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


async def _call(http: httpx2.AsyncClient, url: str) -> tuple[str, str]:
    """How it ended, and what the answer says where that is not `ok`."""
    try:
        answer = await http.post(url, json=CALL)
    except httpx2.HTTPError as error:
        return type(error).__name__, str(error)
    if answer.status_code != 200:
        return str(answer.status_code), answer.text[:200]
    result = answer.json().get("result", {})
    if not result.get("isError"):
        return "ok", ""
    return str(result.get("structuredContent", {}).get("error_type", "error")), str(result)[:500]
