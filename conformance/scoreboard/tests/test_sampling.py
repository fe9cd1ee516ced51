"""Drawn values are valid, differ by kind, and are the same every time."""

import random
from typing import Any

import pytest

from scoreboard.sampling.patterns import draw_pattern
from scoreboard.sampling.sampler import Sample, sample
from scoreboard.validation import Validator

TASK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 3, "maxLength": 5},
        "due": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "priority": {"type": "integer", "minimum": 1, "maximum": 5},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True},
        "parent": {"$ref": "#/$defs/Task"},
    },
    "additionalProperties": False,
}
ROOT = {"$defs": {"Task": TASK}, **TASK}


def draw(schema: Any, kind: Any) -> Sample:
    def resolve(reference: str) -> Any:
        return schema["$defs"][reference.rsplit("/", 1)[1]]

    return sample(schema, kind, resolve, Validator(schema))


def test_minimal_holds_only_what_is_required() -> None:
    assert draw(ROOT, "minimal").value.keys() == {"title"}


def test_full_holds_everything_and_ends() -> None:
    drawn = draw(ROOT, "full").value
    assert drawn.keys() == TASK["properties"].keys()  # type: ignore[attr-defined]
    assert drawn["parent"]


def test_edge_stands_at_the_bounds() -> None:
    drawn = draw({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "maximum": 5}}}, "edge")
    assert drawn.value == {"n": 5}


def test_the_same_every_time() -> None:
    assert draw(ROOT, "edge") == draw(ROOT, "edge")


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "integer", "minimum": 2}}}]},
        {"oneOf": [{"type": "string"}, {"type": "integer"}], "minimum": 3},
        {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [{"type": "integer"}, {"type": "string"}]},
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "boolean"}},
        {"type": "object", "minProperties": 1, "properties": {"a": {}, "b": {}}, "additionalProperties": False},
        {"type": ["string", "null"], "format": "uuid"},
        {"type": "string", "pattern": r"^[A-Z]{2}-\d{3,}$", "minLength": 8},
        {"const": {"a": [1]}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {
            "type": "object",
            "propertyNames": {"pattern": "^x_"},
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        },
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": 3},
        {"not": {"type": "null"}, "type": ["null", "integer"]},
    ],
)
@pytest.mark.parametrize("kind", ["minimal", "full", "edge"])
def test_valid_by_its_schema(schema: Any, kind: Any) -> None:
    drawn = draw(schema, kind)
    assert drawn.problem is None, drawn.problem


def test_what_cannot_be_is_said() -> None:
    assert draw({"type": "string", "pattern": "^a$", "minLength": 2}, "minimal").problem


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[a-z0-9_]+(?:-[a-z]{2,4})*$",
        r"^\p{L}+$",
        r"^#[0-9a-fA-F]{6}$",
        r"^(?!0)\d{4}-(0[1-9]|1[0-2])$",
        r"\/v\d\/",
        r"^[^\s@]+@x\.io$",
    ],
)
def test_patterns(pattern: str) -> None:
    assert Validator({"pattern": pattern}).is_valid(draw_pattern(pattern, random.Random(1)))


def test_text_of_a_media_type_is_of_it() -> None:
    assert draw({"type": "string", "contentMediaType": "application/xml"}, "edge").value == "<edge><n>1</n></edge>"


def test_a_format_beside_a_pattern_still_holds() -> None:
    assert draw({"type": "string", "format": "date", "pattern": "^20"}, "full").value == "2001-02-28"


def test_a_pattern_that_is_refused_is_kept_out() -> None:
    drawn = draw({"type": "string", "pattern": "[a-z?]+", "not": {"pattern": "/"}}, "edge").value
    assert "?" in drawn
    assert "/" not in drawn
