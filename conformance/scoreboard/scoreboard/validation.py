"""JSON Schema 2020-12 validation, by the `jsonschema-rs` engine: documents of ten megabytes stay quick."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import jsonschema_rs

from .contract.formats import FORMATS

Json: TypeAlias = Any


class BrokenSchema(Exception):
    """The schema itself cannot be used: a reference to nothing, a pattern that is no pattern."""


class Validator:
    """`formats` are asserted, as backends do; clients that check a result do not."""

    def __init__(self, schema: Json, formats: bool = True) -> None:
        try:
            self._engine = jsonschema_rs.Draft202012Validator(
                schema, formats=FORMATS if formats else None, validate_formats=formats, offline=True
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise BrokenSchema(str(error)[:300]) from error

    def is_valid(self, value: Json) -> bool:
        return bool(self._engine.is_valid(value))

    def errors(self, value: Json) -> list[str]:
        found = []
        for error in self._engine.iter_errors(value):
            where = "/".join(str(part) for part in error.instance_path)
            found.append(f"{where}: {error.message}" if where else error.message)
        return found


@cache
def compiles(pattern: str) -> bool:
    """Whether the engine knows this regular expression (it reads ECMA 262's dialect)."""
    try:
        Validator({"pattern": pattern})
    except BrokenSchema:
        return False
    return True
