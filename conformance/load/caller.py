"""A caller that costs little: JSON-RPC over one kept connection, so that the load is the server's own."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

PROTOCOL = "2025-06-18"


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    content: Any
    """The tool's structured content, or the error's."""
    is_error: bool
    seconds: float

    @property
    def error_type(self) -> str | None:
        """One of the seven, for a tool's error."""
        return self.content.get("error_type") if self.is_error and isinstance(self.content, dict) else None

    @property
    def refused(self) -> bool:
        """Refused by the server to protect itself, saying when to come back; not by the backend, which has a status."""
        details = self.content.get("details", {}) if self.error_type == "backend_error" else {}
        return "retry_after_seconds" in details and "status_code" not in details


class Caller:
    """One connection of one user."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._port = port
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._number = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Closes the connection, whatever it waits for."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def send(self, tool: str, arguments: Mapping[str, Any]) -> None:
        """Sends a call and does not wait."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._number += 1
        params = {"name": tool, "arguments": arguments}
        body = json.dumps({"jsonrpc": "2.0", "id": self._number, "method": "tools/call", "params": params}).encode()
        head = (
            f"POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:{self._port}\r\ncontent-type: application/json\r\n"
            f"accept: application/json, text/event-stream\r\nmcp-protocol-version: {PROTOCOL}\r\n"
            f"content-length: {len(body)}\r\n{self._head}\r\n"
        )
        self._writer.write(head.encode() + body)
        await self._writer.drain()

    async def call(self, tool: str, **arguments: Any) -> Answer:
        """A call and its answer."""
        started = time.perf_counter()
        await self.send(tool, arguments)
        assert self._reader is not None
        head = await self._reader.readuntil(b"\r\n\r\n")
        start, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self._reader.readexactly(int(fields.get("content-length", "0")))
        seconds = time.perf_counter() - started
        status = int(start.split(" ")[1])
        message = json.loads(body) if body else {}
        if message.get("id") != self._number and "result" in message:
            raise AssertionError(f"the answer to call {message.get('id')} came to call {self._number}")
        result = message.get("result", {})
        is_error = bool(result.get("isError", "result" not in message))
        return Answer(status, result.get("structuredContent"), is_error, seconds)
