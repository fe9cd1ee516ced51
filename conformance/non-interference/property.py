"""Non-interference: nothing that a client sends decides whom a call acts for, but the proof of who it is.

Runs inside an emitted project: `python property.py --pattern 4 --identity gateway --cases 300`. Each case is a few
calls at once, by users who try to be somebody else, through the whole server to a backend that notes whom it was told
of.
"""

import argparse
import functools
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

import anyio
import anyio.from_thread
import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from mcp.shared.exceptions import MCPError

sys.path.insert(0, ".")
from src import oauth
from src.client import BackendClient
from src.server import build_server, http_app
from src.tools import TOOLS
from tests import support

ISSUER, RESOURCE = "https://login.test", "https://mcp.test/mcp"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EXCHANGE = "https://login.test/exchange"
USERS = ("alice", "bob", "7")
OWNER = "alice"

# --- What a client can send ---

ATTACKS = (
    *USERS,
    "admin",
    "",
    " ",
    "../bob",
    "..",
    "bob/tasks/1?user_id=bob",
    "%2e%2e%2fbob",
    "x&user_id=bob",
    "x; session_id=bob",
    'x"; session_id="bob',
    "x\r\nX-User-ID: bob",
    "bob,alice",
    "null",
    '{"user_id":"bob"}',
    "Bearer bob",
    support.GATEWAY_SECRET,
    support.CREDENTIAL,
    f"session_id={support.CREDENTIAL}",
    "\u00e9\u202e\U0001f600",
    "\ud800",
    "x" * 300,
)
NAMES = (
    *("user_id", "userId", "user", "sub", "id", "X-User-ID", "x_user_id", "authorization", "session_id", "cookie"),
    *("caller", "owner_id", "token", "title", "task_id", "extra", "q", "tag", "filter", "note", "theme", "X-Trace"),
)
HEADERS = (
    *("X-User-ID", "x-user-id", "X_User_Id", "X-Userid", "User-Id", "Authorization", "authorization", "Cookie"),
    *("X-Forwarded-User", "X-Remote-User", "Remote-User", "X-Auth-Request-User", "X-Forwarded-For", "Forwarded"),
    *("Proxy-Authorization", "X-Api-Key", "X-Original-URL", "X-HTTP-Method-Override", "Mcp-Session-Id", "X-Trace"),
)

values = st.recursive(
    st.sampled_from(ATTACKS) | st.none() | st.booleans() | st.integers(-1, 10) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=4,
)
edits = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=2)
extra_headers = st.just([]) | st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(ATTACKS)), max_size=5)
proofs = st.sampled_from((*["right"] * 6, "none", "forged", "twice", "after another", "odd"))


@dataclass(frozen=True)
class Attempt:
    """One call, and everything around it that its sender chose."""

    user: str
    """Who really sends it, as far as they can prove."""
    proof: str
    tool: int
    fits: bool
    """Arguments that fit the tool; otherwise whatever `edits` says."""
    edits: list[tuple[str, Any]]
    headers: list[tuple[str, str]]
    query: str
    meta: dict[str, Any]


attempts = st.builds(
    Attempt,
    user=st.sampled_from(USERS),
    proof=proofs,
    tool=st.integers(0, len(TOOLS) - 1),
    fits=st.booleans(),
    edits=edits,
    headers=extra_headers,
    query=st.sampled_from(("", "user_id=bob", "access_token=bob&X-User-ID=bob", "session_id=bob")),
    meta=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ATTACKS), max_size=2),
)


# --- The backend: it says whom it was told of, and notes what it should never have seen ---

ALLOWED = {"host", "accept", "accept-encoding", "connection", "content-length", "content-type", "user-agent", "x-trace"}


@dataclass
class Recorder:
    pattern: str
    exchanges: bool
    wrong: list[str] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if str(request.url) == EXCHANGE:
            subject = parse_qs(request.content.decode())["subject_token"][0]
            user = jwt.decode(subject, options={"verify_signature": False})["sub"]
            token = {"access_token": f"for-{user}", "token_type": "Bearer", "expires_in": 300}
            return httpx2.Response(200, json={**token, "issued_token_type": "urn:ietf:params:oauth:token-type:jwt"})
        user = self.user_of(request)
        self.reached[user] += 1
        return httpx2.Response(403, json={"detail": f"seen as {user}."})

    def user_of(self, request: httpx2.Request) -> str:
        """Whom a backend of this pattern would act for; whatever else could mean somebody is noted."""
        shown = {name: request.headers.get_list(name) for name in ("authorization", "cookie", "x-user-id")}
        expected = {"1": set(), "2": {"cookie"}, "3": {"authorization"}, "4": {"authorization", "x-user-id"}}[
            self.pattern
        ]
        cookies = [each for line in shown["cookie"] for each in line.split("; ")]
        own_cookie = f"session_id={support.CREDENTIAL}"
        allowed = ALLOWED | expected | {"cookie"}
        if strangers := {name.lower() for name in request.headers} - allowed:
            self.note(request, f"headers {strangers}")
        if any("user" in each.partition("=")[0] for each in cookies):
            self.note(request, f"cookies {cookies}")
        if self.pattern != "2" and len(shown["cookie"]) > 1:
            self.note(request, f"cookies {cookies}")
        match self.pattern:
            case "1":
                return self.parameter(request)
            case "2":
                sessions = [each for each in cookies if each.partition("=")[0].strip() == "session_id"]
                if sessions != [own_cookie] or len(shown["cookie"]) != 1:
                    self.note(request, f"cookies {shown['cookie']}")
                return OWNER
            case "3":
                [line] = shown["authorization"]
                token = line.removeprefix("Bearer ")
                return token.removeprefix("for-") if self.exchanges else {support.CREDENTIAL: OWNER}[token]
        if hasattr(support, "user_asserted"):
            if shown["x-user-id"] or len(shown["authorization"]) != 1:
                self.note(request, f"{shown}")
            return support.user_asserted(request)
        if shown["authorization"] != [f"Bearer {support.CREDENTIAL}"] or len(shown["x-user-id"]) != 1:
            self.note(request, f"{shown}")
        return shown["x-user-id"][0]

    def parameter(self, request: httpx2.Request) -> str:
        """Pattern 1: the one place in which the route takes its user."""
        segments = request.url.raw_path.partition(b"?")[0].decode().split("/")
        if segments[1] == "users":
            if len(segments) != 5:
                self.note(request, "the path")
            return unquote(segments[2])
        if request.method == "POST" and segments[1] == "tasks":
            return str(json.loads(request.content)["user_id"])
        named = parse_qs(request.url.query.decode(), keep_blank_values=True)["user_id"]
        if len(named) != 1:
            self.note(request, f"user_id {named}")
        return named[0]

    def note(self, request: httpx2.Request, what: str) -> None:
        self.wrong.append(f"{request.method} {request.url} {what}")


# --- The identities ---


def token_for(user: str, key: Any = KEY, **changed: Any) -> str:
    claims = {"iss": ISSUER, "aud": RESOURCE, "sub": user, "exp": int(time.time()) + 300}
    return jwt.encode({**claims, "user_id": "bob", "act": {"sub": "bob"}, **changed}, key, "RS256", {"kid": "one"})


def published(request: httpx2.Request) -> httpx2.Response:
    if request.url.path == "/keys":
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return httpx2.Response(200, json={"keys": [{**key, "kid": "one", "alg": "RS256", "use": "sig"}]})
    return httpx2.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"})


RIGHT = {user: token_for(user) for user in USERS}
FORGED = {user: token_for(user, OTHER_KEY) for user in USERS}


@dataclass(frozen=True)
class Sent:
    """The credentials of an attempt, and the users that it may act for: several where it has proved to be several."""

    headers: list[tuple[str, str]]
    may: frozenset[str]
    must: bool
    """It is entirely in order: to be refused would be wrong too."""


def credentials(identity: str, attempt: Attempt) -> Sent:
    user, other = attempt.user, USERS[(USERS.index(attempt.user) + 1) % len(USERS)]
    headers = {name.lower() for name, _ in attempt.headers}
    if identity == "parameter":
        return Sent([], frozenset({user}), True)
    if identity == "oauth":
        clean = "authorization" not in headers
        right, forged = f"Bearer {RIGHT[user]}", f"Bearer {FORGED[other]}"
        sent = {
            "right": [right],
            "none": [],
            "forged": [forged],
            "twice": [right, f"Bearer {RIGHT[other]}"],
            "after another": [forged, right],
            "odd": [f"bearer {RIGHT[user]}"],
        }[attempt.proof]
        proved = {each for each in (user, other) if any(RIGHT[each] in line for line in sent)}
        return Sent([("Authorization", each) for each in sent], frozenset(proved), attempt.proof == "right" and clean)
    secret = f"Bearer {support.GATEWAY_SECRET}"
    clean = not headers & {"authorization", "x-user-id"}
    sent = {
        "right": [("Authorization", secret), ("X-User-ID", user)],
        "none": [("X-User-ID", user)],
        "forged": [("Authorization", secret[:-1]), ("X-User-ID", user)],
        "twice": [("Authorization", secret), ("X-User-ID", user), ("X-User-ID", other)],
        "after another": [("Authorization", "Bearer other"), ("Authorization", secret), ("X-User-ID", user)],
        "odd": [("Authorization", secret), ("X-User-ID", f"{user} {other}")],
    }[attempt.proof]
    proved = attempt.proof in ("right", "after another")
    # A second name for the user makes the call nobody's.
    may = {user} if proved and "x-user-id" not in headers else set()
    return Sent(sent, frozenset(may), attempt.proof == "right" and clean)


def arguments_of(attempt: Attempt, identity: str) -> dict[str, Any]:
    arguments = support.arguments_for(TOOLS[attempt.tool])
    if attempt.fits:
        names = TOOLS[attempt.tool].listed.input_schema["properties"]
        kept = [(name, value) for name, value in attempt.edits if name in names]
    else:
        kept = attempt.edits
    arguments.update(kept)
    if identity == "parameter":
        arguments["user_id"] = attempt.user
    return arguments


# --- Calls ---


async def post(app: Any, attempt: Attempt, sent: Sent, arguments: dict[str, Any]) -> str:
    """One tool call over HTTP, byte for byte as the attempt has it; the text of the answer."""
    params = {"name": TOOLS[attempt.tool].name, "arguments": arguments, "_meta": attempt.meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()
    framing = [("Host", "127.0.0.1"), ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    accept = [("Accept", "application/json, text/event-stream"), ("Mcp-Protocol-Version", "2025-06-18")]
    headers = [*framing, *accept, *sent.headers, *attempt.headers]
    scope = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http"},
        **{"path": "/mcp", "raw_path": b"/mcp", "query_string": attempt.query.encode(), "root_path": ""},
        **{"client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80), "state": {}},
        "headers": [(name.lower().encode(), value.encode("utf-8", "replace")) for name, value in headers],
    }
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])
    answer: list[bytes] = []

    async def receive() -> Any:
        for message in messages:
            return message
        await anyio.sleep_forever()

    async def send(message: Any) -> None:
        answer.append(message.get("body", b""))

    with anyio.fail_after(20):
        await app(scope, receive, send)
    return b"".join(answer).decode()


@asynccontextmanager
async def http_server(configuration: Any, recorder: Recorder) -> AsyncIterator[Any]:
    app = http_app(configuration, tools=TOOLS, open_client=functools.partial(client_to, recorder))
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def stdio_server(configuration: Any, recorder: Recorder) -> AsyncIterator[Any]:
    from mcp import Client

    async with Client(build_server(configuration, open_client=functools.partial(client_to, recorder))) as client:
        yield client


def client_to(recorder: Recorder, configuration: Any) -> BackendClient:
    return BackendClient(configuration, transport=httpx2.MockTransport(recorder))


async def over_stdio(client: Any, attempt: Attempt, arguments: dict[str, Any]) -> str:
    try:
        result = await client.call_tool(TOOLS[attempt.tool].name, arguments, meta=attempt.meta or None)
    except MCPError as error:
        return str(error)
    return " ".join(getattr(block, "text", "") for block in result.content)


async def case(
    server: Any, identity: str, over_http: bool, tried: Iterable[Attempt]
) -> list[tuple[Attempt, Sent, str]]:
    """All attempts of a case at once."""
    done: list[tuple[Attempt, Sent, str]] = []

    async def one(attempt: Attempt) -> None:
        arguments = arguments_of(attempt, identity)
        if not over_http:
            user = attempt.user if identity == "parameter" else OWNER
            done.append((attempt, Sent([], frozenset({user}), True), await over_stdio(server, attempt, arguments)))
            return
        sent = credentials(identity, attempt)
        done.append((attempt, sent, await post(server, attempt, sent, arguments)))

    async with anyio.create_task_group() as group:
        for attempt in tried:
            group.start_soon(one, attempt)
    return done


def judge(recorder: Recorder, done: list[tuple[Attempt, Sent, str]], owner_only: bool) -> None:
    assert recorder.wrong == []
    for attempt, sent, text in done:
        seen = re.findall(r"seen as (.*?)\.", text)
        may = sent.may & {OWNER} if owner_only else sent.may
        assert set(seen) <= may, (seen, may, text)
        plain = attempt.fits and not attempt.edits and not attempt.meta
        if sent.must and may and plain:
            assert seen, text


UNLIMITED = {"rate_limit_per_user": "1000000/second", "rate_limit_total": "1000000/second"}


def configure(options: argparse.Namespace, over_http: bool) -> Any:
    exchange = options.exchange and {
        "token_exchange_url": EXCHANGE,
        "token_exchange_client_id": "traps",
        "token_exchange_client_secret": support.SecretStr("x" * 40),
    }
    if options.identity == "oauth":
        http = {"mcp_transport": "streamable-http", "mcp_identity": "oauth", "oauth_issuer": ISSUER}
        return support.make_settings(
            **http, mcp_resource_url=RESOURCE, mcp_user_id=OWNER, **UNLIMITED, **(exchange or {})
        )
    if options.identity == "gateway":
        return support.gateway_settings(mcp_user_id=OWNER, **UNLIMITED)
    transport = "streamable-http" if over_http else "stdio"
    chosen = {"mcp_transport": transport, "mcp_identity": options.identity, "mcp_user_id": OWNER}
    return support.make_settings(**chosen, **UNLIMITED)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--identity", required=True)
    parser.add_argument("--transport", default="http")
    parser.add_argument("--exchange", action="store_true")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    over_http = options.transport == "http"
    owner_only = options.pattern in ("2", "3") and not options.exchange
    recorder = Recorder(options.pattern, options.exchange)
    # Where the identity finds it when it is first needed.
    verifier = functools.partial(oauth.JwtVerifier, transport=httpx2.MockTransport(published))
    oauth.JwtVerifier = verifier  # type: ignore[misc, assignment]
    counts: Counter[str] = Counter()
    with anyio.from_thread.start_blocking_portal() as portal:
        open_server = http_server if over_http else stdio_server
        running = portal.wrap_async_context_manager(open_server(configure(options, over_http), recorder))
        with running as server:

            @seed(options.seed)
            @settings(max_examples=options.cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(tried=st.lists(attempts, min_size=1, max_size=3))
            def holds(tried: list[Attempt]) -> None:
                recorder.wrong.clear()
                done = portal.call(case, server, options.identity, over_http, tried)
                counts["cases"] += 1
                counts["calls"] += len(done)
                judge(recorder, done, owner_only)

            holds()
    users = {OWNER} if owner_only or options.identity == "fixed" else set(USERS)
    # A property that no call ever tests holds for nothing.
    assert set(recorder.reached) == users, recorder.reached
    print(json.dumps({**counts, "reached": dict(recorder.reached)}))


if __name__ == "__main__":
    main()
