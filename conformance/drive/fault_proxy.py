"""Stands between server and backend: passes bytes on, remembers every request, and fails on demand."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

Mode = Literal["pass", "stall"] | int
"""Pass on, never answer, or answer with this status."""


@dataclass(frozen=True)
class Seen:
    """A request as the server sent it."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes


class FaultProxy:
    """Use as a context manager; `async with proxy.down():` is a backend that is not there."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.target = target
        self.mode: Mode = "pass"
        self.extra = ""
        self.seen: list[Seen] = []
        self._server: asyncio.Server | None = None
        self._exchanges: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What BACKEND_URL is set to."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()
        for exchange in self._exchanges:
            exchange.cancel()
        await asyncio.gather(*self._exchanges, return_exceptions=True)

    async def up(self) -> None:
        """Listens."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def down(self) -> None:
        """Refuses connections. Answers close theirs, so that none is kept."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        exchange = asyncio.create_task(self._guarded(reader, writer))
        self._exchanges.add(exchange)
        exchange.add_done_callback(self._exchanges.discard)

    async def _guarded(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            try:
                await self._exchange(reader, writer)
            finally:
                writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        start, *lines = head[:-4].split(b"\r\n")
        fields = (line.decode("latin-1").partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in fields}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = start.decode("latin-1").split(" ")
        self.seen.append(Seen(method, path, headers, head + body))
        if self.mode == "stall":
            await reader.read()
        elif self.mode == "pass":
            await self._pass_on(start, lines, body, writer)
        else:
            answer = '{"detail":"Traceback (most recent call last): a secret of the backend"}'
            top = f"HTTP/1.1 {self.mode} Fault\r\nContent-Type: application/json\r\nConnection: close\r\n{self.extra}"
            writer.write(f"{top}Content-Length: {len(answer)}\r\n\r\n{answer}".encode())
            await writer.drain()

    async def _pass_on(self, start: bytes, lines: list[bytes], body: bytes, writer: asyncio.StreamWriter) -> None:
        kept = [line for line in lines if not line.lower().startswith((b"connection:", b"keep-alive:"))]
        backend, upstream = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            upstream.write(b"\r\n".join([start, *kept, b"Connection: close", b"", body]))
            while chunk := await backend.read(65536):
                writer.write(chunk)
                await writer.drain()
        finally:
            upstream.close()
