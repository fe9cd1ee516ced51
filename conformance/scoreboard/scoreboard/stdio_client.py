"""An MCP client over stdio that keeps the bytes and the times, and refuses what the official clients refuse."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp_types import CallToolResult, ListToolsResult, Tool
from pydantic import ValidationError

from .validation import BrokenSchema, Validator

PROTOCOL = "2025-06-18"
LINE_LIMIT = 256 * 1024 * 1024


class ServerGone(Exception):
    """The server ended or wrote what is no JSON-RPC message."""


class ListRefused(Exception):
    """A client that follows the protocol would show no tools at all."""


@dataclass(frozen=True)
class Listing:
    tools: list[Tool]
    bytes: int
    first_ms: float
    second_ms: float


class StdioClient:
    def __init__(self, command: list[str], env: dict[str, str], cwd: Path, log: Path) -> None:
        self._command, self._env, self._cwd, self._log = command, env, cwd, log
        self._process: asyncio.subprocess.Process | None = None
        self._ids = itertools.count(1)
        self._outputs: dict[str, Validator] = {}

    async def __aenter__(self) -> StdioClient:
        with self._log.open("wb") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                cwd=self._cwd,
                env={**os.environ, **self._env},
                limit=LINE_LIMIT,
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def initialize(self, seconds: float = 180) -> None:
        info = {"name": "scoreboard", "version": "0"}
        params = {"protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": info}
        await self._request("initialize", params, seconds)
        await self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    async def list_tools(self) -> Listing:
        """Lists twice: the first time a server may still have work to do."""
        start = time.perf_counter()
        tools, size = await self._list_all()
        middle = time.perf_counter()
        await self._list_all()
        end = time.perf_counter()
        try:
            parsed = ListToolsResult.model_validate({"tools": tools}).tools
        except ValidationError as error:
            raise ListRefused(str(error)[:300]) from error
        for tool in tools:
            for key in ("inputSchema", "outputSchema"):
                # The protocol's own schema, and every client's: the root says `"type": "object"`.
                if tool.get(key) is not None and tool[key].get("type") != "object":
                    raise ListRefused(f"{tool['name']}: {key} without type object")
        return Listing(parsed, size, (middle - start) * 1000, (end - middle) * 1000)

    async def _list_all(self) -> tuple[list[dict[str, Any]], int]:
        tools: list[dict[str, Any]] = []
        size, cursor = 0, None
        while True:
            line = await self._request("tools/list", {"cursor": cursor} if cursor else {}, 300)
            result, size = line["result"], size + line["bytes"]
            tools.extend(result["tools"])
            cursor = result.get("nextCursor")
            if not cursor:
                return tools, size

    async def call(self, tool: Tool, arguments: dict[str, Any], seconds: float = 60) -> CallToolResult:
        reply = await self._request("tools/call", {"name": tool.name, "arguments": arguments}, seconds)
        result = CallToolResult.model_validate(reply["result"])
        if tool.output_schema is not None and not result.is_error:
            self._check_output(tool, result)
        return result

    def _check_output(self, tool: Tool, result: CallToolResult) -> None:
        """As the official Python client does after every call."""
        if result.structured_content is None:
            raise OutputRefused("an outputSchema, and no structured content")
        if tool.name not in self._outputs:
            try:
                self._outputs[tool.name] = Validator(tool.output_schema, formats=False)
            except BrokenSchema as error:
                raise OutputRefused(f"a broken outputSchema: {error}") from error
        errors = self._outputs[tool.name].errors(result.structured_content)
        if errors:
            raise OutputRefused(errors[0][:300])

    async def _request(self, method: str, params: dict[str, Any], seconds: float) -> dict[str, Any]:
        number = next(self._ids)
        await self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return await asyncio.wait_for(self._reply(number), seconds)

    async def _reply(self, number: int) -> dict[str, Any]:
        if self._process is None or self._process.stdout is None:
            raise ServerGone("not started")
        while True:
            line = await self._process.stdout.readline()
            if not line:
                raise ServerGone(f"the server ended; {tail(self._log)}")
            try:
                message = json.loads(line)
            except ValueError as error:
                raise ServerGone(f"no JSON on stdout: {line[:120]!r}") from error
            if message.get("id") != number or "method" in message:
                continue
            if "error" in message:
                raise ProtocolError(str(message["error"].get("message"))[:300])
            return {"result": message["result"], "bytes": len(line)}

    async def _send(self, message: dict[str, Any]) -> None:
        if self._process is None or self._process.stdin is None:
            raise ServerGone("not started")
        try:
            self._process.stdin.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            await self._process.stdin.drain()
        except ConnectionError as error:
            raise ServerGone(f"the server ended; {tail(self._log)}") from error


class ProtocolError(Exception):
    """The server answered with a JSON-RPC error."""


class OutputRefused(Exception):
    """The result is not what the tool's `outputSchema` promises, so clients throw it away."""


def tail(log: Path) -> str:
    return log.read_text(errors="replace")[-600:].strip().replace("\n", " ⏎ ") if log.exists() else ""
