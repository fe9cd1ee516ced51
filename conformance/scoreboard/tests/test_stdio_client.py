"""The client against a server of twenty lines: bytes counted, lists and results refused as others do."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from scoreboard.stdio_client import Listing, ListRefused, OutputRefused, ServerGone, StdioClient

SERVER = """
import json, sys
tools, answer = json.loads(sys.argv[1]), json.loads(sys.argv[2])
for line in sys.stdin:
    message = json.loads(line)
    results = {"initialize": {}, "tools/list": {"tools": tools}, "tools/call": answer}
    if "id" in message:
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": results[message["method"]]}), flush=True)
"""


def talk(tmp_path: Path, tool: dict[str, Any], answer: dict[str, Any] | None = None) -> Listing:
    command = [sys.executable, "-c", SERVER, json.dumps([tool]), json.dumps(answer or {"content": []})]

    async def run() -> Listing:
        async with StdioClient(command, {}, tmp_path, tmp_path / "log") as client:
            await client.initialize()
            listing = await client.list_tools()
            if answer:
                await client.call(listing.tools[0], {})
            return listing

    return asyncio.run(run())


def test_lists_and_counts(tmp_path: Path) -> None:
    listing = talk(tmp_path, {"name": "a", "inputSchema": {"type": "object"}})
    assert [tool.name for tool in listing.tools] == ["a"]
    assert listing.bytes > 60


def test_an_input_schema_without_type_object_refuses_the_list(tmp_path: Path) -> None:
    with pytest.raises(ListRefused):
        talk(tmp_path, {"name": "a", "inputSchema": {"anyOf": [{"type": "object"}]}})


def test_an_output_schema_binds_the_result(tmp_path: Path) -> None:
    tool = {
        "name": "a",
        "inputSchema": {"type": "object"},
        "outputSchema": {"type": "object", "required": ["x"]},
    }
    talk(tmp_path, tool, {"content": [], "structuredContent": {"x": 1}})
    with pytest.raises(OutputRefused):
        talk(tmp_path, tool, {"content": [], "structuredContent": {}})
    with pytest.raises(OutputRefused):
        talk(tmp_path, tool, {"content": []})


def test_noise_on_stdout_is_the_end(tmp_path: Path) -> None:
    async def run() -> None:
        async with StdioClient([sys.executable, "-c", "print('banner')"], {}, tmp_path, tmp_path / "log") as client:
            await client.initialize()

    with pytest.raises(ServerGone):
        asyncio.run(run())
