"""Pattern 4 with `--user-proof assertion`: what the server signs, and what a stolen assertion is worth."""

from collections.abc import Sequence
from urllib.parse import unquote

import httpx2
import jwt

from .backends import ServiceBackend
from .fault_proxy import Seen
from .report import Report

GROUP = "assertions"


def check_assertions(report: Report, backend: ServiceBackend, seen: Sequence[Seen], users: set[str]) -> None:
    """Every request carries one for itself alone, and neither the token nor a user's name beside it."""
    wrong = [f"{request.method} {request.path}: {why}" for request in seen if (why := _wrong(request, backend, users))]
    signed = bool(seen) and not wrong
    report.check(GROUP, "each request is signed for one user, its method and its path", signed, wrong[:5])
    named = [request.path for request in seen if "x-user-id" in request.headers]
    report.check(GROUP, "no X-User-ID beside it", not named, named[:5])
    bare = [request.path for request in seen if backend.token.encode() in request.raw]
    report.check(GROUP, "the service token never travels", not bare, bare[:5])


def _wrong(request: Seen, backend: ServiceBackend, users: set[str]) -> str | None:
    """What PyJWT, which the backend does not use, has against a request's assertion."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        claims = jwt.decode(
            token,
            backend.token,
            algorithms=["HS256"],
            audience="backend",
            options={"require": ["sub", "aud", "iat", "exp"], "verify_exp": False},
        )
    except jwt.InvalidTokenError as problem:
        return repr(problem)
    told = (claims["method"], claims["path"], claims["exp"] - claims["iat"])
    if told != (request.method, unquote(request.path.partition("?")[0]), 60):
        return f"it is for {told}"
    return None if claims["sub"] in users else f"it is for the user {claims['sub']}"


async def check_stolen(report: Report, backend: ServiceBackend, seen: Sequence[Seen], users: Sequence[str]) -> None:
    """Whoever reads a request's assertion can repeat that request for a minute, and do nothing else with it."""
    read = next(request for request in reversed(seen) if request.method == "GET" and request.path.startswith("/tasks"))
    stolen = {"authorization": read.headers["authorization"]}
    async with httpx2.AsyncClient(base_url=backend.url, trust_env=False) as http:
        again = await http.get(read.path, headers=stolen)
        report.check(GROUP, "stolen: the same request works", again.status_code == 200, again)
        for user in users:
            named = await http.get(read.path, headers={**stolen, "x-user-id": user})
            report.check(GROUP, "stolen: X-User-ID beside it changes nothing", named.content == again.content, named)
        others = {
            "another path": await http.get("/auth/me", headers=stolen),
            "another method": await http.post("/tasks", headers=stolen, json={"title": "Stolen"}),
            "the bare token": await http.get(
                read.path, headers={"authorization": f"Bearer {backend.token}", "x-user-id": users[0]}
            ),
        }
    for what, answer in others.items():
        report.check(GROUP, f"stolen: {what} is refused", answer.status_code == 401, answer)
