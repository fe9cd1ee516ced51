"""What a run leaves behind: the requests that reached the backend, and the server's logs."""

import json
from collections.abc import Sequence

import jwt

from .assertions import check_assertions
from .backends import Person, ServiceBackend
from .fault_proxy import Seen
from .report import Report
from .servers import Setup

CALL_FIELDS = {
    "timestamp",
    "level",
    "endpoint",
    "method",
    "status_code",
    "user_id",
    "duration_ms",
    "attempt",
}


def check_requests(report: Report, setup: Setup, seen: Sequence[Seen], people: Sequence[Person]) -> None:
    """The backend got the credentials of its pattern, and none that were meant for the MCP server."""
    group, users = "requests", {person.user_id for person in people}
    report.check(group, "the backend was asked", len(seen) > 10, len(seen))
    if isinstance(setup.backend, ServiceBackend) and setup.backend.signs:
        check_assertions(report, setup.backend, seen, users)
        return
    for name in ("x-user-id", "authorization", "cookie"):
        values = {request.headers.get(name) for request in seen if not request.path.endswith(("/login", "/auth/token"))}
        ok, why = _expected(setup, name, values, users)
        report.check(group, f"{name} to the backend: {why}", ok, values)


def _expected(setup: Setup, name: str, values: set[str | None], users: set[str]) -> tuple[bool, str]:
    match (setup.pattern, name):
        case (4, "x-user-id"):
            return values == users, "always one of the two users"
        case (4, "authorization"):
            assert isinstance(setup.backend, ServiceBackend)
            return values == {f"Bearer {setup.backend.token}"}, "always the service token"
        case (3, "authorization"):
            own = all(value is not None and value.startswith("Bearer ") for value in values)
            return own and not any(_of_issuer(value) for value in values), "a token of the backend's own"
        case (2, "cookie"):
            own = all(value is not None and value.startswith("session_id=") for value in values)
            return own, "always the session's"
        case _:
            return values == {None}, "none"


def _of_issuer(authorization: str | None) -> bool:
    """Whether this is the token that the MCP client sent; those are RS256."""
    return jwt.get_unverified_header((authorization or "").removeprefix("Bearer ")).get("alg") == "RS256"


def check_logs(report: Report, setup: Setup) -> None:
    """JSON only, all fields on every call to the backend, and no secret."""
    logs = sorted(setup.logs.glob("server-*.log"))
    text = "".join(log.read_text(errors="replace") for log in logs)
    lines = [line for line in text.splitlines() if line.strip()]
    broken = [line for line in lines if _parsed(line) is None]
    report.check("logs", "every line is a JSON object", not broken and lines != [], broken[:3])
    calls = [line for line in map(_parsed, lines) if line is not None and "endpoint" in line]
    short = [call for call in calls if not set(call) >= CALL_FIELDS]
    report.check("logs", "every call to the backend has all fields", calls != [] and not short, short[:3] or lines[:3])
    leaked = [secret[:4] + "…" for secret in setup.backend.secrets if secret in text]
    report.check("logs", "no secret", not leaked, leaked)


def _parsed(line: str) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
