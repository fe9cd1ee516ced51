"""Did every argument value arrive? Each is looked for among the decoded parts of the request, its own name first."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from .contract.judge import Judged
from .contract.multipart import File

Json: TypeAlias = Any


@dataclass
class Slot:
    """One place of the request that holds a value."""

    name: str
    location: str
    values: tuple[Json, ...]
    used: bool = False


def lost(arguments: dict[str, Json], judged: Judged) -> list[str]:
    """The names of arguments whose value is nowhere in the request, each with what was found instead."""
    slots = slots_of(judged)
    missing = []
    for name, value in arguments.items():
        named = [slot for slot in slots if plain(slot.name) == plain(name) and not slot.used]
        # A slot of the argument's own name must hold it: found elsewhere, it would have been swapped.
        candidates = named or [slot for slot in slots if not slot.used]
        hit = next((slot for slot in candidates if holds(slot, value)), None)
        if hit:
            hit.used = True
        elif not may_be_absent(value, named):
            missing.append(
                f"{name} = {brief(value)}; there: {brief([slot.values for slot in named]) if named else 'nothing'}"
            )
    return missing


def slots_of(judged: Judged) -> list[Slot]:
    slots = [Slot(part.name, part.location, part.values) for part in judged.decoded]
    if judged.body is not None:
        body = judged.body.value
        location = "body" if judged.body.media_type.endswith("json") else "form"
        if isinstance(body, dict):
            slots.extend(Slot(str(name), location, (value,)) for name, value in body.items())
        slots.append(Slot("body", location, (body,)))
    return slots


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def may_be_absent(value: Json, named: list[Slot]) -> bool:
    """A URL has no way to say null or an empty list: leaving the parameter out is how it is said."""
    return pruned(value) is None and not named


def holds(slot: Slot, value: Json) -> bool:
    if any(same(value, held, slot.location) for held in slot.values):
        return True
    # The same holds inside an object that a query or a form spells as `filter[key]`.
    return slot.location != "body" and any(same(pruned(value), pruned(held), slot.location) for held in slot.values)


def pruned(value: Json) -> Json:
    """The value without what only JSON can say: nulls, empty lists and empty objects; `None` when nothing is left."""
    if isinstance(value, dict):
        kept = {name: inner for name, part in value.items() if (inner := pruned(part)) is not None}
        return kept or None
    if isinstance(value, list):
        return [pruned(part) for part in value] or None
    return value


def same(sent: Json, held: Json, location: str) -> bool:
    if isinstance(held, File):
        return same_file(sent, held.data)
    if isinstance(held, bytes):
        return same_file(sent, held)
    if isinstance(sent, bool) or isinstance(held, bool):
        return sent is held or (location != "body" and str(sent).lower() == str(held).lower())
    if isinstance(sent, int | float) and isinstance(held, int | float):
        return sent == held
    if isinstance(sent, dict) and isinstance(held, dict):
        return sent.keys() == held.keys() and all(same(part, held[name], location) for name, part in sent.items())
    if isinstance(sent, list) and isinstance(held, list):
        return len(sent) == len(held) and all(same(a, b, location) for a, b in zip(sent, held, strict=True))
    if sent is None or held is None:
        return sent is held or (location != "body" and sent in ("", "null", None) and held in ("", "null", None))
    if isinstance(held, str) and not isinstance(sent, str):
        return said_as_text(sent, held, location)
    return bool(sent == held)


def said_as_text(sent: Json, held: str, location: str) -> bool:
    """Typed values in places that hold text: parameters, JSON inside a form field, a file that happens to be text."""
    if isinstance(sent, dict) and location == "form" and same_file(sent, held.encode()):
        return True
    if isinstance(sent, dict | list):
        try:
            return bool(json.loads(held) == sent)
        except ValueError:
            return False
    return location != "body" and json.dumps(sent) == held


def same_file(sent: Json, data: bytes) -> bool:
    """Files come as base64 or as text, bare or as an object with one field that holds them."""
    if isinstance(sent, dict):
        return any(isinstance(part, str) and same_file(part, data) for part in sent.values())
    if not isinstance(sent, str):
        return json.dumps(sent).encode() == data
    if sent.encode() == data:
        return True
    try:
        return (
            base64.b64decode(sent + "=" * (-len(sent) % 4), altchars=b"-_" if {"-", "_"} & set(sent) else None) == data
        )
    except (binascii.Error, ValueError):
        return False


def brief(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:120] + "…"
