"""Two schemas that both apply, as one; what cannot be folded is kept for validation to decide."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any

LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def intersect(one: Json, other: Json) -> Json:
    if one is True or one == {}:
        return other
    if other is True or other == {}:
        return one
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    joined = dict(one)
    for key, value in other.items():
        if key not in joined or joined[key] == value:
            joined[key] = value
        elif not fold(joined, key, value):
            joined["allOf"] = [*joined.get("allOf", []), {key: value}]
    return joined


def fold(joined: dict[str, Json], key: str, value: Json) -> bool:
    earlier = joined[key]
    if key in LARGEST:
        joined[key] = max(earlier, value)
    elif key in SMALLEST:
        joined[key] = min(earlier, value)
    elif key == "required":
        joined[key] = list(dict.fromkeys([*earlier, *value]))
    elif key == "enum":
        joined[key] = [one for one in earlier if one in value]
    elif key == "type":
        joined[key] = common_types(earlier, value)
    elif key in ("properties", "patternProperties"):
        joined[key] = {**earlier, **{name: intersect(earlier.get(name, True), part) for name, part in value.items()}}
    elif key in ("items", "additionalProperties"):
        joined[key] = intersect(earlier, value)
    elif key in ("anyOf", "oneOf"):
        # Every pair is an alternative; validation drops those that contradict themselves.
        joined["anyOf"] = [both(left, right) for left in earlier for right in value]
        if key == "oneOf":
            del joined["oneOf"]
    elif key == "allOf":
        joined[key] = [*earlier, *value]
    elif key in ("pattern", "format", "const", "not", "multipleOf"):
        # One of them is drawn, both are checked afterwards.
        return True
    return True


def both(left: Json, right: Json) -> Json:
    return {"allOf": [left, right]}


def common_types(one: Json, other: Json) -> Json:
    left = one if isinstance(one, list) else [one]
    right = other if isinstance(other, list) else [other]
    shared = [name for name in left if name in right]
    if not shared and {"integer", "number"} <= {*left, *right}:
        shared = ["integer"]
    return shared[0] if len(shared) == 1 else shared
