"""Draws until the drawn value is valid: the schema's own validator has the last word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from .draw import Draw, Kind, Unsampled

Json: TypeAlias = Any

ATTEMPTS = 24


@dataclass(frozen=True)
class Sample:
    value: Json
    # Why there is none.
    problem: str | None = None


def sample(schema: Json, kind: Kind, resolve: Callable[[str], Json], validator: Any) -> Sample:
    """`validator` is a jsonschema validator of the same schema."""
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
        error = next(validator.iter_errors(value), None)
        if error is None:
            return Sample(value)
        problem = f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:300]
    return Sample(None, problem)
