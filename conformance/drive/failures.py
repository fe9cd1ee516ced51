"""Provokes each of the seven error types for real: a proxy that fails, a backend that forgets its credentials."""

from collections.abc import Sequence

from .backends import Backend
from .fault_proxy import FaultProxy
from .scenario import Actor
from .servers import Setup

GROUP = "errors"
UNKNOWN_TASK = 2_000_000


async def check_failures(actor: Actor, backend: Backend, proxy: FaultProxy) -> None:
    """All but `authentication_error`, which ends the backend's credentials and so comes last."""
    actor.report.emit("phase", group=GROUP)
    await _expect(actor, "not_found_error", "complete_task", task_id=UNKNOWN_TASK)
    await _expect(actor, "validation_error", "create_task", title="")
    await _expect(actor, "authorization_error", backend.forbidden)
    await _backend_fails(actor, proxy)
    proxy.mode = "stall"
    before = len(proxy.seen)
    await _expect(actor, "timeout_error", "create_task", title="never answered")
    actor.check(GROUP, "a create that timed out is not sent again", len(proxy.seen) == before + 1, proxy.seen[before:])
    proxy.mode = "pass"
    await proxy.down()
    await _expect(actor, "connection_error", "list_tasks")
    await proxy.up()
    again = await actor.call("list_tasks")
    actor.check(GROUP, "works again when the backend does", again.ok, again)


async def _backend_fails(actor: Actor, proxy: FaultProxy) -> None:
    before = len(proxy.seen)
    proxy.mode = 500
    await _expect(actor, "backend_error", "list_tasks")
    actor.check(GROUP, "a 500 is not retried", len(proxy.seen) == before + 1, proxy.seen[before:])
    proxy.mode, proxy.extra = 429, "Retry-After: 7\r\n"
    busy = await actor.call("list_tasks")
    told = busy.error_type == "backend_error" and "7" in busy.text
    actor.check(GROUP, "a 429 says when to come back", told, busy)
    proxy.mode, proxy.extra = 307, "Location: /elsewhere\r\n"
    before = len(proxy.seen)
    moved = await actor.call("list_tasks")
    stayed = not moved.ok and len(proxy.seen) == before + 1
    actor.check(GROUP, "a redirect is not followed with credentials", stayed, moved)
    proxy.mode, proxy.extra = "pass", ""


async def check_revoked(actors: Sequence[Actor], setup: Setup) -> None:
    """After the backend forgot everything: a server that can log in does, every other says what is wrong.

    The backend has been started anew by now, with other secrets.
    """
    for number, actor in enumerate(actors):
        logs_in = setup.one_user_each and setup.pattern == 3 and number == 0
        if logs_in:
            outcome = await actor.call("list_tasks")
            actor.check(GROUP, "logs in again when its token was revoked", outcome.ok, outcome)
        else:
            await _expect(actor, "authentication_error", "list_tasks")


async def check_session_end(actors: Sequence[Actor]) -> None:
    """Pattern 2, when an operator ended all sessions: the first server logs in again, the second was given a cookie."""
    first, second = actors
    outcome = await first.call("list_tasks")
    first.check(GROUP, "logs in again when its session ended", outcome.ok, outcome)
    await _expect(second, "authentication_error", "list_tasks")


async def _expect(actor: Actor, error_type: str, tool: str, **arguments: object) -> None:
    outcome = await actor.call(tool, **arguments)
    if not actor.check(GROUP, f"{tool} gives {error_type}", outcome.error_type == error_type, outcome):
        return
    content = outcome.result.structured_content
    actor.report.error(error_type, content)
    clean = "Traceback" not in outcome.text and "127.0.0.1" not in outcome.text
    actor.check(GROUP, f"{error_type} shows neither traceback nor address", clean, content)
    complete = set(content) == {"error_type", "message", "details", "suggestions"} and content["message"] != ""
    actor.check(GROUP, f"{error_type} has message, details and suggestions", complete, content)
