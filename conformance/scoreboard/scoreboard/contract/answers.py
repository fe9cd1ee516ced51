"""What the mock backend answers: a valid response of the operation, drawn from its schema."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..sampling.draw import Kind
from ..sampling.sampler import sample
from .document import Document, Json, Operation
from .schemas import Schemas

BINARY = bytes(range(256))


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str | None
    body: bytes
    location: str | None = None
    # Set when no valid sample was found and something near it is answered.
    problem: str | None = None


class Answers:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas = Schemas(document, "response")
        self._drawn: dict[tuple[str, Kind], Answer] = {}

    def answer(self, operation: Operation, kind: Kind) -> Answer:
        key = (operation.label, kind)
        if key not in self._drawn:
            self._drawn[key] = self._draw(operation, kind)
        return self._drawn[key]

    def drawn(self) -> list[tuple[tuple[str, Kind], Answer]]:
        return list(self._drawn.items())

    def _draw(self, operation: Operation, kind: Kind) -> Answer:
        status, response = self._success(operation)
        if 300 <= status < 400:
            return Answer(status, None, b"", location="/elsewhere")
        content = response.get("content") if isinstance(response, dict) else None
        if not content or status in (204, 205, 304) or operation.method == "head":
            return Answer(status, None, b"")
        content_type = preferred(list(content))
        schema = (content[content_type] or {}).get("schema", True)
        concrete = concrete_type(content_type)
        if concrete.split(";")[0].endswith("json"):
            return self._json(status, concrete, schema, kind)
        if concrete.endswith("xml"):
            return Answer(status, concrete, b"<answer><ok>true</ok></answer>")
        if concrete.startswith("text/") or concrete == "application/x-ndjson":
            return Answer(status, concrete, f"plain text, {kind}, \u00e9".encode())
        return Answer(status, concrete, BINARY)

    def _json(self, status: int, content_type: str, schema: Json, kind: Kind) -> Answer:
        drawn = sample(self.schemas.convert(schema), kind, self.schemas.resolve, self.schemas.validator(schema))
        if drawn.problem and kind != "minimal":
            drawn = sample(
                self.schemas.convert(schema), "minimal", self.schemas.resolve, self.schemas.validator(schema)
            )
        body = json.dumps(drawn.value if drawn.problem is None else {}, ensure_ascii=False).encode()
        return Answer(status, content_type, body, problem=drawn.problem)

    def _success(self, operation: Operation) -> tuple[int, Json]:
        by_code = {str(code).upper(): self.document.follow(response) for code, response in operation.responses.items()}
        for code in sorted(by_code):
            if code.startswith("2"):
                return (int(code) if code.isdigit() else 200), by_code[code]
        if "DEFAULT" in by_code:
            return 200, by_code["DEFAULT"]
        redirect = next((code for code in sorted(by_code) if code.startswith("3") and code != "304"), None)
        if redirect:
            return (int(redirect) if redirect.isdigit() else 302), by_code[redirect]
        return 204, None


def preferred(types: list[str]) -> str:
    """JSON where it is offered, as a client that asks for JSON would get it."""
    return next((one for one in types if one.split(";")[0].strip().endswith("json")), types[0])


def concrete_type(media_range: str) -> str:
    if media_range.startswith("*/*"):
        return "application/json"
    if media_range.endswith("/*"):
        return {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg"}.get(
            media_range.split("/", maxsplit=1)[0], "application/octet-stream"
        )
    return media_range
