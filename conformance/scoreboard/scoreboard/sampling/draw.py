"""One value of a JSON Schema 2020-12: minimal, full, or at its edges."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from .combine import intersect
from .numbers import draw_number
from .strings import Wanted, draw_string

Json: TypeAlias = Any
Kind = Literal["minimal", "full", "edge"]

# Optional properties below this depth are left out, so that recursive models end.
DEPTH = {"minimal": 0, "full": 4, "edge": 2}
HARD_DEPTH = 14
TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")


class Unsampled(Exception):
    """No value was found; the text says why."""


class Draw:
    def __init__(self, resolve: Callable[[str], Json], kind: Kind, seed: int) -> None:
        self.resolve = resolve
        self.kind = kind
        self.seed = seed
        self.random = random.Random(f"{kind}:{seed}")
        self.count = 0

    def value(self, schema: Json, name: str = "value", depth: int = 0) -> Json:
        if depth > HARD_DEPTH:
            raise Unsampled("requires itself without end")
        schema = self.flat(schema)
        if schema is False:
            raise Unsampled("nothing is allowed")
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.choose_value(schema)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return self.branch(schema, key, name, depth)
        return self.typed(schema, self.choose_type(schema), name, depth)

    def flat(self, schema: Json) -> Json:
        """References and `allOf` folded into one schema; `True` becomes `{}`."""
        for _ in range(40):
            if schema is True:
                return {}
            if not isinstance(schema, dict):
                return False
            if "$ref" in schema:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = intersect(self.resolve(schema["$ref"]), rest)
            elif "allOf" in schema:
                rest = {key: value for key, value in schema.items() if key != "allOf"}
                for part in schema["allOf"]:
                    rest = intersect(rest, self.flat(part))
                schema = rest
            else:
                return schema
        raise Unsampled("refers to itself only")

    def branch(self, schema: dict[str, Json], key: str, name: str, depth: int) -> Json:
        rest = {other: value for other, value in schema.items() if other != key}
        branches = list(schema[key])
        # Seeds walk through the alternatives, so that a refused value leads to another one.
        start = self.seed + (0 if self.kind == "minimal" else 1 if self.kind == "full" else 2)
        order = [branches[(start + step) % len(branches)] for step in range(len(branches))]
        nulls = [part for part in order if is_null(part)]
        order = [part for part in order if not is_null(part)]
        if nulls:
            order = nulls + order if self.kind == "edge" and self.seed % 2 == 1 else order + nulls
        reason = "no alternative"
        for part in order:
            try:
                return self.value(
                    intersect(self.without_others(rest, schema[key], part), self.flat(part)), name, depth + 1
                )
            except Unsampled as error:
                reason = str(error)
        raise Unsampled(reason)

    def without_others(self, rest: Json, branches: list[Json], part: Json) -> Json:
        """`oneOf: [{required: [a]}, {required: [b]}]` means one of them only: `b` is left out when `a` is drawn."""
        if any(set(branch) != {"required"} for branch in branches if isinstance(branch, dict)):
            return rest
        others = {name for branch in branches for name in branch["required"]} - set(part["required"])
        named = rest.get("properties", {})
        return {**rest, "properties": {name: False if name in others else schema for name, schema in named.items()}}

    def choose_value(self, schema: dict[str, Json]) -> Json:
        types = schema.get("type")
        allowed = [value for value in schema["enum"] if fits(value, types)]
        if not allowed:
            raise Unsampled("no enum value fits its type")
        if self.kind == "minimal":
            return allowed[self.seed % len(allowed)]
        return allowed[-1 - self.seed % len(allowed)] if self.kind == "edge" else self.random.choice(allowed)

    def choose_type(self, schema: dict[str, Json]) -> str:
        types = schema.get("type")
        if isinstance(types, list):
            solid = [one for one in types if one != "null"] or ["null"]
            if self.kind == "edge" and "null" in types and self.seed % 2 == 1:
                return "null"
            return str(solid[self.seed % len(solid)])
        return str(types) if types in TYPES else implied_type(schema)

    def typed(self, schema: dict[str, Json], kind: str, name: str, depth: int) -> Json:
        self.count += 1
        match kind:
            case "object":
                return self.object(schema, name, depth)
            case "array":
                return self.array(schema, name, depth)
            case "integer" | "number":
                return draw_number(schema, kind, self.kind, self.count)
            case "boolean":
                return self.kind == "full" if self.kind != "minimal" else self.seed % 2 == 0
            case "null":
                return None
        try:
            return draw_string(schema, Wanted(name, self.kind, self.count, top=depth == 1), self.random)
        except ValueError as error:
            raise Unsampled(str(error)) from error

    def object(self, schema: dict[str, Json], name: str, depth: int) -> dict[str, Json]:
        properties: dict[str, Json] = schema.get("properties", {})
        required = list(dict.fromkeys(schema.get("required", [])))
        drawn: dict[str, Json] = {}
        for key in required:
            part = properties[key] if key in properties else self.unnamed(schema)
            drawn[key] = self.value(part, key, depth + 1)
        for key, part in properties.items():
            if key not in drawn and self.wants(depth):
                try:
                    drawn[key] = self.value(part, key, depth + 1)
                except Unsampled:
                    continue
        for key, others in schema.get("dependentRequired", {}).items():
            for other in others if key in drawn else ():
                if other not in drawn:
                    drawn[other] = self.value(properties.get(other, {}), other, depth + 1)
        self.add_unnamed(schema, drawn, name, depth)
        return drawn

    def wants(self, depth: int) -> bool:
        if self.kind == "minimal" or depth >= DEPTH[self.kind] or self.count > 600:
            return False
        return self.kind == "full" or self.random.random() < 0.5

    def add_unnamed(self, schema: dict[str, Json], drawn: dict[str, Json], name: str, depth: int) -> None:
        """Keys that no property names: as many as `minProperties` asks for, and one more where a map is meant."""
        wanted = schema.get("minProperties", 0)
        if isinstance(schema.get("additionalProperties"), dict) and depth < DEPTH[self.kind]:
            wanted = max(wanted, len(drawn) + 1)
        properties = [key for key in schema.get("properties", {}) if key not in drawn]
        names = self.flat(schema.get("propertyNames", True))
        while len(drawn) < wanted:
            if properties:
                key = properties.pop(0)
                drawn[key] = self.value(schema["properties"][key], key, depth + 1)
                continue
            self.count += 1
            key = self.choose_value(names) if "enum" in names else f"{name}_{self.count}"
            if "pattern" in names:
                key = draw_string(names, Wanted(name, "minimal", self.count), self.random)
            if key in drawn:
                return
            drawn[key] = self.value(self.unnamed(schema), name, depth + 1)

    def unnamed(self, schema: dict[str, Json]) -> Json:
        other = schema.get("additionalProperties", True)
        if other is False:
            raise Unsampled("a required property that is not allowed")
        return other

    def array(self, schema: dict[str, Json], name: str, depth: int) -> list[Json]:
        least, most = schema.get("minItems", 0), schema.get("maxItems", 50)
        # Later seeds fill nested arrays too: `[]` is often valid under several alternatives at once.
        some = 1 if depth <= 1 or self.seed % 2 else 0
        wanted = {"minimal": max(least, some), "full": max(least, 2), "edge": max(least, 1)}[self.kind]
        if self.kind == "edge" and "maxItems" in schema and most <= 12 and depth <= 2:
            wanted = most
        first = schema.get("prefixItems", [])
        wanted = min(max(wanted, least), most)
        if first and self.kind != "minimal":
            wanted = max(wanted, min(len(first), most))
        drawn: list[Json] = []
        for index in range(wanted):
            part = first[index] if index < len(first) else schema.get("items", True)
            if index == 0 and "contains" in schema:
                part = schema["contains"]
            try:
                value = self.value(part, name, depth + 1)
            except Unsampled:
                if len(drawn) >= least:
                    break
                raise
            if not (schema.get("uniqueItems") and value in drawn):
                drawn.append(value)
        return drawn


def is_null(schema: Json) -> bool:
    return isinstance(schema, dict) and (schema.get("type") == "null" or schema.get("enum") == [None])


def fits(value: Json, types: Json) -> bool:
    if types is None:
        return True
    names = types if isinstance(types, list) else [types]
    kinds = {
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "null": value is None,
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "array": isinstance(value, list),
        "object": isinstance(value, dict),
    }
    return any(kinds.get(str(name), False) for name in names)


def implied_type(schema: dict[str, Json]) -> str:
    if {"properties", "required", "additionalProperties", "minProperties", "patternProperties"} & schema.keys():
        return "object"
    if {"items", "prefixItems", "minItems", "maxItems", "contains"} & schema.keys():
        return "array"
    if {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & schema.keys():
        return "number"
    return "string"
