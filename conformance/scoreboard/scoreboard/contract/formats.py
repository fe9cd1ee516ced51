"""The formats a backend checks; others are free text."""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime

RFC3339 = re.compile(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$")


def is_date_time(text: str) -> bool:
    return bool(RFC3339.match(text) and datetime.fromisoformat(text.upper().replace("Z", "+00:00")))


def holds(check: Callable[[str], object]) -> Callable[[str], bool]:
    """A parser as a check: what it refuses is not of the format."""

    def checked(text: str) -> bool:
        try:
            return bool(check(text))
        except ValueError:
            return False

    return checked


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": holds(date.fromisoformat),
    "date-time": holds(is_date_time),
    "uuid": holds(uuid.UUID),
    "email": holds(lambda text: re.match(r"^[^@\s]+@[^@\s]+$", text)),
    "ipv4": holds(ipaddress.IPv4Address),
    "ipv6": holds(ipaddress.IPv6Address),
    "uri": holds(lambda text: re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:\S*$", text)),
    **{
        name: holds(lambda text: True)
        for name in (
            "time",
            "duration",
            "hostname",
            "idn-email",
            "idn-hostname",
            "iri",
            "iri-reference",
            "json-pointer",
        )
    },
    **{name: holds(lambda text: True) for name in ("regex", "relative-json-pointer", "uri-reference", "uri-template")},
}
