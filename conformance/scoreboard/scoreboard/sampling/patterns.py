"""A text that a regular expression matches: its parse tree walked, short repeats preferred, the result checked."""

from __future__ import annotations

import random
import re
import string
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

import regex

Node: TypeAlias = Any

PRINTABLE = string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_. "
CATEGORIES = {
    constants.CATEGORY_DIGIT: string.digits,
    constants.CATEGORY_WORD: string.ascii_lowercase + string.digits,
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_NOT_DIGIT: string.ascii_lowercase,
    constants.CATEGORY_NOT_WORD: "-",
    constants.CATEGORY_NOT_SPACE: string.ascii_lowercase,
}
# What `re` does not parse, replaced by something narrower that it does.
PROPERTIES = ((r"\\p\{(?:L|Ll|Letter|L&)\}", "a-z"), (r"\\p\{Lu\}", "A-Z"), (r"\\p\{[^}]+\}", "0-9"))


def draw_pattern(pattern: str, source: random.Random, least: int = 0, most: int | None = None) -> str:
    try:
        tree = parser.parse(narrowed(pattern))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"pattern {pattern!r}: {error}") from error
    for attempt in range(60):
        # The repeats grow with the attempts, until a minimum length is reached.
        text = Walk(source, extra=attempt // 6 * (1 + least // 8)).sequence(tree)
        if len(text) < least:
            text = text.ljust(least, text[-1:] or "a") if attempt % 2 else "a" * (least - len(text)) + text
        if (most is None or len(text) <= most) and regex.search(pattern, text):
            return text
    raise ValueError(f"pattern {pattern!r}: no text found")


def narrowed(pattern: str) -> str:
    for old, new in PROPERTIES:
        # Inside a class the ranges join it, outside they become one.
        inside = re.compile(r"(\[[^\]]*)" + old)
        while inside.search(pattern):
            pattern = inside.sub(rf"\g<1>{new}", pattern, count=1)
        pattern = re.sub(old, f"[{new}]", pattern)
    return pattern.replace(r"\/", "/").replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")


class Walk:
    def __init__(self, source: random.Random, extra: int) -> None:
        self.source = source
        self.extra = extra
        self.groups: dict[int, str] = {}

    def sequence(self, tree: Node) -> str:
        return "".join(self.node(op, argument) for op, argument in tree)

    def node(self, op: Node, argument: Node) -> str:
        match op:
            case constants.LITERAL:
                return chr(argument)
            case constants.NOT_LITERAL:
                return self.pick([c for c in PRINTABLE if c != chr(argument)])
            case constants.ANY:
                return self.source.choice(string.ascii_lowercase)
            case constants.IN:
                return self.pick(members(argument))
            case constants.BRANCH:
                return self.sequence(self.source.choice(argument[1]))
            case constants.SUBPATTERN:
                text = self.sequence(argument[3])
                if argument[0] is not None:
                    self.groups[argument[0]] = text
                return text
            case constants.MAX_REPEAT | constants.MIN_REPEAT | constants.POSSESSIVE_REPEAT:
                least, most, inner = argument
                times = min(int(most), int(least) + (self.extra or (1 if least == 0 and most > 1 else 0)), 4000)
                return "".join(self.sequence(inner) for _ in range(times))
            case constants.GROUPREF:
                return self.groups.get(argument, "")
        # Anchors and look-arounds add no text; the check afterwards holds them.
        return ""

    def pick(self, options: list[str]) -> str:
        if not options:
            raise ValueError("an empty character class")
        return self.source.choice(options)


def members(argument: Node) -> list[str]:
    negated = argument[0][0] is constants.NEGATE
    found: list[str] = []
    for op, value in argument:
        if op is constants.LITERAL:
            found.append(chr(value))
        elif op is constants.RANGE:
            found.extend(chr(code) for code in range(value[0], min(value[1], value[0] + 120) + 1))
        elif op is constants.CATEGORY:
            found.extend(CATEGORIES.get(value, "a"))
    if negated:
        return [one for one in PRINTABLE if one not in found]
    plain = [one for one in found if one in PRINTABLE and one not in ". "]
    return plain or found
