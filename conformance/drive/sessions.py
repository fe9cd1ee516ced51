"""One person's MCP session, through the SDK's own client, and what a call brought back."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx2
from mcp import Client
from mcp.client.sse import sse_client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from .children import Command

Transport = Literal["stdio", "streamable-http", "sse"]
CALL_SECONDS = 30.0
ERROR_TYPES = (
    "authentication_error",
    "authorization_error",
    "not_found_error",
    "validation_error",
    "backend_error",
    "timeout_error",
    "connection_error",
)


@dataclass(frozen=True)
class Door:
    """How one person reaches the server."""

    transport: Transport
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    command: Command | None = None
    user_argument: Mapping[str, str] = field(default_factory=dict)
    """What every call names the user by, when the server believes its caller."""


@dataclass(frozen=True)
class Outcome:
    """A tool's result: its data, or its error."""

    data: Any
    error_type: str | None
    result: CallToolResult

    @property
    def ok(self) -> bool:
        """Whether the call succeeded."""
        return self.error_type is None

    @property
    def text(self) -> str:
        """The one text block."""
        return "".join(block.text for block in self.result.content if isinstance(block, TextContent))


class Session:
    """Calls tools for one person."""

    def __init__(self, client: Client, door: Door) -> None:
        self.client = client
        self._door = door

    async def call(self, tool: str, **arguments: Any) -> Outcome:
        """One call. What an error must always look like is checked here."""
        result = await self.client.call_tool(tool, {**self._door.user_argument, **arguments})
        content = result.structured_content
        if not result.is_error:
            return Outcome(unwrapped(content), None, result)
        if not isinstance(content, dict) or content.get("error_type") not in ERROR_TYPES:
            raise AssertionError(f"{tool}: an error of no known type: {result}")
        texts = [block.text for block in result.content if isinstance(block, TextContent)]
        if len(texts) != 1 or json.loads(texts[0]) != content or "\n" in texts[0]:
            raise AssertionError(f"{tool}: text and structured content of an error differ: {result}")
        return Outcome(None, str(content["error_type"]), result)


def unwrapped(content: Any) -> Any:
    """A list or a scalar travels as `{"result": …}`."""
    return content["result"] if isinstance(content, dict) and set(content) == {"result"} else content


@asynccontextmanager
async def entered(door: Door, logs: Path, mode: str = "auto") -> AsyncIterator[Session]:
    """A session; `mode` is the protocol era, `auto` or `legacy`."""
    if door.transport == "stdio":
        assert door.command is not None
        parameters = StdioServerParameters(
            command=door.command.args[0],
            args=list(door.command.args[1:]),
            env=door.command.full_env(),
            cwd=door.command.cwd,
        )
        with (logs / f"{door.command.name}.log").open("a") as output:
            async with Client(
                stdio_client(parameters, errlog=output), mode=mode, read_timeout_seconds=CALL_SECONDS
            ) as client:
                yield Session(client, door)
    elif door.transport == "sse":
        async with Client(
            sse_client(door.url, dict(door.headers)), mode="legacy", read_timeout_seconds=CALL_SECONDS
        ) as client:
            yield Session(client, door)
    else:
        async with (
            httpx2.AsyncClient(headers=dict(door.headers), timeout=60) as http,
            Client(
                streamable_http_client(door.url, http_client=http), mode=mode, read_timeout_seconds=CALL_SECONDS
            ) as client,
        ):
            yield Session(client, door)
