"""A backend that misbehaves on demand: the real one behind a proxy that spoils answers, byte for byte.

Logins pass through unspoiled, so that a fault hits the tool's own call. Connections are kept open as uvicorn does.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from drive.fault_proxy import Seen

LOGINS = ("/login", "/auth/token")
LEAK = "Traceback (most recent call last): KeyError at http://127.0.0.1:5432 password=hunter2-of-the-backend"
"""What a careless backend says of itself; none of it may be shown or logged."""
MEGABYTE = 1_000_000

Reply = Callable[["Exchange"], Awaitable[None]]


@dataclass(frozen=True)
class Exchange:
    """One request and the way back to who sent it."""

    seen: Seen
    number: int
    """Which request this is since the fault began, from 1."""
    writer: asyncio.StreamWriter
    real: Callable[[], Awaitable[bytes]]
    """The real backend's answer."""

    async def answer(self, status: str, body: bytes, kind: str = "application/json", extra: str = "") -> None:
        """A whole answer."""
        head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n{extra}\r\n"
        self.writer.write(head.encode() + body)
        await self.writer.drain()

    def reset(self) -> None:
        """Ends the connection with a TCP reset."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Misbehaving:
    """Listens where BACKEND_URL points; `reply` is None while it behaves."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.target = target
        self.reply: Reply | None = None
        self.seen: list[Seen] = []
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What BACKEND_URL is set to."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def open_connections(self) -> int:
        """How many the server holds open."""
        return len(self._connections)

    async def until_idle(self, seconds: float) -> None:
        """Waits until every connection has ended, at most so long."""
        if self._connections:
            await asyncio.wait(self._connections, timeout=seconds)

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    async def up(self) -> None:
        """Listens."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def down(self) -> None:
        """Refuses connections, and drops those that are open."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def begin(self, reply: Reply | None) -> None:
        """Starts to misbehave so, or to behave."""
        self.reply = reply
        self.seen.clear()

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._guarded(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _guarded(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            try:
                while not writer.is_closing():
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

        async def real() -> bytes:
            return await self._real_answer(start, lines, body)

        if path in LOGINS:
            writer.write(await real())
            await writer.drain()
            return
        self.seen.append(Seen(method, path, headers, head + body))
        if self.reply is None:
            writer.write(await real())
            await writer.drain()
            return
        watch = asyncio.create_task(reader.read(1))  # a caller who gives up ends a fault that would go on for ever
        spoil = asyncio.ensure_future(self.reply(Exchange(self.seen[-1], len(self.seen), writer, real)))
        await asyncio.wait((watch, spoil), return_when=asyncio.FIRST_COMPLETED)
        left = not spoil.done()
        for task in (watch, spoil):
            task.cancel()
        await asyncio.gather(watch, spoil, return_exceptions=True)
        if left:  # a whole answer leaves the connection open: closing it unannounced would be another fault
            writer.close()

    async def _real_answer(self, start: bytes, lines: list[bytes], body: bytes) -> bytes:
        kept = [line for line in lines if not line.lower().startswith((b"connection:", b"keep-alive:"))]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(b"\r\n".join([start, *kept, b"Connection: close", b"", body]))
            answer = await reader.read()
        finally:
            writer.close()
        head, _, rest = answer.partition(b"\r\n\r\n")
        fields = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        return b"\r\n".join([*fields, b"", b""]) + rest


async def hang(exchange: Exchange) -> None:
    """Never answers."""
    await asyncio.Event().wait()


async def reset(exchange: Exchange) -> None:
    """Reads the request, then resets the connection."""
    exchange.reset()


async def reset_mid_body(exchange: Exchange) -> None:
    """Promises more than it sends."""
    exchange.writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n[{")
    await exchange.writer.drain()
    await asyncio.sleep(0.05)  # so that the half has arrived before the reset takes it away
    exchange.reset()


async def drip(exchange: Exchange) -> None:
    """A byte now and then: no single read takes long, and yet it never ends."""
    exchange.writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n[")
    while True:
        await exchange.writer.drain()
        await asyncio.sleep(0.2)
        exchange.writer.write(b" ")


async def garbage(exchange: Exchange) -> None:
    """Calls something JSON that is none."""
    await exchange.answer("200 OK", b'[{"id": 1, "title": ' + LEAK.encode())


async def page(exchange: Exchange) -> None:
    """A proxy's own page instead of the backend's answer."""
    await exchange.answer("200 OK", f"<html><body>{LEAK}</body></html>".encode(), "text/html")


async def error_body(exchange: Exchange) -> None:
    """200, and an error inside."""
    await exchange.answer("200 OK", json.dumps({"error": "internal", "trace": LEAK}).encode())


async def too_large(exchange: Exchange) -> None:
    """10 MB, announced by nothing."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    exchange.writer.write(head)
    for _ in range(10):
        exchange.writer.write(b"%x\r\n" % MEGABYTE + b" " * MEGABYTE + b"\r\n")
        await exchange.writer.drain()
    exchange.writer.write(b"0\r\n\r\n")
    await exchange.writer.drain()


async def busy(exchange: Exchange) -> None:
    """429, and when to come back."""
    await exchange.answer("429 Too Many Requests", b'{"detail":"slow down"}', extra="retry-after: 7\r\n")


async def failing(exchange: Exchange) -> None:
    """500, with far too much said."""
    await exchange.answer("500 Internal Server Error", json.dumps({"detail": LEAK}).encode())


async def flapping(exchange: Exchange) -> None:
    """503 and the real answer, in turns."""
    if exchange.number % 2:
        await exchange.answer("503 Service Unavailable", LEAK.encode(), "text/plain")
    else:
        exchange.writer.write(await exchange.real())
        await exchange.writer.drain()


async def redirect(exchange: Exchange) -> None:
    """Sends the caller elsewhere, credentials and all."""
    await exchange.answer("307 Temporary Redirect", b"", extra="location: http://127.0.0.1:9/stolen\r\n")


async def expired_once(exchange: Exchange) -> None:
    """The session or token ran out: 401 until another one is shown."""
    if exchange.number == 1:
        await exchange.answer("401 Unauthorized", b'{"detail":"expired"}')
    else:
        exchange.writer.write(await exchange.real())
        await exchange.writer.drain()


async def expired(exchange: Exchange) -> None:
    """401, whatever is shown."""
    await exchange.answer("401 Unauthorized", b'{"detail":"expired"}')
