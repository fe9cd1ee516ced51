"""Callers who do not wait for their answer: the call at the backend ends with them, and is not tried again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from load.caller import Caller

from .cells import TIMEOUT
from .misbehaving import hang
from .ward import Ward

SOON = TIMEOUT / 2
"""Seconds; an attempt would end by itself after `TIMEOUT`."""
CALLS = (("list_tasks", {}), ("create_task", {"title": "made while nobody waited"}))


async def leaves(ward: Ward) -> None:
    """By cancelling, as MCP's own client does, and over HTTP by hanging up in the middle of a call."""
    for tool, arguments in CALLS:
        async with _taken_along(ward, f"{tool}, cancelled"):
            call = asyncio.create_task(ward.session.call(tool, **arguments))
            await _until(lambda: ward.backend.spoiling > 0)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
    if ward.door.transport == "streamable-http":
        for tool, arguments in CALLS:
            async with _taken_along(ward, f"{tool}, hung up"):
                async with Caller(urlsplit(ward.door.url).port or 0, ward.door.headers) as caller:
                    await caller.send(tool, arguments)
                    await _until(lambda: ward.backend.spoiling > 0)
    after, _ = await ward.call("list_tasks")
    ward.check("leaves", "works for who stays", after is not None and after.ok, after)


@asynccontextmanager
async def _taken_along(ward: Ward, what: str) -> AsyncIterator[None]:
    """What happens inside leaves a call that hangs."""
    ward.backend.begin(hang)
    yield
    asked = len(ward.backend.seen)
    ward.check("leaves", f"{what}: it had reached the backend", asked == 1, asked)
    ended = await _until(lambda: ward.backend.spoiling == 0)
    ward.check("leaves", f"{what}: ends the call there", ended)
    await asyncio.sleep(SOON)
    asked = len(ward.backend.seen)
    ward.check("leaves", f"{what}: is not tried again", asked == 1, asked)
    ward.backend.begin(None)


async def _until(holds: Callable[[], bool]) -> bool:
    """Whether it holds soon."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SOON):
            while not holds():
                await asyncio.sleep(0.01)
    return holds()
