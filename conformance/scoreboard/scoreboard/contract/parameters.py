"""Parameters decoded from a request: OpenAPI 3.1 §4.8.12 (style and explode), each in every reading it allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

from .brackets import nested
from .document import Document, Json, Parameter
from .kinds import kinds, properties
from .typed import Texts, Typed

Pair = tuple[str, str]


@dataclass(frozen=True)
class Decoded:
    """What one parameter said; several values where the wire leaves more than one reading, the valid ones only."""

    name: str
    location: str
    values: tuple[Json, ...]
    errors: tuple[str, ...] = ()


def decode(typed: Typed, parameter: Parameter, readings: Iterable[Texts]) -> Decoded:
    values: list[Json] = []
    errors: list[str] = []
    for text in readings:
        for value in typed.readings(parameter.schema, text):
            problems = typed.schemas.errors(parameter.schema, value)
            errors.extend(problems)
            if not problems:
                values.append(value)
    if values:
        return Decoded(parameter.name, parameter.location, tuple(values))
    return Decoded(parameter.name, parameter.location, (), tuple(errors[:3]) or ("cannot be read",))


def decode_content(typed: Typed, parameter: Parameter, text: str) -> Decoded:
    try:
        value = json.loads(text) if "json" in str(parameter.media_type) else text
    except ValueError:
        return Decoded(parameter.name, parameter.location, (), (f"no JSON text: {text[:80]!r}",))
    errors = typed.schemas.errors(parameter.schema, value)
    return Decoded(parameter.name, parameter.location, () if errors else (value,), tuple(errors[:3]))


def split_query(query: str) -> list[Pair]:
    """Names decoded, values still as sent: a delimiter and an encoded delimiter are different things."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    return [(unquote_plus(name), value) for name, _, value in pairs]


def decode_query(document: Document, typed: Typed, parameter: Parameter, pairs: list[Pair]) -> Decoded | None:
    sent = [value for name, value in pairs if name == parameter.name]
    if parameter.media_type:
        return decode_content(typed, parameter, unquote_plus(sent[0])) if sent else None
    readings = list(query_readings(document, parameter, pairs, sent))
    return decode(typed, parameter, readings) if readings else None


def query_readings(document: Document, parameter: Parameter, pairs: list[Pair], sent: list[str]) -> Iterable[Texts]:
    admitted = kinds(document, parameter.schema)
    if parameter.style == "deepObject":
        inside = [(name, unquote_plus(value)) for name, value in pairs if name.startswith(parameter.name + "[")]
        if inside:
            yield nested(parameter.name, inside)
            return
        # For lists and single values deepObject says nothing: as any other parameter, then.
    if "object" in admitted and parameter.explode and not sent:
        named = properties(document, parameter.schema)
        fields: dict[str, Texts] = {}
        for name, value in pairs:
            if name in named:
                again = "array" in kinds(document, named[name])
                fields[name] = [*fields.get(name, []), unquote_plus(value)] if again else unquote_plus(value)
        if fields:
            yield fields
    if not sent:
        return
    if "array" in admitted:
        yield from array_readings(parameter, sent)
    if "object" in admitted and not parameter.explode:
        yield from (pairs_to_object(parts) for parts in delimited(parameter.style, sent[0]))
    if admitted & {"string", "integer", "number", "boolean", "null"} and len(sent) == 1:
        yield unquote_plus(sent[0])


def array_readings(parameter: Parameter, sent: list[str]) -> Iterable[Texts]:
    if parameter.explode or parameter.style == "deepObject":
        yield [unquote_plus(value) for value in sent]
    # Exploded, the other styles are undefined: the delimiter may still have been used.
    if len(sent) == 1 and (not parameter.explode or parameter.style in ("spaceDelimited", "pipeDelimited")):
        yield from delimited(parameter.style, sent[0])


DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def delimited(style: str, raw: str) -> Iterable[Texts]:
    """Split before decoding (RFC 6570), and after it, as most backends do and clients that encode delimiters need."""
    delimiter = DELIMITERS.get(style, ",")
    literal = raw.replace("+", " ") if delimiter == " " else raw
    yield [unquote_plus(part) for part in literal.split(delimiter)]
    if delimiter not in literal:
        decoded = unquote_plus(raw)
        if delimiter in decoded:
            yield [*decoded.split(delimiter)]


def pairs_to_object(parts: Texts) -> Texts:
    flat = [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
    return dict(zip(flat[::2], flat[1::2], strict=False))


def decode_simple(
    document: Document, typed: Typed, parameter: Parameter, raw: str, unescape: Callable[[str], str] = unquote
) -> Decoded:
    """Path and header values: `simple`, `label` and `matrix`."""
    if parameter.media_type:
        return decode_content(typed, parameter, unescape(raw))
    return decode(typed, parameter, simple_readings(document, parameter, raw, unescape))


def simple_readings(
    document: Document, parameter: Parameter, raw: str, unescape: Callable[[str], str]
) -> Iterable[Texts]:
    admitted = kinds(document, parameter.schema)
    delimiter, raw = strip_prefix(parameter, raw)
    parts = raw.split(delimiter)
    if "array" in admitted:
        named = f"{parameter.name}="
        yield [unescape(part.removeprefix(named) if parameter.style == "matrix" else part) for part in parts]
    if "object" in admitted and parameter.explode:
        yield {unescape(name): unescape(value) for name, _, value in (part.partition("=") for part in parts)}
    elif "object" in admitted:
        yield pairs_to_object([unescape(part) for part in parts])
    if admitted & {"string", "integer", "number", "boolean", "null"}:
        yield unescape(raw)


def strip_prefix(parameter: Parameter, raw: str) -> tuple[str, str]:
    """The delimiter between values, and the text without its style's leading mark."""
    if parameter.style == "label":
        return ("." if parameter.explode else ","), raw.removeprefix(".")
    if parameter.style == "matrix":
        exploded_pairs = parameter.explode
        stripped = raw.removeprefix(";")
        plain = stripped if exploded_pairs and ";" in stripped else stripped.removeprefix(f"{parameter.name}=")
        return (";" if exploded_pairs else ","), plain
    return ",", raw
