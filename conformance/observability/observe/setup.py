"""The backend and the server under observation, and a person who is signed in to both."""

import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from drive.backends import Backend, JwtBackend, Person
from drive.children import Command, free_port, listening

HERE = Path(__file__).resolve().parent.parent


class TracedBackend(JwtBackend):
    """The example backend, instrumented, with its spans sent to a collector."""

    def __init__(self, python: Path, folder: Path, logs: Path, collector_url: str) -> None:
        super().__init__(python, folder, logs)
        self._collector_url = collector_url

    def app(self) -> str:
        return "traced_backend:app"

    def env(self) -> Mapping[str, str]:
        return {
            **super().env(),
            "PYTHONPATH": str(HERE),
            "OTEL_SERVICE_NAME": "todo-backend",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self._collector_url,
        }


@dataclass(frozen=True)
class Served:
    """A running server, and how one person reaches it."""

    url: str
    headers: Mapping[str, str]
    pid: int
    metrics_port: int


@asynccontextmanager
async def serving(
    server: Path, backend: Backend, person: Person, logs: Path, name: str, env: Mapping[str, str]
) -> AsyncIterator[Served]:
    """The emitted server over HTTP, for this person behind a gateway."""
    port, metrics_port, secret = free_port(), free_port(), secrets.token_urlsafe(32)
    settings = {
        "BACKEND_URL": backend.url,
        "MCP_TRANSPORT": "streamable-http",
        "MCP_IDENTITY": "gateway",
        "MCP_PORT": str(port),
        "MCP_GATEWAY_SECRET": secret,
        "MCP_USER_ID": person.user_id,
        **await backend.outbound(person, given=True),
        "OTEL_EXPORTER_PROMETHEUS_PORT": str(metrics_port),
        "OTEL_SERVICE_NAME": "todo-mcp",
        **env,
    }
    command = Command(name, [sys.executable, "-m", "src.server"], server, settings)
    async with listening(command, port, logs) as pid:
        headers = {"Authorization": f"Bearer {secret}", "X-User-ID": person.user_id}
        yield Served(f"http://127.0.0.1:{port}/mcp", headers, pid, metrics_port)


async def registered(backend: Backend) -> Person:
    """Somebody with an account."""
    async with httpx2.AsyncClient(trust_env=False, timeout=60) as http:
        return await backend.register(http, "Ada")
