"""Who is turned away: forged tokens, missing users, foreign hosts, and settings that must not start a server."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from .backends import Person
from .children import Command, run_to_end
from .report import Report
from .servers import Issuer, Running
from .sessions import Door, entered

GROUP = "refused"
NETWORK = {"MCP_TRANSPORT": "streamable-http"}
CALL: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "create_task", "arguments": {"title": "by nobody"}},
}


async def check_refusals(report: Report, running: Running, people: Sequence[Person]) -> None:
    """Everything that must fail for this identity and transport."""
    setup, first = running.setup, running.doors[0]
    report.emit("phase", group=GROUP)
    if setup.transport != "stdio":
        await _foreign_pages(report, first)
    if setup.identity == "gateway":
        await check_gateway(report, first)
    if running.issuer is not None:
        await _oauth(report, running.issuer, first, people)
    if setup.identity == "parameter":
        async with entered(replace(first, user_argument={}), setup.logs) as session:
            nobody = await session.call("create_task", title="by nobody")
            report.check(GROUP, "no user_id", nobody.error_type == "authentication_error", nobody.text)
    if setup.one_user_each and setup.transport != "stdio":
        await _second_user(report, running, people)
    await _starts(report, running)


async def _foreign_pages(report: Report, door: Door) -> None:
    answer = await _knock(door, {**door.headers, "Host": "evil.example"})
    report.check(GROUP, "a foreign Host header", answer.status_code == 421, answer)
    answer = await _knock(door, {**door.headers, "Origin": "https://evil.example"})
    report.check(GROUP, "a foreign Origin", answer.status_code == 403, answer)


async def check_gateway(report: Report, door: Door, tool: str = "create_task") -> None:
    """A caller that is not the gateway, a gateway that names nobody, or several; `tool` need not be called rightly."""
    user = door.headers["X-User-ID"]
    call = {**CALL["params"], "name": tool}
    for what, secret in (("no secret", None), ("a wrong secret", "x" * 43), ("a secret that is not ASCII", "é" * 43)):
        proof = {} if secret is None else {"Authorization": f"Bearer {secret}".encode().decode("latin-1")}
        answer = await _knock(door, {**proof, "X-User-ID": user}, call)
        report.check(GROUP, f"a gateway with {what}", answer.status_code == 401, answer)
    if door.transport == "sse":
        return
    proof = {"Authorization": door.headers["Authorization"]}
    for what, users in (("no user", []), ("an empty user", [""]), ("two users", [user, "someone-else"])):
        answer = await _knock(door, [*proof.items(), *(("X-User-ID", name) for name in users)], call)
        report.check(GROUP, f"a gateway that names {what}", "authentication_error" in answer.text, answer.text)


async def _oauth(report: Report, issuer: Issuer, door: Door, people: Sequence[Person]) -> None:
    me, other = people[0].user_id, people[1].user_id
    good = {"iss": issuer.url, "sub": me, "aud": door.url, "scope": "tasks", "exp": int(time.time()) + 300}
    tokens = {
        "no token": None,
        "a token signed with another key": jwt.encode(good, rsa.generate_private_key(65537, 2048), "RS256"),
        "an unsigned token": jwt.encode(good, "", "none"),
        "an expired token": await issuer.token(me, door.url, exp=int(time.time()) - 120),
        "a token for another audience": await issuer.token(me, "https://other.example/mcp"),
        "a token of another issuer": await issuer.token(me, door.url, iss="https://other.example"),
        "a token that names no user": await issuer.token("", door.url),
    }
    for what, token in tokens.items():
        answer = await _knock(door, {"Authorization": f"Bearer {token}"} if token else {})
        report.check(GROUP, what, answer.status_code == 401, answer)
        hint = answer.headers.get("www-authenticate", "")
        report.check(GROUP, f"{what}: says where the metadata is", "resource_metadata=" in hint, hint)
    answer = await _knock(door, {"Authorization": f"Bearer {await issuer.token(me, door.url, scope='other')}"})
    report.check(GROUP, "a token without the scope", answer.status_code == 403, answer)
    if door.transport == "sse":
        return
    await _metadata(report, issuer, door)
    lists = {"name": "list_tasks", "arguments": {}}
    plain, beside = [(await _knock(door, {**door.headers, **more}, lists)).text for more in ({}, {"X-User-ID": other})]
    report.check(GROUP, "X-User-ID beside a token changes nothing", plain == beside and "result" in plain, beside)


async def _metadata(report: Report, issuer: Issuer, door: Door) -> None:
    async with httpx2.AsyncClient() as http:
        origin, _, path = door.url.rpartition("/")
        answer = await http.get(f"{origin}/.well-known/oauth-protected-resource/{path}")
    issuers = answer.json().get("authorization_servers", []) if answer.status_code == 200 else []
    named = [str(url).rstrip("/") for url in issuers] == [issuer.url]
    report.check(GROUP, "RFC 9728 metadata names the issuer", named, answer.text)


async def _second_user(report: Report, running: Running, people: Sequence[Person]) -> None:
    """The credential is one person's: another, however well verified, may not use it."""
    door, other = running.doors[0], people[1].user_id
    headers = {**door.headers, "X-User-ID": other}
    if running.issuer is not None:
        headers = {"Authorization": f"Bearer {await running.issuer.token(other, door.url)}"}
    async with entered(replace(door, headers=headers), running.setup.logs) as session:
        outcome = await session.call("list_tasks")
        report.check(GROUP, "a second user at one user's server", outcome.error_type == "authorization_error", outcome)


async def _starts(report: Report, running: Running) -> None:
    """A server that could serve the wrong user does not start, and does not repeat a secret when it says why."""
    setup = running.setup
    base = dict(running.doors[0].command.env) if running.doors[0].command else {}
    for name in ("MCP_USER_ID", "MCP_IDENTITY", "MCP_GATEWAY_SECRET", "OAUTH_ISSUER"):
        base.pop(name, None)
    if setup.transport == "stdio":
        cases = [("a server on stdio without a user", {**base, "MCP_IDENTITY": "fixed"}, "MCP_USER_ID")]
    else:
        # Whatever identity the project was generated for, nobody has said yet how a caller proves it.
        cases = [("a server for the network without an identity", {**base, "MCP_HOST": "0.0.0.0"}, "")]
    if setup.identity == "fixed":
        cases.append(("one fixed user for the network", {**base, **NETWORK, "MCP_IDENTITY": "fixed"}, "MCP_IDENTITY"))
    if setup.pattern == 4 and setup.identity == "gateway":
        weak = {**base, "MCP_IDENTITY": "gateway", "SERVICE_AUTH_TOKEN": "hunter2-short"}
        cases.append(("a service token that is too short", weak, "SERVICE_AUTH_TOKEN"))
    for what, env, setting in cases:
        command = setup.command("refused", env)
        await _start(report, what, command, setting)


async def _start(report: Report, what: str, command: Command, setting: str) -> None:
    code, output = await run_to_end(command)
    lines = output.strip().splitlines()
    plain = 0 < len(lines) <= 5 and "Traceback" not in output and "hunter2" not in output
    report.check(GROUP, f"{what} does not start", code not in (0, None) and plain and setting in output, (code, output))
    report.emit("start-refused", what=what, lines=lines[:5])


async def _knock(
    door: Door,
    headers: Mapping[str, str] | Sequence[tuple[str, str]],
    params: Mapping[str, object] | None = None,
) -> httpx2.Response:
    """One request without a client's help; over SSE only whether the stream opens."""
    given = headers.items() if isinstance(headers, Mapping) else headers
    fields = [(name.encode(), value.encode("latin-1")) for name, value in given]
    async with httpx2.AsyncClient(timeout=20) as http:
        if door.transport == "sse":
            async with http.stream("GET", door.url, headers=fields) as response:
                return response
        accept = [(b"Accept", b"application/json, text/event-stream"), (b"MCP-Protocol-Version", b"2025-06-18")]
        body = CALL if params is None else {**CALL, "params": params}
        return await http.post(door.url, headers=[*fields, *accept], json=body)
