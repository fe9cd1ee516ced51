"""Finds the operation a request is for: its method and its path against every template, exact templates first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .document import Document, Operation

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Match:
    operation: Operation
    # Raw, still percent-encoded.
    path_values: dict[str, str]


class Routes:
    def __init__(self, document: Document) -> None:
        entries: list[tuple[tuple[re.Pattern[str], list[str]], Operation]] = []
        for operation in document.operations:
            # Fragments appear in real documents (`/path#variant`) and never travel.
            path = operation.path.split("#")[0].split("?")[0]
            multi = frozenset(parameter.name for parameter in operation.parameters if parameter.multi_segment)
            for base in operation.base_paths:
                # `{maxy}.{format}` of `1.25.png` can be cut in two places: both are tried.
                entries.extend((template(base + path, placeholder, multi), operation) for placeholder in cuts(path))
        # Fewer placeholders first, then more literal text.
        entries.sort(key=lambda entry: (len(PLACEHOLDER.findall(entry[1].path)), -len(entry[1].path)))
        self._entries = entries

    def matches(self, method: str, raw_path: str) -> list[Match]:
        found = []
        for (expression, names), operation in self._entries:
            if operation.method == method.lower():
                hit = expression.fullmatch(raw_path)
                if hit:
                    found.append(Match(operation, dict(zip(names, hit.groups(), strict=True))))
        return found


def cuts(path: str) -> list[str]:
    several = any(len(PLACEHOLDER.findall(segment)) > 1 for segment in path.split("/"))
    return ["([^/]+?)", "([^/]+)"] if several else ["([^/]+)"]


def template(path: str, placeholder: str, multi: frozenset[str]) -> tuple[re.Pattern[str], list[str]]:
    parts = PLACEHOLDER.split(path)
    expression = "".join(
        ("(.+)" if part in multi else placeholder) if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    return re.compile(expression), parts[1::2]
