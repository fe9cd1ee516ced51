"""What each fault must come to: the error, and how often the backend is asked before it is given."""

from dataclasses import dataclass

from . import misbehaving as fault

TIMEOUT, DEADLINE = 3.0, 9.0
"""BACKEND_TIMEOUT and BACKEND_DEADLINE of the servers in these runs: room for two attempts, and for a slow login."""


@dataclass(frozen=True)
class Fault:
    """One way to misbehave, and what is promised about it."""

    name: str
    reply: fault.Reply
    error: str | None
    """The error type; None where the call succeeds in the end."""
    reads: int = 1
    """How often a GET reaches the backend."""
    resent: bool = False
    """aiohttp may send a GET once more when a kept connection turns out to be closed (RFC 9110 §9.2.2)."""
    creates: int = 1
    """How often a POST does: once, unless it is certain that the first did nothing."""
    says: str = ""
    """A part of the message."""
    seconds: float = 20.0
    """The longest it may take until the caller knows."""


FAULTS = (
    Fault("hangs", fault.hang, "timeout_error", reads=2, says="within 3 seconds"),
    Fault("resets", fault.reset, "connection_error", resent=True),
    Fault("resets mid-body", fault.reset_mid_body, "connection_error"),
    Fault("slow-drips", fault.drip, "timeout_error", says="within 9 seconds"),
    Fault("garbage JSON", fault.garbage, "backend_error", says="not the JSON"),
    Fault("wrong content-type", fault.page, "backend_error", says="text/html"),
    Fault("200 with an error body", fault.error_body, "backend_error"),
    Fault("10 MB", fault.too_large, "backend_error", says="larger than 5000000 bytes"),
    Fault("429 with Retry-After", fault.busy, "backend_error", says="in 7 seconds"),
    Fault("500", fault.failing, "backend_error"),
    Fault("redirects", fault.redirect, "backend_error", says="redirect"),
)


def expiry(logs_in: bool) -> tuple[Fault, ...]:
    """What a refused credential comes to: a server that can log in does so, once per call."""
    if not logs_in:
        return (Fault("expired for good", fault.expired, "authentication_error"),)
    return (
        Fault("expired once", fault.expired_once, None, reads=2, creates=2),
        Fault("expired for good", fault.expired, "authentication_error", reads=2, creates=2),
    )
