"""More callers than a slow backend can serve, before a server with its own limits: served in turn, or refused at once."""

import argparse
import asyncio
import time
from collections import Counter
from typing import Any

from drive.children import free_port
from faults.misbehaving import Exchange, Misbehaving

from .caller import Answer, Caller
from .stage import Stage, stage

BACKEND_SECONDS = 3.0
"""How long each call takes there."""
RUNNING, WAIT_SECONDS = 40, 10.0
"""What the emitted server's settings are when nobody sets them."""
AT_ONCE = 1.0
"""Seconds for a refusal, when two hundred callers and two servers share this machine."""


async def late(exchange: Exchange) -> None:
    """The real answer, after a while."""
    await asyncio.sleep(BACKEND_SECONDS)
    exchange.writer.write(await exchange.real())
    await exchange.writer.drain()


async def crowd(options: argparse.Namespace) -> dict[str, Any]:
    """First as many as may run, from whom the server learns how long a call takes; then all at once; then one."""
    backend, started = Misbehaving(free_port(), 0), time.monotonic()
    async with stage(options, {}, backend) as up:
        backend.begin(late)
        first = await _all_call(up, RUNNING)
        answers = await _all_call(up, options.callers)
        backend.begin(None)
        last = await _all_call(up, 1)
    kinds = Counter(_kind(answer) for answer in answers)
    longest = max(answer.seconds for answer in answers)
    kept = (
        all(_kind(answer) == "served" for answer in (*first, *last)),
        kinds["failed"] == 0,
        kinds["refused at once"] > 0,
        kinds["waited in vain"] < RUNNING,  # who was to come in the last round, which came a little too late
        backend.most_spoiling == RUNNING,
        longest < WAIT_SECONDS + BACKEND_SECONDS + AT_ONCE,
    )
    return {
        "kind": "crowd",
        "seconds": round(time.monotonic() - started, 1),
        "callers": options.callers,
        "kinds": kinds,
        "most_at_the_backend": backend.most_spoiling,
        "longest": round(longest, 2),
        "kept": kept,
        "ok": all(kept),
    }


async def _all_call(up: Stage, callers: int) -> list[Answer]:
    async def call(number: int) -> Answer:
        async with Caller(up.port, up.people[number % 2].headers) as caller:
            return await caller.call("list_tasks")

    async with asyncio.timeout(60):
        return await asyncio.gather(*(call(number) for number in range(callers)))


def _kind(answer: Answer) -> str:
    if not answer.is_error:
        return "served"
    if not answer.refused:
        return "failed"
    return "refused at once" if answer.seconds < AT_ONCE else "waited in vain"
