"""One request against the contract: which operation, what every part of it said, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from urllib.parse import unquote, unquote_plus, unquote_to_bytes

from .bodies import BodyReader, DecodedBody
from .document import IGNORED_HEADERS, Document, Operation, Parameter
from .parameters import Decoded, decode, decode_query, decode_simple, split_query
from .routes import Match, Routes
from .schemas import Schemas
from .typed import Typed


@dataclass(frozen=True)
class Request:
    method: str
    raw_path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None

    def cookies(self) -> list[tuple[str, str]]:
        """Names decoded, values as sent; a plus is a plus here."""
        pairs = (part.partition("=") for part in (self.header("cookie") or "").split(";") if part.strip())
        return [(unquote(name.strip()), value.strip().replace("+", "%2B")) for name, _, value in pairs]


@dataclass
class Judged:
    operation: Operation | None
    decoded: list[Decoded] = field(default_factory=list)
    body: DecodedBody | None = None
    errors: list[str] = field(default_factory=list)
    # Where templates overlap (`/compare/{range}`, `/compare/{a}...{b}`): the other valid readings.
    others: list[Judged] = field(default_factory=list)


class Judge:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas = Schemas(document, "request")
        self.typed = Typed(document, self.schemas)
        self.bodies = BodyReader(document, self.typed)
        self.routes = Routes(document)

    def judge(self, request: Request) -> Judged:
        matches = self.routes.matches(request.method, request.raw_path)
        if not matches:
            return Judged(None, errors=[f"no operation at {request.method} {request.raw_path}"])
        judged = [self._judge(match, request) for match in matches[:4]]
        # A backend would route overlapping templates by its own order: any valid reading counts.
        valid = [one for one in judged if not one.errors]
        first = valid[0] if valid else judged[0]
        first.others = valid[1:]
        return first

    def _judge(self, match: Match, request: Request) -> Judged:
        result = Judged(match.operation)
        pairs = split_query(request.query)
        for parameter in match.operation.parameters:
            decoded = self._parameter(parameter, match, request, pairs)
            if decoded is None:
                if parameter.required:
                    result.errors.append(f"{parameter.location} {parameter.name}: required, not sent")
                continue
            result.decoded.append(decoded)
            result.errors.extend(f"{parameter.location} {parameter.name}: {error}" for error in decoded.errors)
        self._body(match.operation, request, result)
        result.decoded.extend(undeclared(match, request, pairs))
        return result

    def _parameter(
        self, parameter: Parameter, match: Match, request: Request, pairs: list[tuple[str, str]]
    ) -> Decoded | None:
        if parameter.location == "query":
            return decode_query(self.document, self.typed, parameter, pairs)
        if parameter.location == "path":
            raw = match.path_values.get(parameter.name)
            return None if raw is None else decode_simple(self.document, self.typed, parameter, raw)
        if parameter.location == "cookie":
            return self._cookie(parameter, request.cookies())
        header = request.header(parameter.name)
        if header is None:
            return None
        plain = decode_simple(self.document, self.typed, parameter, header, unescape=lambda text: text)
        return plain if parameter.media_type else merged(plain, self._header_readings(parameter, header))

    def _cookie(self, parameter: Parameter, pairs: list[tuple[str, str]]) -> Decoded | None:
        """Laid out as in a query, exploded or not: `form` says the one, no cookie can repeat its name."""
        readings = [replace(parameter, explode=explode) for explode in (parameter.explode, not parameter.explode)]
        decoded = [decode_query(self.document, self.typed, one, pairs) for one in readings]
        found = [one for one in decoded if one]
        return reduce(merged, found) if found else None

    def _header_readings(self, parameter: Parameter, header: str) -> Decoded:
        """Header text beyond ASCII is percent-encoded (RFC 6570) or raw UTF-8, which HTTP hands over as latin-1."""
        return decode(self.typed, parameter, list(header_texts(header)))

    def _body(self, operation: Operation, request: Request, result: Judged) -> None:
        content_type = request.header("content-type") or ""
        if operation.body is None:
            if request.body:
                result.errors.append("a body where none is declared")
            return
        if not request.body and not content_type:
            if operation.body.required:
                result.errors.append("body: required, not sent")
            return
        result.body = self.bodies.read(operation.body, content_type, request.body)
        result.errors.extend(f"body: {error}" for error in result.body.errors)


def undeclared(match: Match, request: Request, pairs: list[tuple[str, str]]) -> Iterator[Decoded]:
    """What else was sent: `Accept`, which is no parameter to OpenAPI, and path and query values nobody declared."""
    known = {(parameter.location, parameter.name.lower()) for parameter in match.operation.parameters}
    for name, raw in match.path_values.items():
        if ("path", name.lower()) not in known:
            yield Decoded(name, "path", (unquote(raw),))
    for name, value in pairs:
        if ("query", name.lower()) not in known:
            yield Decoded(name, "query", (unquote_plus(value),))
    for name, value in request.headers:
        if name in IGNORED_HEADERS:
            yield Decoded(name, "header", (value,))


def header_texts(header: str) -> Iterator[str]:
    yield unquote(header)
    raw = header.encode("latin-1", "replace")
    for data in (raw, unquote_to_bytes(raw)):
        try:
            yield data.decode()
        except UnicodeDecodeError:
            continue


def merged(first: Decoded, second: Decoded) -> Decoded:
    values = (*first.values, *second.values)
    return Decoded(first.name, first.location, values, () if values else first.errors or second.errors)
