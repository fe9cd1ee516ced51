"""The backend of each pattern: how it starts, how people join it, and how its credentials are taken away again."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from .children import Command, free_port, listening

OWN_BACKENDS = Path(__file__).resolve().parent.parent / "backends"


@dataclass(frozen=True)
class Person:
    """Somebody with an account at the backend."""

    name: str
    user_id: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)


class Backend(ABC):
    """A real FastAPI application in a process of its own."""

    def __init__(self, python: Path, folder: Path, logs: Path) -> None:
        self.python = python
        self.folder = folder
        self.logs = logs
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.secrets: list[str] = []

    forbidden = "read_stats"
    """A tool that an ordinary user may not call."""

    @abstractmethod
    def app(self) -> str:
        """`module:attribute`, for uvicorn."""

    @abstractmethod
    async def register(self, http: httpx2.AsyncClient, name: str) -> Person:
        """Makes an account."""

    async def outbound(self, person: Person, given: bool) -> dict[str, str]:
        """The settings by which a server speaks for this person, or for everybody."""
        return {}

    def env(self) -> Mapping[str, str]:
        """The backend's own settings."""
        return {}

    async def revoke(self) -> None:
        """Makes the credentials that are out there worthless from the next start on."""
        return

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The backend, listening on `port`."""
        args = [str(self.python), "-m", "uvicorn", self.app(), "--port", str(self.port), "--log-level", "warning"]
        async with listening(Command("backend", args, self.folder, self.env()), self.port, self.logs):
            yield

    def secret(self) -> str:
        """A new secret, remembered so that the end of the run can look for it where it must not be."""
        value = secrets.token_urlsafe(32)
        self.secrets.append(value)
        return value

    def person(self, name: str, user_id: str) -> Person:
        """A person whose password is remembered likewise."""
        person = Person(name, user_id)
        self.secrets.append(person.password)
        return person


class UserIdBackend(Backend):
    """Pattern 1; it forgets its users when it stops, which is what revokes them."""

    def app(self) -> str:
        return "user_id_backend:app"

    async def register(self, http: httpx2.AsyncClient, name: str) -> Person:
        answer = await post(http, f"{self.url}/users", json={"name": name})
        return self.person(name, str(answer["id"]))


class SessionBackend(Backend):
    """Pattern 2."""

    def app(self) -> str:
        return "session_backend:app"

    async def register(self, http: httpx2.AsyncClient, name: str) -> Person:
        person = self.person(name, name)
        await post(http, f"{self.url}/register", json={"username": name, "password": person.password})
        return person

    async def outbound(self, person: Person, given: bool) -> dict[str, str]:
        login = {"username": person.name, "password": person.password}
        if not given:
            return {
                "BACKEND_USERNAME": person.name,
                "BACKEND_PASSWORD": person.password,
                "BACKEND_LOGIN_PATH": "/login",
            }
        async with httpx2.AsyncClient() as http:
            response = await http.post(f"{self.url}/login", json=login)
            cookie = response.cookies["session_id"]
        self.secrets.append(cookie)
        return {"SESSION_TOKEN": cookie}


class JwtBackend(Backend):
    """Pattern 3: examples/todo-backend as it is."""

    forbidden = "list_users"

    def __init__(self, python: Path, folder: Path, logs: Path) -> None:
        super().__init__(python, folder, logs)
        self.secret_key = self.secret()

    def app(self) -> str:
        return "app.main:app"

    def env(self) -> Mapping[str, str]:
        return {"SECRET_KEY": self.secret_key, "DATABASE_URL": f"sqlite:///{self.logs / 'todo.db'}"}

    async def register(self, http: httpx2.AsyncClient, name: str) -> Person:
        password = secrets.token_urlsafe(16)
        email = f"{name.lower()}@example.com"
        answer = await post(http, f"{self.url}/auth/register", json={"email": email, "password": password})
        self.secrets.append(password)
        return Person(email, str(answer["id"]), password)

    async def outbound(self, person: Person, given: bool) -> dict[str, str]:
        if not given:
            return {
                "BACKEND_USERNAME": person.name,
                "BACKEND_PASSWORD": person.password,
                "BACKEND_LOGIN_PATH": "/auth/token",
            }
        async with httpx2.AsyncClient() as http:
            form = {"username": person.name, "password": person.password}
            token: str = (await post(http, f"{self.url}/auth/token", data=form))["access_token"]
        self.secrets.append(token)
        return {"BACKEND_ACCESS_TOKEN": token}

    async def revoke(self) -> None:
        self.secret_key = self.secret()


class ServiceBackend(JwtBackend):
    """Pattern 4: the example with the patch, which trusts a service token and `X-User-ID`."""

    def __init__(self, python: Path, folder: Path, logs: Path, token: str | None = None) -> None:
        super().__init__(python, folder, logs)
        self.token = token or self.secret()
        self.secrets.append(self.token)
        self.signs = False
        """Calls carry an assertion that is signed with the token, not the token."""
        self._accepted = self.token

    def env(self) -> Mapping[str, str]:
        return {**super().env(), "SERVICE_AUTH_TOKEN": self._accepted}

    async def outbound(self, person: Person, given: bool) -> dict[str, str]:
        return {"SERVICE_AUTH_TOKEN": self.token}

    async def revoke(self) -> None:
        self._accepted = self.secret()


BACKENDS: dict[int, type[Backend]] = {1: UserIdBackend, 2: SessionBackend, 3: JwtBackend, 4: ServiceBackend}


async def post(http: httpx2.AsyncClient, url: str, **parts: Any) -> Any:
    """The JSON answer of a POST that has to work."""
    response = await http.post(url, **parts)
    response.raise_for_status()
    return response.json() if response.content else None
