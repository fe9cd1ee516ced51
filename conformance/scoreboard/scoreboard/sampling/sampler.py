"""Draws until the drawn value is valid: the schema's own validator has the last word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..validation import Validator
from .draw import Draw, Kind, Unsampled

Json: TypeAlias = Any

ATTEMPTS = 24


@dataclass(frozen=True)
class Sample:
    value: Json
    # Why there is none.
    problem: str | None = None


def sample(schema: Json, kind: Kind, resolve: Callable[[str], Json], validator: Validator) -> Sample:
    """`validator` is one of the same schema."""
    problem = "no value"
    for seed in range(ATTEMPTS):
        try:
            value = Draw(resolve, kind, seed).value(schema)
        except Unsampled as error:
            problem = str(error)
            continue
        except RecursionError:
            problem = "requires itself without end"
            continue
        if validator.is_valid(value):
            return Sample(value)
        problem = validator.errors(value)[0][:300]
    return Sample(None, problem)
