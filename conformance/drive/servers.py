"""Starts the emitted server as a pattern, an identity and a transport ask for, and opens a door for each person."""

import secrets
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx2

from .backends import Backend, JwtBackend, Person, post
from .children import Command, free_port, listening
from .sessions import Door, Transport

Identity = Literal["fixed", "gateway", "oauth", "parameter"]
DRIVE = Path(__file__).resolve().parent
SCOPE = "tasks"


@dataclass(frozen=True)
class Setup:
    """What is driven."""

    server: Path
    pattern: int
    identity: Identity
    transport: Transport
    backend: Backend
    backend_url: str
    logs: Path

    @property
    def exchanges(self) -> bool:
        """Pattern 3 for many users: the token of each is exchanged for one of the backend's."""
        return self.pattern == 3 and self.identity == "oauth"

    @property
    def one_user_each(self) -> bool:
        """Whether a server process acts for a single person."""
        return self.identity == "fixed" or (self.pattern in (2, 3) and not self.exchanges)

    def command(self, name: str, env: Mapping[str, str]) -> Command:
        """The server, as its README starts it."""
        flat = (self.server / "main.py").exists()
        args = [sys.executable, *(["main.py"] if flat else ["-m", "src.server"])]
        settings = {"BACKEND_URL": self.backend_url, "BACKEND_TIMEOUT": "3", "BACKEND_MAX_ATTEMPTS": "2", **env}
        return Command(name, args, self.server, settings)


class Issuer:
    """The identity provider, and how the driver asks it for tokens."""

    def __init__(self, setup: Setup) -> None:
        backend = setup.backend
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.client_secret = backend.secret()
        self._control = backend.secret()
        self._backend = backend
        self._command = Command(
            "issuer",
            [sys.executable, "-m", "drive.issuer"],
            DRIVE.parent,
            {
                "ISSUER_PORT": str(self.port),
                "ISSUER_CONTROL_SECRET": self._control,
                "EXCHANGE_CLIENT_ID": "conformance",
                "EXCHANGE_CLIENT_SECRET": self.client_secret,
                "BACKEND_SECRET_KEY": backend.secret_key if isinstance(backend, JwtBackend) else secrets.token_hex(),
            },
        )
        self._logs = setup.logs

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The issuer, listening."""
        async with listening(self._command, self.port, self._logs):
            yield

    async def token(self, user_id: str, audience: str, **claims: object) -> str:
        """A signed token; `claims` replace the usual ones."""
        wanted = {"sub": user_id, "aud": audience, "scope": SCOPE, **claims}
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {self._control}"}) as http:
            token: str = (await post(http, f"{self.url}/issue", json=wanted))["access_token"]
        self._backend.secrets.append(token)
        return token


@dataclass(frozen=True)
class Running:
    """What is up."""

    setup: Setup
    doors: Sequence[Door]
    """One per person."""
    issuer: Issuer | None
    gateway_secret: str


@asynccontextmanager
async def servers(setup: Setup, people: Sequence[Person]) -> AsyncIterator[Running]:
    """Servers, and the issuer where one is needed, for these people."""
    async with AsyncExitStack() as stack:
        issuer = Issuer(setup) if setup.identity == "oauth" else None
        if issuer is not None:
            await stack.enter_async_context(issuer.running())
        starter = _Starter(setup, stack, issuer)
        doors: list[Door] = []
        for number, person in enumerate(people):
            if setup.one_user_each or number == 0:
                address = await starter.start(person, number)
            doors.append(await starter.door(address, person))
        yield Running(setup, doors, issuer, starter.gateway_secret)


class _Starter:
    def __init__(self, setup: Setup, stack: AsyncExitStack, issuer: Issuer | None) -> None:
        self.setup = setup
        self.stack = stack
        self.issuer = issuer
        self.gateway_secret = setup.backend.secret()

    async def start(self, person: Person, number: int) -> Door:
        """A server; over stdio the client starts it, so here it is only described."""
        setup, port = self.setup, free_port()
        path = "/sse" if setup.transport == "sse" else "/mcp"
        url = f"http://127.0.0.1:{port}{path}"
        env = {"MCP_TRANSPORT": setup.transport, "MCP_IDENTITY": setup.identity, **await self._outbound(person, number)}
        if setup.one_user_each:
            env["MCP_USER_ID"] = person.user_id
        if setup.identity == "gateway":
            env["MCP_GATEWAY_SECRET"] = self.gateway_secret
        if self.issuer is not None:
            env |= {"OAUTH_ISSUER": self.issuer.url, "MCP_RESOURCE_URL": url, "OAUTH_REQUIRED_SCOPES": SCOPE}
        command = setup.command(f"server-{number}", {**env, "MCP_PORT": str(port)})
        if setup.transport != "stdio":
            await self.stack.enter_async_context(listening(command, port, setup.logs))
        return Door(setup.transport, url, command=command)

    async def door(self, server: Door, person: Person) -> Door:
        """The same server, as this person reaches it."""
        headers: dict[str, str] = {}
        named = {"user_id": person.user_id} if self.setup.identity == "parameter" else {}
        if self.setup.identity == "gateway":
            headers = {"Authorization": f"Bearer {self.gateway_secret}", "X-User-ID": person.user_id}
        if self.issuer is not None:
            headers = {"Authorization": f"Bearer {await self.issuer.token(person.user_id, server.url)}"}
        return Door(server.transport, server.url, headers, server.command, named)

    async def _outbound(self, person: Person, number: int) -> dict[str, str]:
        """The first person's server logs in by itself; the others are given what a login brings."""
        if not self.setup.exchanges or self.issuer is None:
            return await self.setup.backend.outbound(person, given=number > 0)
        return {
            "TOKEN_EXCHANGE_URL": f"{self.issuer.url}/token",
            "TOKEN_EXCHANGE_CLIENT_ID": "conformance",
            "TOKEN_EXCHANGE_CLIENT_SECRET": self.issuer.client_secret,
        }
