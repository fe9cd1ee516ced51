"""Strings: formats, patterns, lengths; for `edge` the characters that URLs, headers and shells trip over."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from typing import Any, TypeAlias

import regex

from .patterns import draw_pattern

Json: TypeAlias = Any

# No leading or trailing blank: headers drop them, and no backend means them.
AWKWARD = "é/ü?a=b&c#d%20e+f g\"h'i;j,k|l[m]{n}:😀"


@dataclass(frozen=True)
class Wanted:
    """`count` makes each string its own; `top`: it is an argument itself, not a value inside one."""

    name: str
    kind: str
    count: int
    top: bool = False


def draw_string(schema: dict[str, Json], wanted: Wanted, source: random.Random) -> str:
    by_format = FORMATS.get(str(schema.get("format")))
    if "pattern" in schema:
        return draw_matching(schema, wanted, source)
    if by_format:
        return by_format(wanted.kind, wanted.count)
    if str(schema.get("contentMediaType")).endswith("xml"):
        return f"<{wanted.kind}><n>{wanted.count}</n></{wanted.kind}>"
    if schema.get("contentEncoding") in ("base64", "base64url"):
        return base64.b64encode(f"{wanted.name} {wanted.count}".encode()).decode()
    if wanted.kind == "edge" and not wanted.top and not schema.get("minLength") and source.random() < 0.2:
        return ""
    return free_text(schema, wanted)


def free_text(schema: dict[str, Json], wanted: Wanted) -> str:
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    edge = wanted.kind == "edge"
    word = AWKWARD if edge else regex.sub(r"[^a-z]", "", wanted.name.lower())[:20] or "text"
    text = f"{word}{wanted.count}"
    if most is not None and len(text) > most:
        text = (AWKWARD if edge else str(wanted.count))[: int(most)].rstrip() or "x" * max(int(most), 0)
    return text.ljust(least, "x")


def draw_matching(schema: dict[str, Json], wanted: Wanted, source: random.Random) -> str:
    """What a caller would say anyway, where the pattern admits it; else a text made from the pattern."""
    pattern, text = schema["pattern"], free_text(schema, wanted)
    by_format = FORMATS.get(str(schema.get("format")))
    of_format = [by_format(wanted.kind, wanted.count)] if by_format else []
    refused = schema.get("not")
    banned = refused.get("pattern") if isinstance(refused, dict) else None
    for candidate in (*of_format, text, text.replace("/", "")):
        if regex.search(pattern, candidate) and not (banned and regex.search(banned, candidate)):
            return candidate
    return draw_pattern(pattern, source, int(schema.get("minLength", 0)), schema.get("maxLength"))


def digits(count: int, width: int) -> str:
    return str(count % 10**width).rjust(width, "0")


FORMATS = {
    "date": lambda kind, count: f"20{digits(count, 2)}-02-28",
    "date-time": lambda kind, count: (
        f"2024-02-29T23:59:{digits(count % 60, 2)}.123456+05:30"
        if kind == "edge"
        else f"2024-05-06T07:08:{digits(count % 60, 2)}Z"
    ),
    "time": lambda kind, count: f"12:34:{digits(count % 60, 2)}",
    "duration": lambda kind, count: f"P{count}D",
    "uuid": lambda kind, count: f"7b0f1c1e-8a5d-4f7e-9b1a-{digits(count, 12)}",
    "email": lambda kind, count: f"person.{count}+tag@example.com",
    "uri": lambda kind, count: (
        f"https://example.com/p{count}?a=b%20c&d=e" if kind == "edge" else f"https://example.com/p{count}"
    ),
    "url": lambda kind, count: f"https://example.com/u{count}",
    "uri-reference": lambda kind, count: f"/relative/{count}",
    "hostname": lambda kind, count: f"host{count}.example.com",
    "ipv4": lambda kind, count: f"192.0.2.{count % 256}",
    "ipv6": lambda kind, count: f"2001:db8::{count % 10000:x}",
    "ipvanyaddress": lambda kind, count: f"192.0.2.{count % 256}",
    "byte": lambda kind, count: base64.b64encode(f"bytes {count}".encode()).decode(),
    "base64": lambda kind, count: base64.b64encode(f"bytes {count}".encode()).decode(),
    "decimal": lambda kind, count: f"{count}.25",
    "json-string": lambda kind, count: f'{{"n": {count}}}',
    "regex": lambda kind, count: f"^a{count}$",
}
