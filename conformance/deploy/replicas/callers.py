"""A hundred callers, each with one call under way at a time, and what became of every call."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2

CALLERS = 100
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_tasks", "arguments": {}}}


@dataclass
class Outcome:
    """How many calls ended how: `ok`, an HTTP status, a tool's error type, or the name of what went wrong."""

    ended: Counter[str] = field(default_factory=Counter)

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

        async def caller() -> None:
            for number in waiting:
                if kill is not None and number == calls // 2:
                    os.kill(*kill)
                outcome.ended[await _call(http, url)] += 1

        await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return outcome


async def _call(http: httpx2.AsyncClient, url: str) -> str:
    try:
        answer = await http.post(url, json=CALL)
    except httpx2.HTTPError as error:
        return type(error).__name__
    if answer.status_code != 200:
        return str(answer.status_code)
    result = answer.json().get("result", {})
    return str(result.get("structuredContent", {}).get("error_type", "error")) if result.get("isError") else "ok"
