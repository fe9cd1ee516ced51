"""One server against one document: every tool called minimal, full and at its edges."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mcp_types import CallToolResult, Tool
from pydantic import ValidationError

from .lossless import lost
from .mock_backend import MockBackend
from .sampling.draw import Kind
from .sampling.sampler import Sample, sample
from .stdio_client import Listing, ListRefused, OutputRefused, ProtocolError, ServerGone, StdioClient
from .validation import BrokenSchema, Validator

KINDS: tuple[Kind, ...] = ("minimal", "full", "edge")


@dataclass
class Miss:
    """One call that did not work, or not wholly. `stage` says where it was lost."""

    tool: str
    kind: str
    stage: str
    reason: str
    arguments: Any = None


@dataclass
class Score:
    spec: str
    server: str
    version: str
    operations: int
    tools: int = 0
    reached: int = 0
    calls: int = 0
    succeeded: int = 0
    lossless: int = 0
    list_bytes: int = 0
    list_first_ms: float = 0
    list_second_ms: float = 0
    # Why there is nothing to call.
    failure: str | None = None
    # Arguments or answers for which this harness found no valid sample: neither a call nor a miss.
    unsampled: list[dict[str, str]] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)


@dataclass
class Caller:
    client: StdioClient
    mock: MockBackend
    score: Score
    reached: set[str] = field(default_factory=set)

    async def all_tools(self, listing: Listing) -> None:
        score = self.score
        score.tools, score.list_bytes = len(listing.tools), listing.bytes
        score.list_first_ms, score.list_second_ms = round(listing.first_ms, 1), round(listing.second_ms, 1)
        for tool in listing.tools:
            for kind in KINDS:
                await self.one(tool, kind)
        score.reached = len(self.reached)

    async def one(self, tool: Tool, kind: Kind) -> None:
        try:
            drawn = draw_arguments(tool, kind)
        except (LookupError, BrokenSchema) as error:
            self.score.calls += 1
            self._miss(tool, kind, "broken inputSchema", f"{type(error).__name__}: {error}"[:300], None)
            return
        if drawn.problem:
            self.score.unsampled.append({"tool": tool.name, "kind": kind, "reason": drawn.problem})
            return
        arguments = drawn.value
        self.mock.seen.clear()
        self.mock.kind = kind
        failure = await self._call(tool, arguments)
        # A retry leaves several; the last one is the call's outcome.
        judged = self.mock.seen[-1][1] if self.mock.seen else None
        if failure and judged and not judged.errors and self.mock.answer_problem:
            # This harness found no valid answer to give: what the server makes of an invalid one says nothing.
            self.score.unsampled.append(
                {"tool": tool.name, "kind": kind, "reason": f"answer: {self.mock.answer_problem}"}
            )
            return
        self.score.calls += 1
        if judged and judged.operation:
            self.reached |= {one.operation.label for one in (judged, *judged.others) if one.operation}
        if judged is None:
            self._miss(tool, kind, "not sent", failure or "success without a request", arguments)
        elif judged.errors:
            self._miss(tool, kind, "arrived invalid", "; ".join(judged.errors[:3]), arguments)
        elif failure:
            self._miss(tool, kind, "answer lost", failure, arguments)
        else:
            self.score.succeeded += 1
            missing = min((lost(arguments, reading) for reading in (judged, *judged.others)), key=len)
            if missing:
                self._miss(tool, kind, "value lost", "; ".join(missing[:3]), arguments)
            else:
                self.score.lossless += 1

    async def _call(self, tool: Tool, arguments: dict[str, Any]) -> str | None:
        """Why the caller does not get its answer; `None` when it does."""
        try:
            result = await self.client.call(tool, arguments)
        except (ProtocolError, OutputRefused, ValidationError, TimeoutError) as error:
            return f"{type(error).__name__}: {error}"[:400]
        return said(result) if result.is_error else None

    def _miss(self, tool: Tool, kind: str, stage: str, reason: str, arguments: Any) -> None:
        self.score.misses.append(Miss(tool.name, kind, stage, reason, shown(arguments)))


def draw_arguments(tool: Tool, kind: Kind) -> Sample:
    schema = mended(tool.input_schema, tool.input_schema)
    return sample(schema, kind, lambda reference: pointed(schema, reference), Validator(schema, formats=False))


def mended(node: Any, root: Any) -> Any:
    """References to nothing replaced by "anything": many hosts would refuse such a tool, a generous one calls it."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str) and pointed(root, node["$ref"]) is None:
            return {}
        return {key: mended(part, root) for key, part in node.items()}
    return [mended(part, root) for part in node] if isinstance(node, list) else node


def pointed(root: Any, reference: str) -> Any:
    node = root
    for part in unquote(reference).lstrip("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node.get(key) if isinstance(node, dict) else None
    return node


def said(result: CallToolResult) -> str:
    """An error's text; of a JSON one its message."""
    text = " ".join(getattr(part, "text", "") for part in result.content)
    try:
        error = json.loads(text)
        return f"{error['error_type']}: {error['message']}"[:400]
    except (ValueError, LookupError, TypeError):
        return text[:400]


def shown(arguments: Any) -> Any:
    text = json.dumps(arguments, ensure_ascii=False)
    return arguments if len(text) < 1500 else text[:1500] + "…"


async def run_calls(client: StdioClient, mock: MockBackend, score: Score) -> None:
    """Fills `score`; a server that ends or cannot be listed is a result too."""
    caller = Caller(client, mock, score)
    try:
        async with client:
            await client.initialize()
            await caller.all_tools(await client.list_tools())
    except (TimeoutError, ServerGone, ListRefused, ProtocolError) as error:
        score.failure = f"{type(error).__name__}: {error}"[:800]
        score.reached = len(caller.reached)
        if isinstance(error, ListRefused):
            score.tools = 0
